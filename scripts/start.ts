// npm start: builds what changed, then opens the desktop window where Electron is present or can be fetched, else the
// browser shell, and says which and why in one line. Arguments are passed on; --browser asks for the browser.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import path from 'node:path';
import { processEnv, processFlags } from '../build/process-options.js';
import { buildAll } from './build.ts';

const root = path.resolve(import.meta.dirname, '..');
const electron = path.join(root, 'node_modules/electron');
const failure = path.join(root, '.cache/electron-failed');

/** A failed download is not tried again at every start. */
const REMEMBER_MS = 24 * 3_600_000;
const REACH_MS = 4_000;
/** About 110 MB on a slow line. */
const DOWNLOAD_MS = 300_000;
/** Electron that cannot start at all (a sandbox the system forbids) ends at once; a person does not. */
const STILLBORN_MS = 5_000;

function binary(): string | null {
  const named = path.join(electron, 'path.txt');
  if (!existsSync(named)) return null;
  const file = path.join(electron, 'dist', readFileSync(named, 'utf8').trim());
  return existsSync(file) ? file : null;
}

/** Is the place Electron comes from there at all? With a proxy or a mirror only the download itself can tell. */
function reachable(): Promise<boolean> {
  const { env } = process;
  if (env['HTTPS_PROXY'] ?? env['https_proxy'] ?? env['ELECTRON_MIRROR'] ?? env['npm_config_electron_mirror']) {
    return Promise.resolve(true);
  }
  return new Promise((resolve) => {
    const socket = connect({ host: 'github.com', port: 443, timeout: REACH_MS });
    const end = (there: boolean) => (): void => {
      socket.destroy();
      resolve(there);
    };
    socket.once('connect', end(true)).once('error', end(false)).once('timeout', end(false));
  });
}

/** null when Electron is there now, else why it is not. */
async function fetchElectron(): Promise<string | null> {
  if (binary()) return null;
  if (existsSync(failure) && Date.now() - statSync(failure).mtimeMs < REMEMBER_MS) {
    return 'Electron could not be downloaded (next try tomorrow)';
  }
  mkdirSync(path.dirname(failure), { recursive: true });
  if (await reachable()) {
    console.log('Fetching Electron for the desktop window (once, about 110 MB) ...');
    spawnSync(process.execPath, [path.join(electron, 'install.js')], { stdio: 'ignore', timeout: DOWNLOAD_MS });
    if (binary()) {
      rmSync(failure, { force: true });
      return null;
    }
  }
  writeFileSync(failure, '');
  return 'Electron is not here and could not be downloaded';
}

/** Why the desktop window cannot be; null when it can. */
async function againstDesktop(args: readonly string[]): Promise<string | null> {
  if (args.some((argument) => /^--(browser|port|no-open)\b/.test(argument))) return 'as you asked';
  if (process.platform === 'linux') {
    if (!(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY'])) return 'this computer has no screen for a window';
    if (process.getuid?.() === 0) return 'as root, Electron would run without its sandbox';
  }
  return fetchElectron();
}

function run(file: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(file, args, { cwd: root, stdio: 'inherit', env });
    const pass = (signal: NodeJS.Signals): void => {
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, pass);
    child.once('error', () => resolve(1));
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

/** "--data-dir X" for a program that only reads "--data-dir=X" (Chromium's way). */
const joined = (args: readonly string[]): string[] =>
  args.flatMap((argument, at) =>
    argument === '--data-dir' ? [`--data-dir=${args[at + 1] ?? ''}`] : args[at - 1] === '--data-dir' ? [] : [argument],
  );

async function start(): Promise<number> {
  const args = process.argv.slice(2);
  await buildAll(true);
  let reason = await againstDesktop(args);
  const file = binary();
  if (reason === null && file) {
    console.log('Malleposte opens in its desktop window: Electron is here.');
    const env = { ...process.env };
    delete env['ELECTRON_RUN_AS_NODE'];
    const startedAt = Date.now();
    const code = await run(file, [root, ...joined(args)], env);
    if (code === 0 || Date.now() - startedAt > STILLBORN_MS) return code;
    reason = `Electron ended at once (code ${code}; often a sandbox this system does not allow)`;
  }
  console.log(`Malleposte opens in the browser: ${reason ?? 'Electron is not here'}.`);
  const shellArgs = args.filter((argument) => argument !== '--browser');
  return run(
    process.execPath,
    [...processFlags, path.join(root, 'dist/browser.js'), ...shellArgs],
    processEnv(process.env),
  );
}

process.exit(await start());
