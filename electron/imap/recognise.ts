// Messages that a server rewrote: found again by what they say (alike.ts) before they are stored a second time, and
// remembered for the reading back where the server may not hand out the bytes it was given.
import { likenessOf, type Likeness } from './alike.ts';
import { add, claim, type Entrance, type Target } from './claims.ts';
import { storedForms } from './line-ends.ts';
import { mendedForms } from './mend.ts';
import { readPresent, type Present } from './present.ts';
import type { Waiting } from './store-letters.ts';
import type { FolderVisit } from './visit.ts';

/** Messages looked at to see whether the server hands out what it was given. */
const SAMPLE = 3;

export interface Recogniser {
  /** The letters that are not there in any form the server may have given them; the others are told to `already`. */
  notAlike(entrance: Entrance, letters: readonly Waiting[], already: (letter: Waiting) => void): Promise<Waiting[]>;
  /** Of letters whose fate is unknown after a loss, those that `visit` finds there now as the server rewrote them. */
  arrived(visit: FolderVisit, target: Target, letters: readonly Waiting[]): Promise<ReadonlySet<Waiting>>;
  /** Remembers what to recognise the batch by. `stored`: the letters of it that this run stored. */
  note(entrance: Entrance, batch: readonly Waiting[], stored: readonly Waiting[]): Promise<void>;
}

export function createRecogniser(): Recogniser {
  /** Tried on the first messages stored; null until then. */
  let rewrites: boolean | null = null;

  async function notAlike(
    entrance: Entrance,
    letters: readonly Waiting[],
    already: (letter: Waiting) => void,
  ): Promise<Waiting[]> {
    const { present } = entrance.target;
    if (present.messages === 0) return [...letters];
    const likes = new Map(letters.map((letter) => [letter, likesOf(letter.content)]));
    await present.learnAlike(new Set([...likes.values()].flat().map(({ head }) => head)));
    return letters.filter((letter) => {
      const like = likes.get(letter)?.find((one) => claimAlike(entrance, one));
      if (!like) return true;
      entrance.expected.likes.set(letter.sha256, like);
      already(letter);
      return false;
    });
  }

  async function arrived(
    visit: FolderVisit,
    { present, stored }: Target,
    letters: readonly Waiting[],
  ): Promise<ReadonlySet<Waiting>> {
    if (rewrites === false) return new Set();
    const likes = new Map(letters.map((letter) => [letter, likenessOf(letter.content)]));
    const now = await readPresent(visit, true);
    await now.learnAlike(new Set([...likes.values()].map(({ head }) => head)));
    const copies = (of: Present, content: string): number => [...of.alike(content).values()].reduce((a, b) => a + b, 0);
    const taken = new Map<string, number>();
    const found = letters.filter((letter) => {
      const content = likes.get(letter)?.content ?? '';
      const before = copies(present, content) + (stored.get(letter.sha256) ?? 0) + (taken.get(content) ?? 0);
      if (copies(now, content) <= before) return false;
      add(taken, content);
      return true;
    });
    return new Set(found);
  }

  async function note(
    { target, expected }: Entrance,
    batch: readonly Waiting[],
    stored: readonly Waiting[],
  ): Promise<void> {
    const regular = stored.filter((letter) => !isIrregular(letter.content) && target.stored.has(letter.sha256));
    if (rewrites === null && regular.length > 0) rewrites = await doesRewrite(target, regular.slice(0, SAMPLE));
    const doubtful = new Set(rewrites === false ? [] : stored);
    for (const letter of batch)
      if ((doubtful.has(letter) || isIrregular(letter.content)) && !expected.likes.has(letter.sha256))
        expected.likes.set(letter.sha256, likenessOf(letter.content));
  }

  return { notAlike, arrived, note };
}

/** Claims a copy that says the same, if one is left; what was learnt of the folder decides (Present.learnAlike). */
export const claimAlike = (entrance: Entrance, { content }: Likeness): boolean =>
  [...entrance.target.present.alike(content).keys()].some((sha256) => claim(entrance, sha256));

async function doesRewrite({ visit }: Target, sample: readonly Waiting[]): Promise<boolean> {
  const now = await readPresent(visit, true);
  await now.learn(new Set(sample.map(({ sizeBytes }) => sizeBytes)));
  return sample.some(({ sha256 }) => now.copies(sha256) === 0);
}

/** Of the message as it is, and mended as far as it can be. */
function likesOf(bytes: Buffer): Likeness[] {
  const mended = mendedForms(bytes).at(-1);
  return [likenessOf(bytes), ...(mended ? [likenessOf(mended.bytes)] : [])];
}

/** Lines that do not all end in CRLF, or a NUL: what a server may not hand out as it came. */
const isIrregular = (bytes: Buffer): boolean => bytes.includes(0) || storedForms(bytes).length > 0;
