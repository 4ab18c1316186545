// npm run dev: the browser shell on the sources, the page with live reload. A change in electron/ restarts the backend
// under the open page, which reconnects by itself. Data lives in .cache/dev-data, away from a person's own.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, watch } from 'node:fs';
import path from 'node:path';
import { createServer, type ViteDevServer } from 'vite';
import { pageConfig } from '../build/page.config.ts';
import type { RunOptions } from '../electron/shell/browser/run.ts';
import type { PageSource } from '../electron/shell/browser/http.ts';

const root = path.resolve(import.meta.dirname, '..');
const dataDir = path.join(root, '.cache', 'dev-data');
const session = 'MALLEPOSTE_DEV_SESSION';
/** One address for the whole afternoon, so that the page finds the restarted backend again. */
const DEFAULT_PORT = 4187;
/** Editors write several times per save. */
const SETTLE_MS = 150;

/** Keeps a server running and starts a new one when a file of electron/ changes. */
function supervise(): void {
  const env = { ...process.env, [session]: randomBytes(32).toString('base64url') };
  const args = [import.meta.filename, ...process.argv.slice(2)];
  let opened = false;
  const start = (): ReturnType<typeof spawn> => {
    const child = spawn(process.execPath, [...args, ...(opened ? ['--no-open'] : [])], { env, stdio: 'inherit' });
    opened = true;
    return child;
  };
  let server = start();
  let timer: NodeJS.Timeout | undefined;
  watch(path.join(root, 'electron'), { recursive: true }, (_event, file) => {
    if (!file?.endsWith('.ts') || file.endsWith('.test.ts')) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      console.log(`${file} changed: restarting the backend.`);
      const old = server;
      if (old.exitCode !== null) server = start();
      else {
        old.once('exit', () => (server = start()));
        old.kill('SIGTERM');
      }
    }, SETTLE_MS);
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      server.once('exit', (code) => process.exit(code ?? 0));
      server.kill(signal);
    });
  }
}

/** Vite answers for the page. Its styles are injected by script, so the strict policy is not sent here; e2e tests it. */
async function livePage(server: ViteDevServer): Promise<PageSource> {
  const source = readFileSync(path.join(root, 'renderer/index.html'), 'utf8');
  const html = source.replace(/<meta\s+http-equiv="Content-Security-Policy"[^>]*>/, '');
  await server.warmupRequest('/main.ts');
  return (request, response) => {
    server.middlewares(request, response, () => {
      void server.transformIndexHtml(request.url ?? '/', html).then((page) => {
        response.setHeader('Content-Type', 'text/html; charset=utf-8');
        response.end(page);
      });
    });
  };
}

async function serve(options: Pick<RunOptions, 'open'> & { port: number }): Promise<void> {
  const { createServer: createHttp } = await import('node:http');
  const { createBackend } = await import('../electron/backend.ts');
  const { startBrowserShell } = await import('../electron/shell/browser/main.ts');
  const { createHost } = await import('../electron/shell/installation.ts');
  // Vite hears about upgrades from a server of its own making; ours passes on only those it has let in.
  const upgrades = createHttp();
  const vite = await createServer({
    ...pageConfig(path.join(root, 'dist')),
    appType: 'custom',
    logLevel: 'info',
    server: { middlewareMode: true, hmr: { server: upgrades } },
  });
  mkdirSync(dataDir, { recursive: true });
  const backend = createBackend(createHost(dataDir));
  backend.startMail();
  const shell = await startBrowserShell({
    backend,
    dataDir,
    port: options.port,
    open: options.open,
    print: (line) => console.log(line),
    page: await livePage(vite),
    onOtherUpgrade: (request, socket, head) => void upgrades.emit('upgrade', request, socket, head),
    session: process.env[session] ?? '',
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void shell.close());
  await shell.closed;
  await backend.close();
  await vite.close();
  process.exit(0);
}

if (process.env[session] === undefined) supervise();
else {
  const at = process.argv.indexOf('--port');
  const port = at < 0 ? DEFAULT_PORT : Number(process.argv[at + 1]);
  await serve({ port, open: !process.argv.includes('--no-open') });
}
