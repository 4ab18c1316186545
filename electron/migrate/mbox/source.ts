// mbox files as a source: one file, or a folder of them with all that lies below (also the bundles Apple Mail exports and
// the .sbd folders of Thunderbird).
import path from 'node:path';
import { throwIfAborted } from '../../base/index.ts';
import { AppError } from '../../contract/errors.ts';
import type { Source } from '../../transfer/index.ts';
import { brokenFolder } from '../broken-folder.ts';
import { withRoles } from '../folder-roles.ts';
import { createLocalSource, type LocalFolder } from '../local-source.ts';
import { listEntries, openForReading, readHead } from '../open-file.ts';
import { mboxFolders, type MboxFolder, type MboxOptions } from './mbox-file.ts';
import { isPostmark } from './postmark.ts';

const MAX_DEPTH = 32;
/** Files that other programs keep beside mailboxes. */
const NOT_MAIL = /\.(?:msf|dat|html?|json|toc|idx|db|sqlite|js|ini|txt\.gz|zip|gz|csv|xml)$/i;
const ENDING = /\.(?:mbox(?:rd|o|cl2?)?|mbx)$/i;

/** Throws (from folders) disk.*, migrate.not_mail, migrate.no_access. */
export function createMboxSource(file: string, options: MboxOptions = { variant: null, labels: true }): Source {
  return createLocalSource(async (signal) => {
    const found = await findMailboxes(file, signal);
    if (found.length === 0) throw new AppError('migrate.not_mail', { path: file });
    return readMailboxes(found, options, signal);
  });
}

export interface FoundMailbox extends MboxFolder {
  readonly file: string;
}

/** A file that cannot be read is an empty folder now, and one failed line when its turn comes. */
export async function readMailboxes(
  found: readonly FoundMailbox[],
  options: MboxOptions,
  signal: AbortSignal,
): Promise<LocalFolder[]> {
  const folders: LocalFolder[] = [];
  for (const one of withRoles(found)) {
    throwIfAborted(signal);
    try {
      folders.push(...(await mboxFolders(one.file, one, options, signal)));
    } catch (error) {
      if (!(error instanceof AppError) || error.code === 'cancelled') throw error;
      folders.push(brokenFolder(one, error));
    }
  }
  return folders;
}

async function findMailboxes(file: string, signal: AbortSignal): Promise<FoundMailbox[]> {
  const account = path.basename(file).replace(ENDING, '');
  if (await isFile(file)) {
    if (!(await isMbox(file))) return [];
    return [{ id: path.basename(file), account, names: [nameOf(path.basename(file))], role: null, file }];
  }
  const found: FoundMailbox[] = [];
  const look = async (folder: string, names: readonly string[], id: string): Promise<void> => {
    throwIfAborted(signal);
    if (names.length > MAX_DEPTH) return;
    for (const entry of await listEntries(folder)) {
      const name = entry.name.normalize('NFC');
      const here = id === '' ? entry.name : `${id}/${entry.name}`;
      if (entry.name.startsWith('.')) continue;
      if (entry.isFolder) {
        await look(entry.path, [...names, name.replace(/\.(?:sbd|mbox)$/i, '')], here).catch((error: unknown) => {
          if (!(error instanceof AppError) || error.code === 'cancelled') throw error;
          found.push({ id: here, account, names: [...names, name], role: null, file: entry.path });
        });
      } else if (!NOT_MAIL.test(name) && (await isMbox(entry.path))) {
        // X.mbox/mbox is one folder, named like its bundle.
        const isBundle = name === 'mbox' && /\.mbox$/i.test(folder);
        const own = isBundle ? names : [...names, nameOf(name)];
        found.push({ id: here, account, names: own.length > 0 ? own : [account], role: null, file: entry.path });
      }
    }
  };
  await look(file, [], '');
  return found;
}

const nameOf = (name: string): string => name.normalize('NFC').replace(ENDING, '') || name;

async function isFile(file: string): Promise<boolean> {
  try {
    await (await openForReading(file)).close();
    return true;
  } catch (error) {
    if (error instanceof AppError && error.code === 'disk.failed') return false;
    throw error;
  }
}

/** Begins with a postmark; an empty file counts when its name says so. */
export async function isMbox(file: string): Promise<boolean> {
  const head = await readHead(file, 4096);
  if (!head) return ENDING.test(file);
  if (head.length === 0) return ENDING.test(file) || path.basename(file) === 'mbox';
  const text = head.toString('latin1').replace(/^(?:\xef\xbb\xbf)?[\r\n]*/, '');
  const [line = '', next] = text.split(/\r\n|\n|\r/, 2);
  return isPostmark(line, next ?? null);
}
