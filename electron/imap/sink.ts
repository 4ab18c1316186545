// A mailbox as the place mail goes to: restored with flags and dates, never doubled, and read back from the server. The
// mailbox itself says what is there already, so an interrupted restore simply starts again. Longer than most files because
// every step, from a batch to the reading back, asks the same question: which copy stands for which message.
import { createHash, hash as digest } from 'node:crypto';
import { throwIfAborted } from '../base/index.ts';
import { AppError } from '../contract/errors.ts';
import { parseEnvelope } from '../mime/index.ts';
import {
  contentChunks,
  contentSize,
  type Outcome,
  type Report,
  type Sink,
  type TransferFolder,
  type TransferItem,
} from '../transfer/index.ts';
import { likenessOf, type Likeness } from './alike.ts';
import { refusedError, Refusal } from './errors.ts';
import { acceptedFlags } from './flags.ts';
import { storedForms } from './line-ends.ts';
import { readPresent, type Present } from './present.ts';
import { readBack, type Expected } from './read-back.ts';
import { lastingImap, type ImapConnection } from './source.ts';
import { storeLetters, storeStream, type Waiting } from './store-letters.ts';
import { ensureFolder, readTarget, type TargetMailbox } from './target.ts';
import { visitFolder, type FolderVisit } from './visit.ts';

export interface ImapSinkOptions extends ImapConnection {
  /** Everything goes below this folder; null = to the same names, special folders by role. */
  readonly under: string | null;
  /** Names from the top for a folder that goes elsewhere, whatever `under` says; null for one that goes as usual. */
  readonly place?: (folder: TransferFolder) => readonly string[] | null;
  /**
   * A server may have rewritten a message (line ends, a header line more): the same content then counts as being there.
   * false: only equal bytes do, and what a server makes of broken line ends.
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
/** Messages looked at to see whether the server hands out what it was given. */
const SAMPLE = 3;
/** Held whole in memory, so that it can be sent again; a larger message is streamed and has one try. */
const MAX_HELD = 32 * 1024 * 1024;

interface Target {
  readonly path: string;
  readonly visit: FolderVisit;
  readonly present: Present;
  /** Stored by this run, by hash. */
  readonly stored: Map<string, number>;
}

/** A folder of the source on its way to a target that other folders may share. */
interface Entrance {
  readonly target: Target;
  /**
   * Copies in the target, old and stored, that stand for an item of this folder. Counted for each folder alone: a message
   * twice in one folder is wanted twice, the same message from two sources once.
   */
  readonly claimed: Map<string, number>;
}

const hashOf = (bytes: Uint8Array): string => digest('sha256', bytes);
const add = (map: Map<string, number>, key: string, count = 1): void => void map.set(key, (map.get(key) ?? 0) + count);

export function createImapSink(options: ImapSinkOptions): ImapSink {
  const { under, report, recognise = false } = options;
  const { host } = options.settings;
  const line = lastingImap(options);
  const targets = new Map<string, Target>();
  const opened = new Map<string, Entrance>();
  const expected = new Map<string, Expected>();
  const dropped = new Set<string>();
  let mailbox: TargetMailbox | null = null;
  /** Does this server hand out what it was given? Tried on the first messages stored; null until then. */
  let rewrites: boolean | null = recognise ? null : false;
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
        opened.set(folder.id, { target, claimed: new Map() });
        expected.set(folder.id, { path, hashes: new Map(), sizes: new Set(), likes: new Map() });
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
    return { path, visit, present, stored: new Map() };
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
      await stream(entrance, item, base);
      return;
    }
    const bytes = await collected(folder, item);
    if (!bytes) return;
    const sha256 = hashOf(bytes);
    if (item.sha256 !== null && item.sha256 !== sha256) {
      refuse(folder, item.key, bytes, new AppError('archive.message_damaged', { reason: 'fingerprint_differs' }));
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
      refuse(folder, item.key, Buffer.concat(chunks.slice(0, 1)), error, item.content.sizeBytes);
      return null;
    }
    return Buffer.concat(chunks);
  }

  const refuse = (
    folder: TransferFolder,
    key: string,
    head: Uint8Array | null,
    error: AppError,
    sizeBytes: number | null = head?.byteLength ?? null,
  ): void => {
    const subject = head ? parseEnvelope(head).subject || null : null;
    tell(folder, key, { kind: 'refused', subject, sizeBytes, error: error.toData() });
  };

  const tell = (folder: TransferFolder, key: string, outcome: Outcome): void => {
    if (outcome.kind !== 'refused') {
      const wanted = expected.get(folder.id);
      if (wanted) add(wanted.hashes, outcome.sha256);
      wanted?.sizes.add(outcome.sizeBytes);
      line.progress();
    }
    report(folder, key, outcome);
  };

  const copiesThere = ({ present, stored }: Target, sha256: string): number =>
    present.copies(sha256) + (stored.get(sha256) ?? 0);

  /** Claims one of the copies that are there, if one is left. */
  function alreadyThere({ target, claimed }: Entrance, sha256: string): boolean {
    if (copiesThere(target, sha256) <= (claimed.get(sha256) ?? 0)) return false;
    add(claimed, sha256);
    return true;
  }

  const asSaved = ({ target, claimed }: Entrance, letter: Omit<Waiting, 'content'>): void => {
    const { folder, key, sha256, sizeBytes } = letter;
    add(target.stored, sha256);
    add(claimed, sha256);
    tell(folder, key, { kind: 'saved', sha256, sizeBytes });
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
    const missing = await notThere(entrance, batch);
    const store = {
      visit: target.visit,
      path: target.path,
      known: (sha256: string) => copiesThere(target, sha256),
      saved: (letter: Waiting) => asSaved(entrance, letter),
      refused: ({ folder, key, content }: Waiting, error: AppError) => refuse(folder, key, content, error),
    };
    await storeLetters(store, missing);
    if (recognise) await noteLikes(target, batch, missing);
  }

  /** Remembers what to recognise a message by where its bytes may not come back, for the reading back at the end. */
  async function noteLikes(target: Target, batch: readonly Waiting[], stored: readonly Waiting[]): Promise<void> {
    const likes = batch[0] && expected.get(batch[0].folder.id)?.likes;
    if (!likes) return;
    const regular = stored.filter((letter) => !isIrregular(letter.content) && target.stored.has(letter.sha256));
    if (rewrites === null && regular.length > 0) {
      const sample = regular.slice(0, SAMPLE);
      const now = await readPresent(target.visit, true);
      await now.learn(new Set(sample.map(({ sizeBytes }) => sizeBytes)));
      rewrites = sample.some(({ sha256 }) => now.copies(sha256) === 0);
    }
    const doubtful = new Set(rewrites === false ? [] : stored);
    for (const letter of batch)
      if (doubtful.has(letter) || isIrregular(letter.content)) likes.set(letter.sha256, likenessOf(letter.content));
  }

  /** The letters that are not there in any form the server may have given them; the others are told. */
  async function notAlike(entrance: Entrance, letters: readonly Waiting[]): Promise<Waiting[]> {
    const { present } = entrance.target;
    const likes = new Map<Waiting, Likeness>(letters.map((letter) => [letter, likenessOf(letter.content)]));
    await present.learnAlike(new Set([...likes.values()].map(({ head }) => head)));
    return letters.filter((letter) => {
      const like = likes.get(letter);
      const same = like ? [...present.alike(like.content).keys()] : [];
      if (!like || !same.some((sha256) => alreadyThere(entrance, sha256))) return true;
      const { folder, key, sha256, sizeBytes } = letter;
      expected.get(folder.id)?.likes.set(sha256, like);
      tell(folder, key, { kind: 'already', sha256, sizeBytes });
      return false;
    });
  }

  /** The letters whose bytes the folder does not hold, in the server's own line ends either; the others are told. */
  async function notThere(entrance: Entrance, batch: readonly Waiting[]): Promise<Waiting[]> {
    const { present } = entrance.target;
    const without = (letters: readonly Waiting[], isThere: (letter: Waiting) => boolean): Waiting[] =>
      letters.filter((letter) => {
        const there = isThere(letter);
        const { folder, key, sha256, sizeBytes } = letter;
        if (there) tell(folder, key, { kind: 'already', sha256, sizeBytes });
        return !there;
      });
    await present.learn(new Set(batch.map(({ sizeBytes }) => sizeBytes)));
    const left = without(batch, ({ sha256 }) => alreadyThere(entrance, sha256));
    if (present.messages === 0) return left;
    const forms = new Map(left.map((letter) => [letter, storedForms(letter.content)]));
    await present.learn(new Set([...forms.values()].flat().map((form) => form.length)));
    const unlike = without(
      left,
      (letter) => forms.get(letter)?.some((form) => alreadyThere(entrance, hashOf(form))) === true,
    );
    return recognise && unlike.length > 0 ? notAlike(entrance, unlike) : unlike;
  }

  /** A message too large to hold: its last piece goes out only once its fingerprint is known to be right. */
  async function stream(
    entrance: Entrance,
    item: TransferItem,
    base: Omit<Waiting, 'content' | 'sha256' | 'sizeBytes'>,
  ): Promise<void> {
    const { folder, key } = base;
    const { target } = entrance;
    const sizeBytes = contentSize(item.content);
    await target.present.learn(new Set([sizeBytes]));
    if (item.sha256 !== null && alreadyThere(entrance, item.sha256)) {
      tell(folder, key, { kind: 'already', sha256: item.sha256, sizeBytes });
      return;
    }
    const hash = createHash('sha256');
    const trouble: { error: unknown } = { error: null };
    let head: Uint8Array | null = null;
    async function* checked(): AsyncGenerator<Uint8Array, void, undefined> {
      let held: Uint8Array | null = null;
      try {
        for await (const chunk of contentChunks(item.content)) {
          head ??= chunk;
          hash.update(chunk);
          if (held) yield held;
          held = chunk;
        }
        if (item.sha256 !== null && hash.copy().digest('hex') !== item.sha256)
          throw new AppError('archive.message_damaged', { reason: 'fingerprint_differs' });
      } catch (error) {
        trouble.error = error;
        throw error;
      }
      if (held) yield held;
    }
    const arrived = async (): Promise<boolean> => {
      if (item.sha256 === null) return false;
      const present = await readPresent(target.visit, true);
      await present.learn(new Set([sizeBytes]));
      return present.copies(item.sha256) > copiesThere(target, item.sha256);
    };
    const letter = { ...base, sizeBytes, content: { sizeBytes, chunks: checked } };
    try {
      const error = await storeStream(target.visit, target.path, letter, { started: () => head !== null, arrived });
      if (error) return refuse(folder, key, head, error, sizeBytes);
      asSaved(entrance, { ...base, sha256: item.sha256 ?? hash.digest('hex'), sizeBytes });
    } catch (error) {
      if (trouble.error === null || !isOfMessage(trouble.error)) throw trouble.error ?? error;
      refuse(folder, key, head, trouble.error, sizeBytes);
    }
  }

  async function restart(folder: TransferFolder): Promise<void> {
    await sending;
    // What this run stored counts as being there already when the source begins again.
    waiting = waiting.filter((letter) => letter.folder.id !== folder.id);
    opened.get(folder.id)?.claimed.clear();
    expected.get(folder.id)?.hashes.clear();
  }

  async function verify(
    onProgress: (counts: ReadonlyMap<string, number>) => void,
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, number>> {
    await flush(signal);
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
    close: () => line.close(),
  };
}

/** Lines that do not all end in CRLF, or a NUL: what a server may not hand out as it came. */
const isIrregular = (bytes: Buffer): boolean => bytes.includes(0) || storedForms(bytes).length > 0;

/** An error that concerns one message, not the run. */
const isOfMessage = (error: unknown): error is AppError =>
  error instanceof AppError && /^(?:message|archive)\./.test(error.code);
