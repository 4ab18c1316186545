// What main and the backend child say to each other, besides the ports they pass on.
import type { AppErrorData } from '../../contract/errors.ts';

export type ToChild = { readonly type: 'client' } | { readonly type: 'close' };

export type FromChild =
  | { readonly type: 'ready' }
  /** The backend cannot be made, and starting it again would not help (the data folder is in use, say). */
  | { readonly type: 'refused'; readonly error: AppErrorData };
