// Where the command line reads and writes: real streams in the program, buffers in tests. Questions go to stderr, so that
// stdout stays the answer's alone.
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { AppError } from '../../contract/errors.ts';

export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

export interface Input extends Readable {
  readonly isTTY?: boolean;
  setRawMode?(raw: boolean): unknown;
}

export interface CliIo {
  readonly stdin: Input;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Told at every Ctrl-C until the returned function is called. */
  onInterrupt(listener: () => void): () => void;
  /** Ends the process at once: the second Ctrl-C. */
  quit(exitCode: number): void;
  /** The browser shell, where the launcher has it; "start" ends with its exit code. */
  readonly start?: (options: StartOptions) => Promise<number>;
}

export interface StartOptions {
  /** null: a free port. */
  readonly port: number | null;
  readonly open: boolean;
  readonly dataDir: string;
}

/** The process's own streams and signals. A closed pipe on stdout ends the program quietly. */
export function processIo(start?: CliIo['start']): CliIo {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(0);
  });
  return {
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    onInterrupt(listener) {
      process.on('SIGINT', listener);
      process.on('SIGTERM', listener);
      return () => {
        process.off('SIGINT', listener);
        process.off('SIGTERM', listener);
      };
    },
    quit: (exitCode) => process.exit(exitCode),
    ...(start ? { start } : {}),
  };
}

/** True when a person can be asked. */
export const canAsk = (io: CliIo): boolean => io.stdin.isTTY === true && io.stderr.isTTY === true;

/** One line from the person, shown while it is typed. Throws `cancelled` at Ctrl-C or at the end of input. */
export function ask(io: CliIo, question: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const lines = createInterface({ input: io.stdin, output: io.stderr as NodeJS.WritableStream, terminal: true });
    let answered = false;
    lines.question(question, (answer) => {
      answered = true;
      lines.close();
      resolve(answer.trim());
    });
    lines.on('SIGINT', () => lines.close());
    lines.on('close', () => {
      if (!answered) reject(new AppError('cancelled'));
    });
  });
}

/** One line that is not shown: passwords and passphrases. Throws `cancelled` at Ctrl-C, Ctrl-D or the end of input. */
export function askHidden(io: CliIo, question: string): Promise<string> {
  const { stdin, stderr } = io;
  return new Promise((resolve, reject) => {
    let typed = '';
    const finish = (settle: () => void): void => {
      stdin.off('data', onData);
      stdin.off('end', onEnd);
      stdin.setRawMode?.(false);
      stdin.pause();
      stderr.write('\n');
      settle();
    };
    const onEnd = (): void => finish(() => reject(new AppError('cancelled')));
    const onData = (chunk: string | Buffer): void => {
      for (const character of chunk.toString()) {
        if (character === '\r' || character === '\n') return finish(() => resolve(typed));
        if (character === '\u0003' || character === '\u0004') return onEnd();
        if (character === '\u007f' || character === '\b') typed = Array.from(typed).slice(0, -1).join('');
        else if (character >= ' ') typed += character;
      }
    };
    stderr.write(question);
    stdin.setRawMode?.(true);
    stdin.setEncoding('utf8');
    stdin.on('data', onData);
    stdin.on('end', onEnd);
    stdin.resume();
  });
}

/** All of standard input as text, for secrets given by "-". */
export async function readAll(input: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of input) chunks.push(Buffer.from(chunk as Uint8Array | string));
  return Buffer.concat(chunks).toString('utf8');
}
