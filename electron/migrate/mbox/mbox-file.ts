// One mbox file as folders of a local store: usually one, several when its messages carry Google's labels.
import type { FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { throwIfAborted } from '../../base/index.ts';
import { AppError } from '../../contract/errors.ts';
import type { FolderRole } from '../../contract/shapes.ts';
import { parseDate } from '../../mime/index.ts';
import { headingOf, type SourceEvent } from '../../transfer/index.ts';
import { streamedPart, WHOLE_BYTES, type ReadContent } from '../content.ts';
import { crlfPieces, inTurn, type Piecewise } from '../line-ends.ts';
import type { LocalFolder, LocalList } from '../local-source.ts';
import { openForReading, readError, readFully, unreadable } from '../open-file.ts';
import { NO_DATE, plausible, postmarkDate, receivedDate } from '../received-date.ts';
import { flagsOf, MAX_HEADER_BYTES, readBookkeeping } from './bookkeeping.ts';
import { placeOfLabels } from './labels.ts';
import { keyed, keysOf, type Keyed } from './letters.ts';
import { unquotePieces, variantOfName, type MboxVariant } from './quoting.ts';
import { scanMbox, type Scanned } from './scan.ts';

/** Read at once; small messages are cut out of it. */
const BLOCK_BYTES = 1024 * 1024;
/** Folders made of one file's labels; further ones go to the last. */
const MAX_PLACES = 2000;

export interface MboxFolder {
  /** Unique in the source, the same in every run. */
  readonly id: string;
  readonly account: string;
  readonly names: readonly string[];
  readonly role: FolderRole | null;
}
export interface MboxOptions {
  /** null: told by the file's name, else by what it holds. */
  readonly variant: MboxVariant | null;
  /** Google's labels make folders. */
  readonly labels: boolean;
  /** Thunderbird wrote the file and quotes nothing: only a postmark with its lines behind it begins a message. */
  readonly mozilla?: boolean;
}

interface Place {
  readonly names: readonly string[];
  readonly role: FolderRole | null;
}
interface View extends Scanned {
  readonly sizeBytes: number;
  readonly modifiedMs: number;
}

/**
 * Reads the whole file once to find its messages. Throws disk.*, migrate.no_access. A message's bytes are what stands
 * between two postmarks, its quoting undone, without the lines that Thunderbird or Google put before it, lines ending in
 * CRLF.
 */
export async function mboxFolders(
  file: string,
  folder: MboxFolder,
  options: MboxOptions,
  signal: AbortSignal,
): Promise<LocalFolder[]> {
  const places: Place[] = [{ names: folder.names, role: folder.role }];
  const placeIds = new Map<string, number>();
  const placeOf = (labels: readonly string[] | null): number => {
    if (labels === null || !options.labels) return 0;
    const { names, role } = placeOfLabels(labels);
    const id = names.join('\n');
    const known = placeIds.get(id);
    if (known !== undefined) return known;
    if (places.length < MAX_PLACES) places.push({ names, role });
    placeIds.set(id, places.length - 1);
    return places.length - 1;
  };
  let seen: Promise<View> = look(file, options, placeOf, signal);
  await seen;

  /** What the file holds now: scanned again only when it changed. */
  const now = async (stop: AbortSignal): Promise<View> => {
    const before = await seen;
    const handle = await openForReading(file);
    try {
      const facts = await handle.stat();
      if (facts.size === before.sizeBytes && facts.mtimeMs === before.modifiedMs) return before;
    } finally {
      await handle.close();
    }
    const fresh = look(file, options, placeOf, stop);
    await fresh;
    seen = fresh;
    return fresh;
  };

  const { letters } = await seen;
  const counts = places.map(() => ({ messages: 0, sizeBytes: 0 }));
  for (let index = 0; index < letters.size; index += 1) {
    const { place, start, end } = letters.at(index);
    const count = counts[place];
    if (count) {
      count.messages += 1;
      count.sizeBytes += end - start;
    }
  }
  return places.flatMap(({ names, role }, place): LocalFolder[] => {
    const { messages = 0, sizeBytes = 0 } = counts[place] ?? {};
    // A file whose messages all have labels has nothing left for itself.
    if (place === 0 && messages === 0 && places.length > 1) return [];
    const id = place === 0 ? folder.id : `${folder.id}#${names.join('/')}`;
    return [
      {
        folder: {
          id,
          account: folder.account,
          names,
          path: place === 0 ? file : `${file}#${names.join('/')}`,
          role,
          messages,
          sizeBytes,
          uidValidity: null,
          separator: '/',
        },
        list: async (stop) => listOf(file, await now(stop), place, options),
      },
    ];
  });
}

async function look(
  file: string,
  { mozilla = false }: MboxOptions,
  placeOf: (labels: readonly string[] | null) => number,
  signal: AbortSignal,
): Promise<View> {
  const handle = await openForReading(file);
  try {
    const { size: sizeBytes, mtimeMs: modifiedMs } = await handle.stat();
    return { ...(await scanMbox(handle, sizeBytes, { placeOf, mozilla }, signal)), sizeBytes, modifiedMs };
  } catch (error) {
    throw readError(error, file);
  } finally {
    await handle.close();
  }
}

function listOf(file: string, view: View, place: number, options: MboxOptions): LocalList {
  let totalBytes = 0;
  for (const { letter } of keyed(view.letters, place)) totalBytes += letter.end - letter.start;
  return {
    keys: keysOf(view.letters, place),
    totalBytes,
    sizes: () => Array.from(keyed(view.letters, place), ({ letter }) => letter.end - letter.start),
    async *events(skip, signal) {
      const handle = await openForReading(file);
      const blocks = new Blocks(handle, view.sizeBytes);
      try {
        for (const one of keyed(view.letters, place)) {
          throwIfAborted(signal);
          if (!skip(one.key)) yield await readLetter(file, blocks, view, one, options, signal);
        }
      } finally {
        await handle.close();
      }
    },
  };
}

async function readLetter(
  file: string,
  blocks: Blocks,
  view: View,
  { key, letter }: Keyed,
  options: MboxOptions,
  signal: AbortSignal,
): Promise<SourceEvent> {
  const sizeBytes = letter.end - letter.start;
  let read: Buffer | null = null;
  try {
    const isWhole = sizeBytes <= WHOLE_BYTES;
    const headBytes = letter.start - letter.from + (isWhole ? sizeBytes : Math.min(sizeBytes, MAX_HEADER_BYTES));
    const bytes = await blocks.read(letter.from, headBytes);
    // Another program may have compacted the file under our hands.
    if (bytes.length < headBytes || (letter.start > letter.from && bytes.toString('latin1', 0, 5) !== 'From '))
      throw new AppError('migrate.message_unreadable', { reason: 'file_changed' });
    const head = bytes.subarray(letter.start - letter.from);
    read = head;
    const book = readBookkeeping(head);
    const change = (): Piecewise => changeOf(file, view, letter.exact, options);
    const { content, sha256 }: ReadContent = isWhole
      ? { content: change()(head.subarray(book.ownFrom), true), sha256: null }
      : await streamedPart(() => openForReading(file), letter.start + book.ownFrom, letter.end, change, signal);
    const flags = new Set(flagsOf(head));
    if (book.labels && options.labels) for (const flag of placeOfLabels(book.labels).flags) flags.add(flag);
    const postmark = bytes.toString('latin1', 0, letter.start - letter.from);
    const internalDate = receivedDate(head) ?? plausible(postmarkTime(postmark)) ?? NO_DATE;
    return { kind: 'item', item: { key, flags: [...flags], internalDate, sha256, content } };
  } catch (error) {
    const known = unreadable(error, file);
    if (known.code === 'cancelled') throw known;
    const heading = headingOf(read, read && receivedDate(read));
    return { kind: 'failed', key, heading, sizeBytes, error: known.toData() };
  }
}

const postmarkTime = (postmark: string): number | null => postmarkDate(postmark) ?? parseDate(postmark);

/** [Note: which quoting] Named by the file or the caller; else mboxrd, unless the file shows that it quotes nothing. */
function changeOf(file: string, view: View, exact: boolean, options: MboxOptions): Piecewise {
  const variant = options.variant ?? variantOfName(path.basename(file));
  const ends = crlfPieces(view.lineEnd);
  if (variant === 'mboxrd' || variant === 'mboxo') return inTurn(unquotePieces(variant), ends);
  if (variant !== null || exact || view.unquoted) return ends;
  return inTurn(unquotePieces('mboxrd'), ends);
}

/** Reads ahead in blocks: messages lie one behind the other. */
class Blocks {
  readonly #handle: FileHandle;
  readonly #sizeBytes: number;
  #block: Buffer = Buffer.alloc(0);
  #base = 0;

  constructor(handle: FileHandle, sizeBytes: number) {
    this.#handle = handle;
    this.#sizeBytes = sizeBytes;
  }

  /** The bytes may be kept: a block is never written again. */
  async read(from: number, length: number): Promise<Buffer> {
    const at = from - this.#base;
    if (at < 0 || at + length > this.#block.length) {
      const ahead = Math.max(length, Math.min(BLOCK_BYTES, this.#sizeBytes - from));
      this.#block = await readFully(this.#handle, from, ahead);
      this.#base = from;
    }
    return this.#block.subarray(from - this.#base, from - this.#base + length);
  }
}
