// Which copy in the mailbox stands for which message that is brought: each copy for one, and every form counts that a
// server or an earlier run may have given it.
import { hash as digest } from 'node:crypto';
import type { TransferFolder } from '../transfer/index.ts';
import { likenessOf } from './alike.ts';
import { storedForms } from './line-ends.ts';
import { mendedForms, type Mend } from './mend.ts';
import type { Present } from './present.ts';
import type { Expected } from './read-back.ts';
import type { Waiting } from './store-letters.ts';
import type { FolderVisit } from './visit.ts';

export interface Target {
  readonly path: string;
  readonly visit: FolderVisit;
  readonly present: Present;
  /** Stored by this run, by hash of what was sent. */
  readonly stored: Map<string, number>;
  /** Of these, the mended ones (mend.ts). */
  readonly mended: Set<string>;
}

/** A folder of the source on its way to a target that other folders may share. */
export interface Entrance {
  readonly folder: TransferFolder;
  readonly target: Target;
  /**
   * Copies in the target, old and stored, that stand for an item of this folder. Counted for each folder alone: a message
   * twice in one folder is wanted twice, the same message from two sources once.
   */
  readonly claimed: Map<string, number>;
  readonly expected: Expected;
}

export const hashOf = (bytes: Uint8Array): string => digest('sha256', bytes);
export const add = (map: Map<string, number>, key: string): void => void map.set(key, (map.get(key) ?? 0) + 1);

export const copiesThere = ({ present, stored }: Target, sha256: string): number =>
  present.copies(sha256) + (stored.get(sha256) ?? 0);

/** Claims one of the copies that are there, if one is left. */
export function claim({ target, claimed }: Entrance, sha256: string): boolean {
  if (copiesThere(target, sha256) <= (claimed.get(sha256) ?? 0)) return false;
  add(claimed, sha256);
  return true;
}

/** A copy that was just stored stands for the message it was stored for. */
export function claimStored({ target, claimed }: Entrance, sha256: string, mended: boolean): void {
  add(target.stored, sha256);
  add(claimed, sha256);
  if (mended) target.mended.add(sha256);
}

/**
 * The letters whose bytes the folder does not hold, in the server's own line ends or mended either; the others are told to
 * `already`, with what was mended in the copy there. Throws account.*, network.*, cancelled.
 */
export async function notThere(
  entrance: Entrance,
  batch: readonly Waiting[],
  already: (letter: Waiting, mends?: readonly Mend[]) => void,
): Promise<Waiting[]> {
  const { target, expected } = entrance;
  const { present } = target;
  await present.learn(new Set(batch.map(({ sizeBytes }) => sizeBytes)));
  const left = batch.filter((letter) => {
    const there = claim(entrance, letter.sha256);
    if (there) already(letter);
    return !there;
  });
  if (present.messages === 0 && target.mended.size === 0) return left;
  const forms = new Map(left.map((letter) => [letter, formsOf(letter.content)]));
  await present.learn(new Set([...forms.values()].flat().map(({ bytes }) => bytes.length)));
  return left.filter((letter) => {
    const found = forms.get(letter)?.find(({ bytes }) => claim(entrance, hashOf(bytes)));
    if (!found) return true;
    // A mended copy says the same in other words, so the reading back has to know those.
    if (found.mends) expected.likes.set(letter.sha256, likenessOf(found.bytes));
    already(letter, found.mends);
    return false;
  });
}

/** What may stand in the mailbox instead of these bytes. */
const formsOf = (bytes: Buffer): { readonly bytes: Buffer; readonly mends?: readonly Mend[] }[] => [
  ...storedForms(bytes).map((form) => ({ bytes: form })),
  ...mendedForms(bytes),
];
