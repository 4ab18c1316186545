// What a person wants to do with one archive: the dialog asks for what that needs, and no more.
import type { ArchiveKey, Selection } from '../../api.ts';

export interface Intent {
  readonly kind: 'verify' | 'drill' | 'compare' | 'extract';
  readonly path: string;
  /** null: it must be typed. A drill always asks again: that the person still knows it is what it proves. */
  readonly key: ArchiveKey | null;
  readonly encryptedTo: 'passphrase' | 'recipients' | 'unknown';
  readonly selection: Selection;
  /** Addresses in the archive, to offer the right account first. */
  readonly addresses: readonly string[];
}
