// The log: one line of JSON each, redacted, to a file in the data folder or to nowhere. Never to standard output, which
// belongs to the command line's answer.
import { destination, pino, type Logger } from 'pino';
import { AppError, errorWords } from '../contract/errors.ts';
import { redact } from './redact.ts';

export type Log = Pick<Logger, 'info' | 'warn' | 'error' | 'debug'>;

/** A log that forgets everything. */
export const silentLog: Log = pino({ level: 'silent' });

/** Appends to `path`. Lines are written at once: a crash loses none. */
export function createLog(path: string): Log {
  const sink = destination({ dest: path, append: true, sync: true, mkdir: true, mode: 0o600 });
  return pino({ base: null }, { write: (line: string) => void sink.write(redact(line)) });
}

/** The AppError itself, or `internal` with a reference that finds the stack in the log. */
export function toAppError(error: unknown, log: Log): AppError {
  if (error instanceof AppError) return error;
  const reference = Math.random().toString(36).slice(2, 8);
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  log.error({ reference, stack: redact(stack) }, 'unexpected failure');
  return new AppError('internal', { reference }, { cause: error });
}

/** One English line for logs and progress on a terminal. */
export const describeError = (error: AppError): string => {
  const { what } = errorWords(error, 'en');
  return redact(error.detail ? `${what} (${error.detail})` : what);
};
