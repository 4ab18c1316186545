// Getting a batch into a folder whatever happens: a refused batch is halved until the refused message is found, a lost
// connection is followed by a look at what arrived, and nothing is stored twice.
import { hash } from 'node:crypto';
import { AppError } from '../contract/errors.ts';
import type { TransferFolder } from '../transfer/index.ts';
import { appendLetters, isBinary, type Letter } from './append.ts';
import { appendError, isLineTrouble, Refusal, throttleMs } from './errors.ts';
import { mendedForms, type Mend } from './mend.ts';
import { readPresent } from './present.ts';
import { LONE_TRIES } from './read.ts';
import type { ImapSession } from './session.ts';
import type { FolderVisit } from './visit.ts';

export interface Waiting extends Letter {
  readonly folder: TransferFolder;
  readonly key: string;
  readonly content: Buffer;
  readonly sha256: string;
  readonly sizeBytes: number;
  /** This is a mended copy (mend.ts): of which message, and why the server did not take that one as it is. */
  readonly mended?: { readonly of: Waiting; readonly mends: readonly Mend[]; readonly refusal: AppError };
}

export interface Store<T extends Letter> {
  readonly visit: FolderVisit;
  readonly path: string;
  /** Copies that were there or that this run stored, as far as reported. */
  known(sha256: string): number;
  saved(letter: T): void;
  refused(letter: T, error: AppError): void;
  /** What is refused for its bytes may be stored mended. */
  readonly mend?: boolean;
  /** Which of these the folder holds as the server rewrote them; asked after a loss, and only where that counts. */
  arrivedAlike?(visit: FolderVisit, letters: readonly T[]): Promise<ReadonlySet<T>>;
}

/** How often a busy server is asked again about one message. */
const BUSY_TRIES = 5;

const half = <T>(list: readonly T[]): [T[], T[]] => {
  const middle = Math.ceil(list.length / 2);
  return [list.slice(0, middle), list.slice(middle)];
};

/** Every letter is told to `saved` or `refused` before this resolves. Throws account.*, network.*, cancelled. */
export async function storeLetters(store: Store<Waiting>, letters: readonly Waiting[], tries = 1): Promise<void> {
  if (letters.length === 0) return;
  const session = await store.visit.run((open) => Promise.resolve(open));
  const fitting: Waiting[] = [];
  for (const letter of letters) {
    const error = overLimit(session, letter.sizeBytes);
    if (error) store.refused(letter.mended?.of ?? letter, error);
    else fitting.push(letter);
  }
  const left = new Set(fitting);
  const refused: [Waiting, Refusal][] = [];
  let trouble: unknown = null;
  try {
    await appendLetters(session, store.path, fitting, (index, refusal) => {
      const letter = fitting[index] as Waiting;
      if (refusal && throttleMs(refusal) !== null) return (trouble = refusal);
      left.delete(letter);
      if (refusal) refused.push([letter, refusal]);
      else store.saved(letter);
    });
  } catch (error) {
    trouble = error;
  }
  for (const [letter, refusal] of refused) await giveUp(store, letter, refusal, tries);
  const rest = [...left];
  const [first] = rest;
  if (!first) return;
  if (trouble instanceof Refusal && throttleMs(trouble) === null) {
    if (rest.length === 1) return giveUp(store, first, trouble, tries);
    if (isBusy(trouble) && tries === 1) {
      await waitForBusy(store, trouble);
      return storeLetters(store, rest, tries + 1);
    }
    for (const part of half(rest)) await storeLetters(store, part);
    return;
  }
  await store.visit.line.recover(trouble, store.visit.signal);
  if (trouble instanceof Refusal) return storeLetters(store, rest);
  const missing = await notArrived(store, rest);
  if (missing.length > 1) for (const part of half(missing)) await storeLetters(store, part);
  else if (missing[0] && tries >= LONE_TRIES)
    await mendOrRefuse(store, missing[0], new AppError('message.refused', { reason: 'connection_dropped' }));
  else await storeLetters(store, missing, tries + 1);
}

/** The server means to take it later (RFC 5530 §3): not the message's fault. */
const isBusy = ({ code }: Refusal): boolean => code === 'UNAVAILABLE' || code === 'INUSE';

/** The pauses, and what is said of them, are those of throttling. */
const waitForBusy = ({ visit }: Store<Waiting>, { status, text }: Refusal): Promise<void> =>
  visit.line.recover(new Refusal(status, 'THROTTLED', text), visit.signal);

/**
 * A message refused alone: once more after a pause when the server is busy, without the literal8 or the keywords when it
 * may mind those, or mended; else it is listed.
 */
async function giveUp(store: Store<Waiting>, letter: Waiting, refusal: Refusal, tries: number): Promise<void> {
  if (isBusy(refusal) && tries < BUSY_TRIES) {
    await waitForBusy(store, refusal);
    return storeLetters(store, [letter], tries + 1);
  }
  const session = await store.visit.run((open) => Promise.resolve(open));
  if (isBinary(letter, session)) return storeLetters(store, [{ ...letter, plain: true }]);
  const flags = letter.flags.filter((flag) => flag.startsWith('\\'));
  if (flags.length < letter.flags.length && /flag|keyword/i.test(refusal.text))
    return storeLetters(store, [{ ...letter, flags }]);
  return mendOrRefuse(store, letter, appendError(refusal));
}

/** The next copy with more mended than this one, where there is one and its bytes are what the server minds. */
async function mendOrRefuse(store: Store<Waiting>, letter: Waiting, error: AppError): Promise<void> {
  const { of = letter, mends = [], refusal = error } = letter.mended ?? {};
  const next =
    store.mend && error.code === 'message.refused'
      ? mendedCopies(of, refusal).find(({ mended }) => (mended?.mends.length ?? 0) > mends.length)
      : undefined;
  // The words about the message as it is are those that count.
  if (!next) return store.refused(of, refusal);
  return storeLetters(store, [next]);
}

const mendedCopies = (of: Waiting, refusal: AppError): Waiting[] =>
  mendedForms(of.content).map(({ bytes, mends }) => ({
    ...of,
    content: bytes,
    sha256: hash('sha256', bytes),
    sizeBytes: bytes.length,
    mended: { of, mends, refusal },
  }));

/** Reports those that the folder holds after all, mended or rewritten too, and returns the others. */
export async function notArrived(store: Store<Waiting>, letters: readonly Waiting[]): Promise<Waiting[]> {
  const lost = new AppError('message.refused', { reason: 'connection_dropped' });
  const forms = letters.map((letter) => [letter, ...(store.mend && !letter.mended ? mendedCopies(letter, lost) : [])]);
  const present = await readPresent(store.visit, true);
  await present.learn(new Set(forms.flat().map(({ sizeBytes }) => sizeBytes)));
  const missing = letters.filter((_, at) => {
    const there = forms[at]?.find(({ sha256 }) => present.copies(sha256) > store.known(sha256));
    if (there) store.saved(there);
    return !there;
  });
  const alike = missing.length > 0 ? await store.arrivedAlike?.(store.visit, missing) : undefined;
  for (const letter of alike ?? []) store.saved(letter);
  return missing.filter((letter) => !alike?.has(letter));
}

/** RFC 7889: refused here, before megabytes travel in vain. */
function overLimit({ capabilities }: ImapSession, sizeBytes: number): AppError | null {
  for (const word of capabilities) {
    const limit = /^APPENDLIMIT=(\d+)$/.exec(word);
    if (limit && sizeBytes > Number(limit[1]))
      return new AppError('message.too_big', { reason: 'over_server_limit' }, { detail: word });
  }
  return null;
}

/**
 * One message from a stream that can be read once: null when it is stored, else why not. `arrived` looks for it after a
 * loss. Throws the stream's own error, account.*, network.*.
 */
export async function storeStream(
  visit: FolderVisit,
  path: string,
  letter: Letter & { readonly sizeBytes: number },
  stream: { readonly started: () => boolean; readonly arrived: () => Promise<boolean> },
): Promise<AppError | null> {
  for (;;) {
    const session = await visit.run((open) => Promise.resolve(open));
    const error = overLimit(session, letter.sizeBytes);
    if (error) return error;
    try {
      await appendLetters(session, path, [letter], () => undefined);
      return null;
    } catch (trouble) {
      const final = trouble instanceof Refusal && throttleMs(trouble) === null;
      if (final) return appendError(trouble);
      if (!(trouble instanceof Refusal) && !isLineTrouble(trouble)) throw trouble;
      await visit.line.recover(trouble, visit.signal);
      if (!stream.started()) continue;
      if (await stream.arrived()) return null;
      return new AppError('message.refused', { reason: 'connection_dropped' });
    }
  }
}
