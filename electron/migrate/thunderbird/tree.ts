// The folders of one Thunderbird account on disk: X is the mailbox (a file, or a Maildir folder), X.sbd holds those below it,
// X.msf is its summary.
import path from 'node:path';
import { throwIfAborted } from '../../base/index.ts';
import { AppError } from '../../contract/errors.ts';
import { decodeName } from '../../imap/index.ts';
import type { PlacedFolder } from '../broken-folder.ts';
import { isMaildir } from '../maildir/source.ts';
import { isMbox } from '../mbox/source.ts';
import { listEntries, readHead, type FoundEntry } from '../open-file.ts';
import { isMadeUpName, nameInSummary } from './summary.ts';

const MAX_DEPTH = 32;
const MAX_SUMMARY_BYTES = 4 * 1024 * 1024;
/** Files and folders beside the mailboxes. */
const NOT_MAIL = /(?:^|\.)(?:msf|dat|html|json|sqlite|js|log|mozmsgs|tmp|txt)$|^(?:nstmp|\.)/i;

export interface ThunderbirdFolder extends PlacedFolder {
  readonly store: 'mbox' | 'maildir';
}

export interface ThunderbirdPlace {
  readonly account: string;
  readonly folder: string;
  /** Ids begin with it: they must differ between the accounts of a profile. */
  readonly id: string;
  /** An account's names on disk are those of the server, in modified UTF-7. */
  readonly isImap: boolean;
}

/** Throws what ends the whole account: disk.*, migrate.no_access. */
export async function findFolders(place: ThunderbirdPlace, signal: AbortSignal): Promise<ThunderbirdFolder[]> {
  const found: ThunderbirdFolder[] = [];
  const look = async (folder: string, names: readonly string[], id: string): Promise<void> => {
    throwIfAborted(signal);
    if (names.length > MAX_DEPTH) return;
    const entries = await listEntries(folder);
    const has = new Set(entries.map(({ name }) => name));
    for (const entry of entries) {
      if (NOT_MAIL.test(entry.name)) continue;
      const isBelow = entry.isFolder && entry.name.endsWith('.sbd');
      const bare = isBelow ? entry.name.slice(0, -4) : entry.name;
      const own = [...names, await nameOf(folder, bare, has, place.isImap)];
      const here = `${id}/${bare}`;
      const one = { id: here, account: place.account, names: own, role: null, file: entry.path };
      try {
        if (isBelow) await look(entry.path, own, here);
        else if (!entry.isFolder) {
          if (await isMailbox(entry, has)) found.push({ ...one, store: 'mbox' });
        } else if (isMaildir(await listEntries(entry.path))) found.push({ ...one, store: 'maildir' });
      } catch (error) {
        if (!(error instanceof AppError) || error.code === 'cancelled') throw error;
        found.push({ ...one, id: `${here}${isBelow ? '.sbd' : ''}`, store: 'mbox' });
      }
    }
  };
  await look(place.folder, [], place.id);
  return found;
}

/** An empty mailbox has no first line to tell it by: then what lies beside it does. */
async function isMailbox(entry: FoundEntry, has: ReadonlySet<string>): Promise<boolean> {
  const head = await readHead(entry.path, 1);
  if (head === null) return has.has(`${entry.name}.msf`);
  if (head.length === 0) return has.has(`${entry.name}.msf`) || has.has(`${entry.name}.sbd`);
  return isMbox(entry.path);
}

async function nameOf(folder: string, bare: string, has: ReadonlySet<string>, isImap: boolean): Promise<string> {
  const summary = `${bare}.msf`;
  if (isMadeUpName(bare) && has.has(summary)) {
    const text = (await readHead(path.join(folder, summary), MAX_SUMMARY_BYTES))?.toString('latin1') ?? '';
    const name = nameInSummary(text);
    if (name !== null) return name;
  }
  const name = bare.normalize('NFC');
  return isImap ? decodeName(name, false) : name;
}
