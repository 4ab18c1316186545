// Folders of single message files (.eml, and .msg of Outlook) with all that lies below; each folder that has some, or nothing at all, is one.
import path from 'node:path';
import { throwIfAborted } from '../../base/index.ts';
import { AppError } from '../../contract/errors.ts';
import { brokenFolder, type PlacedFolder } from '../broken-folder.ts';
import { dateOfHeader, fileFolder, readMessageFile, type FileHead, type MessageFile } from '../file-folder.ts';
import type { SourceEvent } from '../../transfer/index.ts';
import type { LocalFolder } from '../local-source.ts';
import { flagsOf } from '../mbox/bookkeeping.ts';
import { listEntries, type FoundEntry } from '../open-file.ts';
import { isMsg, readMsgFile } from './msg-file.ts';

const MAX_DEPTH = 32;
const isEml = (name: string): boolean => /\.eml$/i.test(name) && !name.startsWith('.');
const isMessageFile = ({ name, isFolder }: FoundEntry): boolean => !isFolder && (isEml(name) || isMsg(name));

/** `place` says where a folder with these names below the root belongs; null leaves it and all below out. */
export async function findEmlFolders(
  root: string,
  place: (names: readonly string[], entries: readonly FoundEntry[]) => Omit<PlacedFolder, 'file' | 'id'> | null,
  signal: AbortSignal,
): Promise<PlacedFolder[]> {
  const found: PlacedFolder[] = [];
  const look = async (folder: string, names: readonly string[]): Promise<void> => {
    throwIfAborted(signal);
    const entries = await listEntries(folder);
    const placed = place(names, entries);
    if (!placed) return;
    const below = entries.filter((entry) => entry.isFolder && !entry.name.startsWith('.'));
    const isLeaf = below.length === 0 && names.length > 0;
    if (entries.some(isMessageFile) || isLeaf)
      found.push({ ...placed, id: path.relative(root, folder) || '.', file: folder });
    if (names.length > MAX_DEPTH) return;
    for (const entry of below) {
      const name = entry.name.normalize('NFC');
      await look(entry.path, [...names, name]).catch((error: unknown) => {
        if (!(error instanceof AppError) || error.code === 'cancelled') throw error;
        const known = place([...names, name], []);
        if (known) found.push({ ...known, id: path.relative(root, entry.path), file: entry.path });
      });
    }
  };
  await look(root, []);
  return found;
}

/** X-Unsent is what Outlook Express, Windows Mail and Outlook write into a draft saved as a file. */
function emlHead(head: Buffer): FileHead {
  const flags = flagsOf(head);
  if (/^x-unsent[ \t]*:[ \t]*1[ \t]*\r?$/im.test(head.toString('latin1', 0, 16 * 1024).split(/\r?\n\r?\n/, 1)[0] ?? ''))
    flags.push('\\Draft');
  return { from: 0, flags };
}

export async function openEmlFolder(one: PlacedFolder): Promise<LocalFolder> {
  const { id, account, names, role, file } = one;
  const again = async (): Promise<MessageFile[]> => (await listEntries(file)).filter(isMessageFile).map(emlFile);
  try {
    return await fileFolder(
      { id, account, names, path: file, role, separator: '/' },
      await again(),
      again,
      readEmlFile,
    );
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return brokenFolder(one, error);
  }
}

export const emlFile = (entry: { readonly name: string; readonly path: string }): MessageFile => ({
  key: entry.name,
  path: entry.path,
  flags: [],
  sizeBytes: null,
  date: dateOfHeader,
});

export async function readEmlFile(
  file: MessageFile,
  signal: AbortSignal,
): Promise<SourceEvent | readonly SourceEvent[]> {
  const events = isMsg(file.key) ? await readMsgFile(file) : null;
  return events ?? readMessageFile(file, signal, emlHead);
}
