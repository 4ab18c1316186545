// The one error class. Page and command line read the same words, so they always say the same.
import { formatBytes } from './size.ts';
import { errorTable, type Language, type Retry, type Words } from './error-table.ts';
import { reasonTable } from './reason-table.ts';

export { errorTable, type Language, type Retry };

export type ErrorCode = keyof typeof errorTable;
export const errorCodes = Object.keys(errorTable) as [ErrorCode, ...ErrorCode[]];

export type ErrorParams = Readonly<Record<string, string | number>>;

/** What crosses a wire, goes into a job row and into a certificate. Never holds a secret, a stack or a cause. */
export interface AppErrorData {
  readonly code: ErrorCode;
  readonly params: ErrorParams;
  /** The other side's own words (a server's response line, an operating system's text), quoted; null when there are none. */
  readonly detail: string | null;
  readonly retry: Retry;
}

export class AppError extends Error {
  readonly code: ErrorCode;
  readonly params: ErrorParams;
  readonly detail: string | null;
  readonly retry: Retry;

  constructor(code: ErrorCode, params: ErrorParams = {}, options: { detail?: string | null; cause?: unknown } = {}) {
    super(errorWords({ code, params }, 'en').what, { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.params = params;
    this.detail = options.detail ?? null;
    this.retry = errorTable[code].retry;
  }

  toData(): AppErrorData {
    return { code: this.code, params: this.params, detail: this.detail, retry: this.retry };
  }

  static from(data: AppErrorData): AppError {
    return new AppError(data.code, data.params, { detail: data.detail });
  }
}

/**
 * The sentence and the advice of an error in a language, its `{params}` filled in; an unknown param becomes "?".
 * A number whose name ends in Bytes is written as a size (6.4 GB, 6,4 Go); a `reason` that reason-table.ts knows is
 * said in that language.
 */
export function errorWords(error: { code: ErrorCode; params: ErrorParams }, language: Language): Words {
  const words = errorTable[error.code][language];
  const fill = (text: string): string =>
    text.replace(/\{(\w+)\}/g, (_, name: string) => {
      const value = error.params[name];
      if (name === 'reason') return reasonTable[String(value)]?.[language] ?? String(value ?? '?');
      return typeof value === 'number' && name.endsWith('Bytes') ? formatBytes(value, language) : String(value ?? '?');
    });
  return { what: fill(words.what), advice: fill(words.advice) };
}

export const exitCodeOf = (code: ErrorCode): number => errorTable[code].exit;
