// The first thing `npm start`, `npm test` and the others run, by whatever Node the system has (18 or newer). It installs
// what is missing, then hands over to the Node this project is made for; everything else is TypeScript from there on.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const modules = path.join(root, 'node_modules');
const stamp = path.join(modules, '.installed-lock');
const windows = process.platform === 'win32';
const node = path.join(modules, 'node', 'bin', windows ? 'node.exe' : 'node');

const commands = {
  start: 'scripts/start.ts',
  demo: 'scripts/demo.ts',
  test: 'scripts/test.ts',
  'test:long': 'scripts/test.ts',
  bench: 'scripts/bench.ts',
};

const [command = '', ...rest] = process.argv.slice(2);
const script = commands[command];
if (!script) {
  console.error(`One of: ${Object.keys(commands).join(', ')}`);
  process.exit(2);
}

/** Runs a program with our terminal; resolves with its exit code. Ctrl+C is the program's to answer, not ours. */
function run(file, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { cwd: root, stdio: 'inherit', ...options });
    const pass = (signal) => {
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, pass);
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      for (const each of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.off(each, pass);
      resolve(code ?? (signal === 'SIGINT' ? 130 : 1));
    });
  });
}

/** npm as it was started, or as it is found. */
function npm(args) {
  const script = process.env.npm_execpath;
  const env = { ...process.env, npm_config_loglevel: 'error', npm_config_update_notifier: 'false' };
  return script?.endsWith('.js')
    ? run(process.execPath, [script, ...args], { env })
    : run(windows ? 'npm.cmd' : 'npm', args, { env, shell: windows });
}

const lockHash = () =>
  createHash('sha256')
    .update(readFileSync(path.join(root, 'package-lock.json')))
    .digest('hex');

/** Libraries are there and belong to this lock file. Those installed by hand have no stamp; then the times decide. */
function isInstalled() {
  if (existsSync(stamp)) return readFileSync(stamp, 'utf8') === lockHash();
  const record = path.join(modules, '.package-lock.json');
  return existsSync(record) && statSync(record).mtimeMs >= statSync(path.join(root, 'package-lock.json')).mtimeMs;
}

async function install() {
  if (!isInstalled()) {
    console.log('Installing the libraries this project needs (about a minute, only when they change) ...');
    const code = await npm(['ci', '--no-audit', '--no-fund']);
    if (code !== 0) {
      console.error('The libraries could not be installed. Check the network connection and try again.');
      process.exit(1);
    }
  }
  // Where install scripts are switched off, the node package is an empty shell.
  if (!existsSync(node) && (await npm(['rebuild', 'node', '--ignore-scripts=false'])) !== 0) process.exit(1);
  if (!existsSync(node)) {
    console.error('Node 24 is missing: the install script of the package "node" did not run (npm rebuild node).');
    process.exit(1);
  }
  if (!existsSync(stamp)) writeFileSync(stamp, lockHash());
}

await install();
const PATH = [path.join(modules, '.bin'), process.env.PATH ?? ''].join(path.delimiter);
const env = { ...process.env, PATH };
process.exit(
  await run(node, [path.join(root, script), ...(command === 'test:long' ? ['--long'] : []), ...rest], { env }),
);
