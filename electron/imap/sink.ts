// A mailbox as the place mail goes to: restored with flags and dates, never doubled, and read back from the server. The
// mailbox itself says what is there already, so an interrupted restore simply starts again.
import { throwIfAborted } from '../base/index.ts';
import { AppError } from '../contract/errors.ts';
import { parseEnvelope } from '../mime/index.ts';
import {
  contentChunks,
  contentSize,
  headingOf,
  type Outcome,
  type Report,
  type Sink,
  type TransferFolder,
  type TransferItem,
} from '../transfer/index.ts';
import { likenessOf } from './alike.ts';
import { add, claimStored, copiesThere, hashOf, notThere, type Entrance, type Target } from './claims.ts';
import { refusedError, Refusal } from './errors.ts';
import { acceptedFlags } from './flags.ts';
import { createLanes } from './lanes.ts';
import type { Mend } from './mend.ts';
import { readPresent } from './present.ts';
import { readBack } from './read-back.ts';
import { createRecogniser } from './recognise.ts';
import { lastingImap, type ImapConnection } from './source.ts';
import { isOfMessage, storeLarge } from './store-large.ts';
import type { Store, Waiting } from './store-letters.ts';
import { ensureFolder, readTarget, type TargetMailbox } from './target.ts';
import { visitFolder, type FolderVisit } from './visit.ts';

export interface ImapSinkOptions extends ImapConnection {
  /** Everything goes below this folder; null = to the same names, special folders by role. */
  readonly under: string | null;
  /** Names from the top for a folder that goes elsewhere, whatever `under` says; null for one that goes as usual. */
  readonly place?: (folder: TransferFolder) => readonly string[] | null;
  /**
   * A server may have rewritten a message (line ends, a header line more): the same content then counts as being there.
   * What it refuses for its bytes is stored mended (mend.ts) and told. false: only equal bytes do, and what a server makes
   * of broken line ends.
   */
  readonly recognise?: boolean;
  readonly report: Report;
}

export interface ImapSink extends Sink {
  /** Full name of the mailbox a folder went to; null when it was not opened. */
  target(folderId: string): string | null;
  /** After `verify`, by folder id: how many of the verified messages were recognised rather than equal byte for byte. */
  recognised(): ReadonlyMap<string, number>;
  /** Flags and keywords this mailbox did not take, each once. */
  droppedKeywords(): ReadonlySet<string>;
  /** Messages that are there mended, from this run or an earlier one. Their originals are as they were. */
  mended(): readonly MendedMessage[];
  /**
   * After the run: reads from the server what was restored or found there, and returns by folder id how many are there.
   `onProgress` gets the counts so far, often. Throws account.*, network.*, cancelled.
   */
  verify(
    onProgress: (counts: ReadonlyMap<string, number>) => void,
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, number>>;
  close(): Promise<void>;
}

const BATCH_MESSAGES = 100;
const BATCH_BYTES = 8 * 1024 * 1024;
/** Held whole in memory, so that it can be sent again; a larger message is streamed and has one try. */
const MAX_HELD = 32 * 1024 * 1024;

/** A message that stands in the mailbox with something in it put right, because the server did not take it as it was. */
export interface MendedMessage {
  readonly folder: TransferFolder;
  readonly key: string;
  readonly subject: string | null;
  readonly mends: readonly Mend[];
}

export function createImapSink(options: ImapSinkOptions): ImapSink {
  const { under, report, recognise = false } = options;
  const { host } = options.settings;
  const line = lastingImap(options);
  const lanes = createLanes(options);
  const targets = new Map<string, Target>();
  const opened = new Map<string, Entrance>();
  const mended: MendedMessage[] = [];
  const dropped = new Set<string>();
  let mailbox: TargetMailbox | null = null;
  const recogniser = recognise ? createRecogniser() : null;
  let recognised: ReadonlyMap<string, number> = new Map();
  let waiting: Waiting[] = [];
  let waitingBytes = 0;
  /** The batch on its way while the next one is gathered: reading the archive and the server's work overlap. */
  let sending: Promise<void> = Promise.resolve();

  /** The folder itself is refused (taken away, no permission): the loop writes one line about it. */
  const translate = (error: unknown): never => {
    throw error instanceof Refusal ? refusedError(error, host) : error;
  };

  async function open(folder: TransferFolder, signal: AbortSignal): Promise<ReadonlySet<string>> {
    await flush(signal);
    for (;;) {
      try {
        const session = await line.session(signal);
        mailbox ??= await readTarget(session);
        const isNew = mailbox.paths.size;
        const names = options.place?.(folder);
        const path = names
          ? await ensureFolder(session, mailbox, { names, role: null }, null)
          : await ensureFolder(session, mailbox, folder, under);
        const target = targets.get(path) ?? (await enter(path, mailbox.paths.size > isNew, signal));
        targets.set(path, target);
        const expected = { path, hashes: new Map(), sizes: new Set<number>(), likes: new Map() };
        opened.set(folder.id, { folder, target, claimed: new Map(), expected });
        return new Set();
      } catch (error) {
        await line.recover(error, signal).catch(translate);
      }
    }
  }

  async function enter(path: string, isNew: boolean, signal: AbortSignal): Promise<Target> {
    const visit = visitFolder(line, path, null, signal, 'write');
    await visit.run((session) => Promise.resolve(session));
    const present = await readPresent(visit, !isNew && (visit.opened()?.exists ?? 0) > 0);
    return { path, visit, present, stored: new Map(), mended: new Set() };
  }

  async function take(folder: TransferFolder, item: TransferItem, signal: AbortSignal): Promise<void> {
    throwIfAborted(signal);
    const entrance = opened.get(folder.id);
    if (!entrance) throw new Error('imap: an item came before its folder was opened');
    const { target } = entrance;
    const sizeBytes = contentSize(item.content);
    const { accepted, dropped: refusedFlags } = acceptedFlags(
      item.flags,
      target.visit.opened()?.permanentFlags ?? null,
    );
    for (const flag of refusedFlags) dropped.add(flag);
    const { internalDate } = item;
    const base = { folder, key: item.key, flags: accepted, internalDate };
    if (sizeBytes > MAX_HELD && !(item.content instanceof Uint8Array)) {
      await flush(signal);
      const end = await storeLarge(entrance, item, accepted, recognise);
      if (end.kind === 'refused') refuse({ folder, key: item.key, internalDate }, end.head, end.error, sizeBytes);
      else tell(folder, item.key, { ...end, sizeBytes });
      return;
    }
    const bytes = await collected(folder, item);
    if (!bytes) return;
    const sha256 = hashOf(bytes);
    if (item.sha256 !== null && item.sha256 !== sha256) {
      const damaged = new AppError('archive.message_damaged', { reason: 'fingerprint_differs' });
      refuse({ folder, key: item.key, internalDate }, bytes, damaged);
      return;
    }
    waiting.push({ ...base, content: bytes, sha256, sizeBytes: bytes.length });
    waitingBytes += bytes.length;
    if (waiting.length >= BATCH_MESSAGES || waitingBytes >= BATCH_BYTES) await sendNext(signal);
  }

  /** Waits for the batch before, then lets this one go. What goes wrong with it is met at the next turn. */
  async function sendNext(signal: AbortSignal): Promise<void> {
    await sending;
    sending = send(signal);
    sending.catch(() => undefined);
  }

  /** The item's bytes; null when they could not be had, which is reported. */
  async function collected(folder: TransferFolder, item: TransferItem): Promise<Buffer | null> {
    if (item.content instanceof Uint8Array) {
      const { buffer, byteOffset, byteLength } = item.content;
      return Buffer.from(buffer, byteOffset, byteLength);
    }
    const chunks: Uint8Array[] = [];
    try {
      for await (const chunk of contentChunks(item.content)) chunks.push(chunk);
    } catch (error) {
      if (!isOfMessage(error)) throw error;
      const { key, internalDate } = item;
      refuse({ folder, key, internalDate }, Buffer.concat(chunks.slice(0, 1)), error, item.content.sizeBytes);
      return null;
    }
    return Buffer.concat(chunks);
  }

  const refuse = (
    { folder, key, internalDate }: Pick<Waiting, 'folder' | 'key' | 'internalDate'>,
    head: Uint8Array | null,
    error: AppError,
    sizeBytes: number | null = head?.byteLength ?? null,
  ): void => {
    const heading = headingOf(head, internalDate);
    tell(folder, key, { kind: 'refused', heading, sizeBytes, error: error.toData() });
  };

  const tell = (folder: TransferFolder, key: string, outcome: Outcome): void => {
    if (outcome.kind !== 'refused') {
      const wanted = opened.get(folder.id)?.expected;
      if (wanted) add(wanted.hashes, outcome.sha256);
      wanted?.sizes.add(outcome.sizeBytes);
      line.progress();
    }
    report(folder, key, outcome);
  };

  const already = (letter: Waiting, mends?: readonly Mend[]): void => {
    const { folder, key, sha256, sizeBytes } = letter;
    if (mends) noteMended(letter, mends);
    tell(folder, key, { kind: 'already', sha256, sizeBytes });
  };

  const noteMended = ({ folder, key, content }: Waiting, mends: readonly Mend[]): void =>
    void mended.push({ folder, key, subject: parseEnvelope(content).subject || null, mends });

  const saved = (entrance: Entrance, letter: Waiting): void => {
    const { of = letter, mends } = letter.mended ?? {};
    claimStored(entrance, letter.sha256, mends !== undefined);
    if (mends) {
      entrance.expected.likes.set(of.sha256, likenessOf(letter.content));
      noteMended(of, mends);
    }
    tell(of.folder, of.key, { kind: 'saved', sha256: of.sha256, sizeBytes: of.sizeBytes });
  };

  async function flush(signal: AbortSignal): Promise<void> {
    await sendNext(signal);
    await sending;
  }

  async function send(signal: AbortSignal): Promise<void> {
    const batch = waiting;
    waiting = [];
    waitingBytes = 0;
    const entrance = batch[0] && opened.get(batch[0].folder.id);
    if (!entrance) return;
    throwIfAborted(signal);
    const { target } = entrance;
    const unlike = await notThere(entrance, batch, already);
    const missing = (await recogniser?.notAlike(entrance, unlike, already)) ?? unlike;
    const store: Store<Waiting> = {
      visit: target.visit,
      path: target.path,
      mend: recognise,
      known: (sha256) => copiesThere(target, sha256),
      saved: (letter) => saved(entrance, letter),
      refused: (letter, error) => refuse(letter, letter.content, error),
      ...(recogniser && {
        arrivedAlike: (visit: FolderVisit, letters: readonly Waiting[]) => recogniser.arrived(visit, target, letters),
      }),
    };
    await lanes.store(store, missing);
    await recogniser?.note(entrance, batch, missing);
  }

  async function restart(folder: TransferFolder): Promise<void> {
    await sending;
    // What this run stored counts as being there already when the source begins again.
    waiting = waiting.filter((letter) => letter.folder.id !== folder.id);
    const entrance = opened.get(folder.id);
    entrance?.claimed.clear();
    entrance?.expected.hashes.clear();
  }

  async function verify(
    onProgress: (counts: ReadonlyMap<string, number>) => void,
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, number>> {
    await flush(signal);
    const expected = new Map([...opened].map(([id, entrance]) => [id, entrance.expected]));
    const found = await readBack(line, expected, onProgress, signal);
    recognised = found.recognised;
    return found.counts;
  }

  return {
    open,
    take: (folder, item, signal) => take(folder, item, signal).catch(translate),
    restart,
    flush: (signal) => flush(signal).catch(translate),
    verify,
    target: (folderId) => opened.get(folderId)?.target.path ?? null,
    recognised: () => recognised,
    droppedKeywords: () => dropped,
    mended: () => mended,
    close: async () => {
      await lanes.close();
      await line.close();
    },
  };
}
