// An export killed after its very last step has told nobody. Asked for again while the mailbox lists the same messages,
// it knows its own archive by the certificate beside it, and ends with what that says instead of "already exists".
import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../contract/errors.ts';
import { readExportResult, type ExportResult } from '../contract/results.ts';
import type { ReadonlyKeys, Source, TransferFolder } from '../transfer/index.ts';
import { certificatePaths } from './certificate.ts';
import { fingerprint } from './fingerprint.ts';
import { checkKey } from './resume.ts';
import type { ArchiveSinkOptions } from './sink.ts';

/** One folder as the server listed it; keys null = it could not be listed. */
export interface Listing {
  readonly folder: TransferFolder;
  readonly uidValidity: string | null;
  readonly keys: ReadonlyKeys | null;
}

/**
 * SHA-256 of what an export was asked for and of the messages listed for it: equal for the same wish on the same mail.
 * `wish` is what else was asked for.
 */
export function basisOf(options: ArchiveSinkOptions, listings: Iterable<Listing>, wish = ''): string {
  const { format, compress, volumeSizeBytes, protection, decodeWinmail } = options;
  const recipients = protection.kind === 'recipients' ? [...protection.recipients].sort() : null;
  const accounts = options.accounts.map(({ address, host }) => [address, host]);
  const hash = createHash('sha256');
  hash.update(JSON.stringify([format, compress, volumeSizeBytes, recipients, accounts]));
  if (decodeWinmail) hash.update('\nwinmail.dat');
  if (wish) hash.update(`\n${wish}`);
  for (const { folder, uidValidity, keys } of listings) {
    hash.update(`\n${JSON.stringify([folder.account, folder.path, uidValidity, keys && keys.size])}`);
    for (const key of keys ?? []) hash.update(`\n${key}`);
  }
  return hash.digest('hex');
}

/**
 * The result of the finished export that stands at this path, when it is the one asked for: same choices, same key, the
 * server lists the same messages, every file has the certified fingerprint. Else null. Throws account.*, network.*,
 * disk.*, cancelled.
 */
export async function finishedBefore(
  options: ArchiveSinkOptions,
  folders: readonly TransferFolder[],
  source: Source,
  signal: AbortSignal,
  wish?: string,
): Promise<ExportResult | null> {
  const { jsonPath, htmlPath } = certificatePaths(options.path);
  const certificate = await readCertificate(jsonPath);
  if (!certificate || !(await stat(htmlPath).catch(() => null))) return null;
  const { result, basis } = certificate;
  const beside = path.dirname(options.path);
  const files = result.files.map((file) => ({ ...file, path: path.join(beside, path.basename(file.path)) }));
  if (files[0]?.path !== options.path || !(await opens(options))) return null;
  const listings: Listing[] = [];
  for (const folder of folders) {
    const now = await source.relist(folder, signal);
    listings.push({ folder, uidValidity: now?.uidValidity ?? folder.uidValidity, keys: now?.keys ?? null });
  }
  if (basisOf(options, listings, wish) !== basis) return null;
  for (const file of files) {
    const there = await stat(file.path).catch(() => null);
    if (there?.size !== file.sizeBytes) return null;
    if ((await fingerprint(file.path, signal)).sha256 !== file.sha256) return null;
  }
  return { ...result, files, certificate: { jsonPath, htmlPath } };
}

async function readCertificate(file: string): Promise<{ result: ExportResult; basis: unknown } | null> {
  try {
    const value = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;
    const result = readExportResult({ ...value, certificate: null });
    return result && { result, basis: value['basis'] };
  } catch {
    return null;
  }
}

/** Another passphrase than the archive's is another wish, not a mistake. */
async function opens(options: ArchiveSinkOptions): Promise<boolean> {
  try {
    await checkKey(options, options.path);
    return true;
  } catch (error) {
    if (error instanceof AppError && error.code.startsWith('archive.')) return false;
    throw error;
  }
}
