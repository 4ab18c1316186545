// npm test: sets up, runs every kind of test, and ends with one line of figures. `--long` runs the long counts instead.
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { electronBinary, electronFile, root } from '../tests/support/electron-binary.ts';
import { buildAll } from './build.ts';
import { find, howToInstall, provide, type ToolName } from './tools.ts';

interface Figures {
  readonly passed: number;
  readonly failed: number;
}

interface Suite {
  readonly name: string;
  readonly needs: readonly ToolName[];
  run(): Promise<Figures>;
}

const reports = path.join(root, 'test-results');
/** What tests of the keychain look for themselves, and say when they go without. */
const welcome: readonly ToolName[] = ['keyring', 'dbus'];

const vitestFile = path.join(root, 'node_modules/vitest/vitest.mjs');
const playwrightFile = path.join(root, 'node_modules/@playwright/test/cli.js');

/** The exit code of a command; 1 when it could not be started. */
function run([program, ...args]: readonly [string, ...string[]], env: NodeJS.ProcessEnv = {}): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } });
    child.once('error', () => resolve(1));
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

/** A runner's JSON report; null when it wrote none. */
function report(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}

/** A runner that failed without a failed test (it did not start, a file did not load) is one failure. */
const counted = (passed: number, failed: number, exitCode: number): Figures => ({
  passed,
  failed: failed === 0 && exitCode !== 0 ? 1 : failed,
});

async function vitest(name: string, projects: readonly string[]): Promise<Figures> {
  const file = path.join(reports, `${name}.json`);
  const chosen = projects.flatMap((project) => ['--project', project]);
  const output = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const code = await run([process.execPath, vitestFile, 'run', ...chosen, ...output]);
  const found = report(file) as { numPassedTests: number; numFailedTests: number } | null;
  return counted(found?.numPassedTests ?? 0, found?.numFailedTests ?? 0, code);
}

async function playwright(): Promise<Figures> {
  const file = path.join(root, '.cache', 'e2e.json');
  const env = { PLAYWRIGHT_JSON: file };
  const hasElectron = electronFile() !== null;
  // A real Electron needs a screen; a virtual one will do.
  const virtual = process.platform === 'linux' && !process.env['DISPLAY'] && find('xvfb-run') !== null && hasElectron;
  const test = [process.execPath, playwrightFile, 'test'] as const;
  const code = await run(virtual ? ['xvfb-run', '-a', ...test] : test, env);
  const stats = (report(file) as { stats: { expected: number; unexpected: number; flaky: number } } | null)?.stats;
  console.log(
    virtual || electronBinary()
      ? 'Desktop specs ran in Electron.'
      : `Desktop specs ran on a stand-in for the electron module: there is no ${hasElectron ? 'screen' : 'Electron binary'} here.`,
  );
  return counted(stats?.expected ?? 0, (stats?.unexpected ?? 0) + (stats?.flaky ?? 0), code);
}

const mail: readonly ToolName[] = ['dovecot', 'pop3', 'openssl'];
const openFormats: readonly ToolName[] = ['age', 'unzip', 'sevenZip'];

const everyday: readonly Suite[] = [
  { name: 'unit and conformance', needs: [], run: () => vitest('unit', ['unit', 'mocking', 'conformance']) },
  { name: 'integration', needs: [...mail, ...openFormats], run: () => vitest('integration', ['integration']) },
  { name: 'end to end', needs: ['chromium', ...mail], run: playwright },
];
const long: readonly Suite[] = [
  { name: 'long counts', needs: [...mail, ...openFormats], run: () => vitest('long', ['long']) },
];

async function main(): Promise<number> {
  const startedAt = Date.now();
  const suites = process.argv.includes('--long') ? long : everyday;
  const lacking = await provide([...new Set([...suites.flatMap((suite) => suite.needs), ...welcome])]);
  rmSync(reports, { recursive: true, force: true });
  mkdirSync(reports, { recursive: true });
  mkdirSync(path.join(root, '.cache'), { recursive: true });
  await buildAll(true);

  const lines: string[] = [];
  let passed = 0;
  let failed = 0;
  for (const suite of suites) {
    const without = suite.needs.filter((name) => lacking.includes(name));
    if (without.length > 0) {
      lines.push(`${suite.name}: left out. To run it: ${howToInstall(without)}`);
      if (process.env['CI']) failed += 1;
      continue;
    }
    const suiteStartedAt = Date.now();
    const figures = await suite.run();
    const seconds = Math.round((Date.now() - suiteStartedAt) / 1000);
    lines.push(`${suite.name}: ${figures.passed} passed, ${figures.failed} failed, ${seconds} s`);
    passed += figures.passed;
    failed += figures.failed;
  }
  console.log(`\n${lines.join('\n')}\n${Math.round((Date.now() - startedAt) / 1000)} s in all`);
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

process.exit(await main());
