// Builds the real page around the fake program and serves it with the shells' own policy and headers.
// `node tests/support/page/serve.ts` prints its address. What it plays is in the query: ?empty&lang=fr&theme=dark&...
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { build } from 'vite';
import { pageConfig } from '../../../build/page.config.ts';
import { contentSecurityPolicy, listPageFiles, safeHeaders } from '../../../electron/shell/page-files.ts';

const here = import.meta.dirname;
const root = path.resolve(here, '../../..');

export interface PageServer {
  readonly url: string;
  close(): Promise<void>;
}

/** `name` keeps the build folders of runs at the same time apart. */
export async function servePage(name = 'page', port = 0): Promise<PageServer> {
  const folder = path.join(root, '.cache', name);
  const config = pageConfig(folder);
  await build({
    ...config,
    build: { ...config.build, outDir: folder, minify: false },
    plugins: [
      {
        name: 'fake-program',
        enforce: 'pre',
        resolveId: (source, importer) =>
          source === './transport.ts' && importer === path.join(root, 'renderer/main.ts')
            ? path.join(here, 'fake-transport.ts')
            : null,
      },
      ...(config.plugins ?? []),
    ],
  });
  const files = listPageFiles(folder);
  const server = createServer((request, response) => {
    const found = files.get(new URL(request.url ?? '/', 'http://page').pathname);
    if (!found) return void response.writeHead(404).end();
    response.writeHead(200, {
      ...safeHeaders,
      'Content-Type': found.mimeType,
      'Content-Security-Policy': contentSecurityPolicy("'none'"),
    });
    response.end(readFileSync(found.file));
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () => new Promise((resolve) => void server.close(() => resolve())),
  };
}

if (process.argv[1] === import.meta.filename) {
  const { url } = await servePage('page', Number(process.argv[2] ?? '0'));
  console.log(url);
}
