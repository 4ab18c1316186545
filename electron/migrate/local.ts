// The door to mail that lies on this computer: what a path is, the source that reads it, and where mail usually lies.
import type { Source } from '../transfer/index.ts';
import { createAppleMailSource, createEmlxSource } from './apple-mail/source.ts';
import { createMaildirSource } from './maildir/source.ts';
import { createMboxSource } from './mbox/source.ts';
import { createEmlSource, createSingleMessageSource } from './message-files/source.ts';
import { createOutlookSource } from './outlook/index.ts';
import { recognize } from './recognize.ts';
import { createThunderbirdSource } from './thunderbird/source.ts';
import { createWindowsLiveSource } from './windows-live/source.ts';

export { discoverStores, type FoundStore } from './discover.ts';

export type LocalKind = 'mbox' | 'maildir' | 'eml' | 'apple-mail' | 'thunderbird' | 'windows-live' | 'outlook';

export interface OpenedStore {
  readonly kind: LocalKind;
  readonly source: Source;
}

/**
 * Recognises what lies at `path` and opens it; a `kind` that the person chose counts more than the guess. Little is read
 * but names and first bytes; the source reads when asked. Throws migrate.not_mail, migrate.no_access,
 * migrate.full_disk_access, disk.not_found.
 */
export async function openLocalSource(path: string, kind?: LocalKind): Promise<OpenedStore> {
  const guess = kind === undefined || kind === 'eml' || kind === 'apple-mail' ? await recognize(path) : null;
  const wanted = kind ?? guess?.kind ?? 'mbox';
  return { kind: wanted, source: sourceOf(wanted, path, guess?.isFile ?? false) };
}

function sourceOf(kind: LocalKind, path: string, isFile: boolean): Source {
  switch (kind) {
    case 'mbox':
      return createMboxSource(path);
    case 'maildir':
      return createMaildirSource(path);
    case 'eml':
      return isFile ? createSingleMessageSource(path) : createEmlSource(path);
    case 'apple-mail':
      return isFile ? createEmlxSource(path) : createAppleMailSource(path);
    case 'thunderbird':
      return createThunderbirdSource(path);
    case 'windows-live':
      return createWindowsLiveSource(path);
    case 'outlook':
      return createOutlookSource(path);
  }
}
