// Apple Mail as a source: the live store (~/Library/Mail, versions V2 to V10 and the older one without a version), one
// account or mailbox of it, exported .mbox bundles, and single .emlx files.
import path from 'node:path';
import { throwIfAborted } from '../../base/index.ts';
import { AppError } from '../../contract/errors.ts';
import type { Source } from '../../transfer/index.ts';
import type { PlacedFolder } from '../broken-folder.ts';
import { fileFolder } from '../file-folder.ts';
import { withRoles } from '../folder-roles.ts';
import { createLocalSource, type LocalFolder } from '../local-source.ts';
import { isMbox, readMailboxes } from '../mbox/source.ts';
import { listEntries, type FoundEntry } from '../open-file.ts';
import { accountName } from './account-name.ts';
import { isMailboxFolder, listEmlx, openMailbox, readEmlxFile } from './mailbox.ts';

const MAX_DEPTH = 32;
/** An account is three folders down; a backup may begin higher. */
const MAX_STORE_DEPTH = 6;

/** Throws (from folders) disk.*, migrate.not_mail, migrate.no_access, migrate.full_disk_access. */
export function createAppleMailSource(root: string): Source {
  return createLocalSource(async (signal) => {
    const { mailboxes, bundles } = await findMailboxes(root, signal);
    if (mailboxes.length + bundles.length === 0) throw new AppError('migrate.not_mail', { path: root });
    const folders: LocalFolder[] = [];
    for (const one of withRoles(mailboxes)) {
      throwIfAborted(signal);
      folders.push(await openMailbox(one));
    }
    return [...folders, ...(await readMailboxes(bundles, { variant: null, labels: false }, signal))];
  });
}

/** One .emlx file. */
export function createEmlxSource(file: string): Source {
  const folder = path.dirname(file);
  const list = async () => (await listEmlx(folder)).filter((one) => one.path === file);
  const place = { id: '.', account: path.basename(folder), names: [path.basename(folder)], path: folder };
  return createLocalSource(async () => [
    await fileFolder({ ...place, role: null, separator: '/' }, await list(), list, readEmlxFile),
  ]);
}

interface Found {
  readonly mailboxes: PlacedFolder[];
  /** Exported mailboxes: bundles with an mbox file inside. */
  readonly bundles: PlacedFolder[];
}

async function findMailboxes(root: string, signal: AbortSignal): Promise<Found> {
  const found: Found = { mailboxes: [], bundles: [] };
  const idOf = (file: string): string => path.relative(root, file) || '.';

  const mailbox = async (folder: string, names: readonly string[], account: string): Promise<void> => {
    throwIfAborted(signal);
    const entries = await listEntries(folder);
    const bundle = entries.find(({ name, isFolder }) => !isFolder && name === 'mbox');
    const place = { account, names, role: null };
    if (bundle && (await isMbox(bundle.path)))
      found.bundles.push({ ...place, id: idOf(bundle.path), file: bundle.path });
    else found.mailboxes.push({ ...place, id: idOf(folder), file: folder });
    await below(entries, names, account);
  };

  /** Mailboxes among these entries. */
  const below = async (entries: readonly FoundEntry[], names: readonly string[], account: string): Promise<void> => {
    if (names.length > MAX_DEPTH) return;
    for (const entry of entries) {
      if (!entry.isFolder || entry.name.startsWith('.')) continue;
      if (!isMailboxFolder(entry.name)) continue;
      const own = [...names, entry.name.normalize('NFC').replace(/\.(?:mbox|imapmbox)$/i, '')];
      await mailbox(entry.path, own, account).catch((error: unknown) => {
        if (!(error instanceof AppError) || error.code === 'cancelled') throw error;
        found.mailboxes.push({ id: idOf(entry.path), account, names: own, role: null, file: entry.path });
      });
    }
  };

  /** The store, a version of it, an account, or what they lie in. */
  const store = async (folder: string, depth: number): Promise<void> => {
    throwIfAborted(signal);
    const entries = await listEntries(folder);
    const account = accountName(folder);
    await below(entries, [], account);
    if (depth >= MAX_STORE_DEPTH) return;
    for (const entry of versionsFirst(entries)) {
      const isElse = isMailboxFolder(entry.name) || entry.name.startsWith('.') || notAccounts.has(entry.name);
      if (!entry.isFolder || isElse) continue;
      await store(entry.path, depth + 1).catch((error: unknown) => {
        if (!(error instanceof AppError) || error.code === 'cancelled') throw error;
        const name = accountName(entry.path);
        found.mailboxes.push({ id: idOf(entry.path), account: name, names: [name], role: null, file: entry.path });
      });
    }
  };

  if (isMailboxFolder(path.basename(root))) {
    const name = path
      .basename(root)
      .normalize('NFC')
      .replace(/\.(?:mbox|imapmbox)$/i, '');
    await mailbox(root, [name], name);
  } else {
    await store(root, 0);
    if (found.mailboxes.length + found.bundles.length === 0 && (await listEmlx(root)).length > 0) {
      const name = path.basename(root).normalize('NFC');
      found.mailboxes.push({ id: '.', account: name, names: [name], role: null, file: root });
    }
  }
  return found;
}

/** Folders of the store without mail of their own. */
const notAccounts = new Set(['MailData', 'Bundles', 'Attachments', 'PersistenceInfo', 'Data']);

/**
 * A new macOS leaves the former version's folder behind: only the newest is read, else every message would come twice.
 */
function versionsFirst(entries: readonly FoundEntry[]): readonly FoundEntry[] {
  const versions = entries.filter(({ name, isFolder }) => isFolder && /^V\d{1,3}$/.test(name));
  if (versions.length === 0) return entries;
  return [versions.reduce((a, b) => (Number(a.name.slice(1)) > Number(b.name.slice(1)) ? a : b))];
}
