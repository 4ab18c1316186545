// How an archive is to be written, as a job keeps it: every choice, but never the passphrase itself.
import path from 'node:path';
import { makeFolder, registerSecret } from '../base/index.ts';
import type { ExportInput, Protection } from '../contract/archive.ts';
import { AppError } from '../contract/errors.ts';
import { sealHeader } from './age.ts';
import { passphraseStrength } from './words.ts';

export type ArchiveChoices = Omit<ExportInput, 'protection' | 'accounts'> & {
  readonly protection: { readonly kind: 'passphrase' } | { readonly kind: 'recipients'; readonly recipients: string[] };
  /** An age header that the passphrase opens, as base64; null for age keys. */
  readonly phraseCheck: string | null;
};

/**
 * What to store with a job, and the passphrase to start it with (null for age keys); the folder is made. Throws
 * usage.invalid, archive.weak_passphrase, disk.*.
 */
export async function prepareArchive({
  protection,
  ...rest
}: Omit<ExportInput, 'accounts'>): Promise<{ choices: ArchiveChoices; passphrase: string | null }> {
  if (rest.format === 'zip-aes256' && protection.kind !== 'passphrase') {
    throw new AppError('usage.invalid', { reason: 'a ZIP with AES-256 is opened by a passphrase, not by age keys' });
  }
  const passphrase = protection.kind === 'passphrase' ? protection.passphrase : null;
  if (passphrase !== null) {
    registerSecret(passphrase);
    if (passphraseStrength(passphrase).verdict === 'weak') throw new AppError('archive.weak_passphrase');
  }
  const file = path.resolve(rest.path);
  makeFolder(path.dirname(file));
  return { choices: { ...rest, path: file, ...(await kept(protection)) }, passphrase };
}

const kept = async (protection: Protection): Promise<Pick<ArchiveChoices, 'protection' | 'phraseCheck'>> =>
  protection.kind === 'passphrase'
    ? {
        protection: { kind: 'passphrase' },
        phraseCheck: (await sealHeader(protection)).header.toString('base64'),
      }
    : { protection, phraseCheck: null };
