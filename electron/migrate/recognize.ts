// What a path is: told by names and first bytes, without reading the mail.
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../contract/errors.ts';
import { isMailboxFolder } from './apple-mail/mailbox.ts';
import type { LocalKind } from './local.ts';
import { isMaildir } from './maildir/source.ts';
import { isMbox } from './mbox/source.ts';
import { listEntries, readError, readHead, type FoundEntry } from './open-file.ts';

/** Looked at until something is recognised; a whole disk by mistake ends soon. */
const MAX_FOLDERS = 2000;
const MAX_DEPTH = 12;

export interface Recognised {
  readonly kind: LocalKind;
  readonly isFile: boolean;
}

/** Throws migrate.not_mail, migrate.no_access, migrate.full_disk_access, disk.not_found. */
export async function recognize(file: string): Promise<Recognised> {
  let isFile: boolean;
  try {
    isFile = !(await stat(file)).isDirectory();
  } catch (error) {
    throw readError(error, file);
  }
  const kind = isFile ? await kindOfFile(file) : await kindOfFolder(file);
  if (kind === null) throw new AppError('migrate.not_mail', { path: file });
  return { kind, isFile };
}

async function kindOfFile(file: string): Promise<LocalKind | null> {
  const name = path.basename(file);
  if (/\.emlx$/i.test(name)) return 'apple-mail';
  if (await isMbox(file)) return 'mbox';
  const head = (await readHead(file, 4096))?.toString('latin1') ?? '';
  // [MS-PST] §2.2.2.6: dwMagic.
  if (head.startsWith('!BDN')) return 'outlook';
  // Two header fields at the top make a message, whatever the name.
  const isMessage =
    /^(?:\xef\xbb\xbf)?[!-9;-~]{1,100}[ \t]*:[^\r\n]*(?:\r\n|\n|\r)(?:[ \t][^\r\n]*(?:\r\n|\n|\r))*[!-9;-~]{1,100}[ \t]*:/.test(
      head,
    );
  // A compound file, as Outlook saves a message.
  const isOutlook = /\.msg$/i.test(name) && head.startsWith('\xd0\xcf\x11\xe0');
  return isMessage || isOutlook || (/\.eml$/i.test(name) && head !== '') ? 'eml' : null;
}

async function kindOfFolder(root: string): Promise<LocalKind | null> {
  if (isMailboxFolder(path.basename(root))) return 'apple-mail';
  let level: { folder: string; depth: number }[] = [{ folder: root, depth: 0 }];
  let looked = 0;
  while (level.length > 0) {
    const next: typeof level = [];
    for (const { folder, depth } of level) {
      looked += 1;
      if (looked > MAX_FOLDERS) return null;
      // The first folder's refusal is the person's to know; deeper ones are passed over.
      const entries = await listEntries(folder).catch((error: unknown) => {
        if (depth === 0 || !(error instanceof AppError)) throw error;
        return [];
      });
      const kind = (await kindByNames(folder, entries)) ?? (await kindByFirstBytes(entries));
      if (kind !== null) return kind;
      if (depth >= MAX_DEPTH) continue;
      for (const entry of entries) if (entry.isFolder) next.push({ folder: entry.path, depth: depth + 1 });
    }
    level = next;
  }
  return null;
}

async function kindByNames(folder: string, entries: readonly FoundEntry[]): Promise<LocalKind | null> {
  const files = entries.filter(({ isFolder }) => !isFolder);
  const folders = entries.filter(({ isFolder }) => isFolder);
  const hasFile = (pattern: RegExp): boolean => files.some(({ name }) => pattern.test(name));
  const hasFolder = (pattern: RegExp): boolean => folders.some(({ name }) => pattern.test(name));
  if (hasFile(/^profiles\.ini$/)) return 'thunderbird';
  if (hasFile(/^prefs\.js$/) && hasFolder(/^(?:Mail|ImapMail)$/)) return 'thunderbird';
  if (hasFile(/\.msf$/i) || hasFolder(/\.sbd$/)) return 'thunderbird';
  if (/^windows (?:live )?mail$/i.test(path.basename(folder)) || hasFile(/\.oeaccount$/i)) return 'windows-live';
  if (hasFolder(/^V\d{1,3}$/) || hasFolder(/\.(?:mbox|imapmbox)$/i) || hasFile(/\.emlx$/i)) return 'apple-mail';
  if (isMaildir(entries)) return 'maildir';
  for (const below of folders.filter(({ name }) => name.startsWith('.')).slice(0, 50)) {
    if (isMaildir(await listEntries(below.path).catch(() => []))) return 'maildir';
  }
  return hasFile(/\.(?:eml|msg)$/i) ? 'eml' : null;
}

async function kindByFirstBytes(entries: readonly FoundEntry[]): Promise<LocalKind | null> {
  const files = entries.filter(({ isFolder, name }) => !isFolder && !name.startsWith('.'));
  for (const { path: file } of files.slice(0, 200)) if (await isMbox(file)) return 'mbox';
  return null;
}
