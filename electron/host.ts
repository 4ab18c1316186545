// What a shell gives the backend: where data lives, which version it is, where to log. No windows, no dialogs.
import type { Log } from './base/index.ts';

export interface Host {
  readonly dataDir: string;
  readonly version: string;
  readonly log: Log;
  /** 'memory': accounts, passwords and jobs end with the process; unfinished exports still keep their journal in dataDir. */
  readonly storage: 'file' | 'memory';
  /** What the shell can do beyond the web platform; nothing when left out. */
  readonly can?: { readonly nativeWindowControls: boolean };
}
