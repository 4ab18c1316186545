// Builds the real page around the fake program and serves it with the shells' own policy and headers.
// `node tests/support/page/serve.ts` prints its address. What it plays is in the query: ?empty&lang=fr&theme=dark&...
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
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

const HOUR_MS = 3_600_000;

/** Changes when any file that the page is built from does. */
function stamp(): string {
  const hash = createHash('sha256');
  for (const folder of ['renderer', 'electron/contract', 'tests/support/page', 'build'])
    for (const entry of readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true }))
      if (entry.isFile()) {
        const file = path.join(entry.parentPath, entry.name);
        hash.update(`${file} ${statSync(file).mtimeMs}\n`);
      }
  return hash.digest('hex').slice(0, 16);
}

/** Builds once for each state of the sources, so that several workers and runs share it. Returns the folder. */
async function buildPage(): Promise<string> {
  const cache = path.join(root, '.cache/page');
  const folder = path.join(cache, stamp());
  if (existsSync(folder)) return folder;
  const making = `${folder}-${process.pid}`;
  const config = pageConfig(making);
  await build({
    ...config,
    build: { ...config.build, outDir: making, minify: false },
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
  try {
    renameSync(making, folder);
  } catch (error) {
    // Another worker was quicker.
    if (!existsSync(folder)) throw error;
    rmSync(making, { recursive: true });
  }
  for (const name of readdirSync(cache)) {
    const old = path.join(cache, name);
    if (old !== folder && Date.now() - statSync(old).mtimeMs > HOUR_MS) rmSync(old, { recursive: true, force: true });
  }
  return folder;
}

export async function servePage(port = 0): Promise<PageServer> {
  const folder = await buildPage();
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
  const { url } = await servePage(Number(process.argv[2] ?? '0'));
  console.log(url);
}
