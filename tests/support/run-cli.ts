// Runs the command line as its own process, as a person or a script would: output, exit code, peak memory, SIGKILL.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { processEnv, processFlags } from '../../build/process-options.js';

const root = path.resolve(import.meta.dirname, '../..');
const sources = path.join(root, 'electron/shell/cli/bin.ts');
const built = path.join(root, 'dist/cli.js');
/** What Node made of the sources last time: a start then costs half a second less, and the tests start many. */
const compiled = path.join(root, '.cache/node');

export interface CliOptions {
  /** Written to standard input. */
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** SIGKILL after this many milliseconds, unless it ended before. */
  readonly killAfterMs?: number;
  /** Called once it runs, with a function that sends it a signal. */
  readonly onStart?: (send: (signal: NodeJS.Signals) => void) => void;
  /** The built program instead of the sources: for measuring. */
  readonly built?: boolean;
  /** Arguments of Node itself. */
  readonly nodeOptions?: readonly string[];
}

export interface CliRun {
  /** null when it was killed. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** The last line of stdout as JSON; undefined when there is none. */
  readonly json: Record<string, unknown> | undefined;
  readonly durationMs: number;
  /** Highest resident memory; 0 when it was killed. */
  readonly peakBytes: number;
}

/** Never rejects: a failure is an exit code. The language is English unless `env` says otherwise. */
export function runCli(args: readonly string[], options: CliOptions = {}): Promise<CliRun> {
  if (options.built && !existsSync(built)) throw new Error('Not built yet: npm run build');
  const peak = path.join(root, 'tests/support/report-peak.ts');
  const script = options.built ? built : sources;
  const program = options.built ? ['-e', runBuilt(script), '--'] : [script];
  const started = performance.now();
  const child = spawn(
    process.execPath,
    [...processFlags, ...(options.nodeOptions ?? []), '--import', peak, ...program, ...args],
    {
      stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
      cwd: options.cwd ?? root,
      env: { ...processEnv(process.env), LC_ALL: 'en_US.UTF-8', NODE_COMPILE_CACHE: compiled, ...options.env },
    },
  );
  const output = { 1: '', 2: '', 3: '' };
  for (const descriptor of [1, 2, 3] as const) {
    child.stdio[descriptor]?.on('data', (data: Buffer) => {
      output[descriptor] += data.toString();
    });
  }
  child.stdin.on('error', () => undefined);
  child.stdin.end(options.input ?? '');
  options.onStart?.((signal) => void child.kill(signal));
  const timer = options.killAfterMs === undefined ? null : setTimeout(() => child.kill('SIGKILL'), options.killAfterMs);
  return new Promise((resolve) => {
    child.on('close', (code) => {
      if (timer) clearTimeout(timer);
      resolve({
        code,
        stdout: output[1],
        stderr: output[2],
        json: lastJson(output[1]),
        durationMs: performance.now() - started,
        peakBytes: Number(output[3]) || 0,
      });
    });
  });
}

/** dist/cli.js exports its door; the launcher that calls it also hands over to another Node, which measuring does not want. */
const runBuilt = (file: string): string =>
  `import(${JSON.stringify(file)}).then(async (cli) => { process.exitCode = await cli.runCli(process.argv.slice(1), cli.processIo()); })`;

function lastJson(stdout: string): Record<string, unknown> | undefined {
  const line = stdout.trimEnd().split('\n').at(-1) ?? '';
  try {
    return line.startsWith('{') ? (JSON.parse(line) as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
