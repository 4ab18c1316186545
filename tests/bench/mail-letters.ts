// A mailbox to search in: seeded letters whose words are as rare and as common as those of people (Zipf's law), between
// people who write to each other in threads.
import { seeded, type Random } from '../support/random.ts';

export interface BenchLetter {
  readonly messageId: string;
  readonly references: readonly string[];
  readonly from: readonly [name: string, address: string];
  readonly to: readonly [name: string, address: string];
  readonly subject: string;
  readonly body: string;
  readonly file: string | null;
  readonly seen: boolean;
  readonly flagged: boolean;
  /** ms since 1970, growing. */
  readonly at: number;
  /** Index of its folder. */
  readonly folder: number;
}

export const FOLDERS = 40;
export const ME = ['Claire Morel', 'claire@example.com'] as const;

const common =
  'de la le et les des en un une que est pour qui dans par plus pas au sur ne se ce il sont avec vous nous je the and to of a in is for on you that with be this are it as at have from or we your by not will can bonjour merci please cordialement';
const [onsets, vowels, ends] = [
  ['b', 'br', 'c', 'ch', 'd', 'f', 'g', 'l', 'm', 'n', 'p', 'pr', 'r', 's', 't', 'tr', 'v'],
  ['a', 'e', 'i', 'o', 'u', 'é', 'ou', 'ai'],
  ['', '', '', 'n', 'r', 's', 't', 'ment', 'tion', 'ing'],
];
const VOCABULARY = 40_000;

/** The most common first. */
export function vocabulary(): string[] {
  const random = seeded(77);
  const words = new Set(common.split(' '));
  while (words.size < VOCABULARY) {
    let word = '';
    for (let syllables = 1 + random.below(3); syllables >= 0; syllables -= 1)
      word += random.pick(onsets) + random.pick(vowels);
    words.add(word + random.pick(ends));
  }
  return [...words];
}

const zipf = (random: Random, limit: number): number => Math.floor(limit ** random.next()) - 1;

export function people(words: readonly string[]): (readonly [string, string])[] {
  const capital = (word = ''): string => word.charAt(0).toUpperCase() + word.slice(1);
  return Array.from({ length: 2000 }, (_, index) => {
    const [first, last] = [words[200 + index * 3], words[201 + index * 7]];
    return [`${capital(first)} ${capital(last)}`, `p${index}@example${index % 50}.org`];
  });
}

export function* benchLetters(count: number): Generator<BenchLetter> {
  const random = seeded(4);
  const words = vocabulary();
  const everybody = people(words);
  const text = (length: number): string =>
    Array.from({ length }, () => words[Math.max(0, zipf(random, words.length))]).join(' ');
  const recent: { messageId: string; references: readonly string[]; subject: string }[] = [];
  const begun = Date.UTC(2016, 0, 1);
  const step = (10 * 365 * 86_400_000) / count;
  for (let index = 0; index < count; index += 1) {
    const other = everybody[zipf(random, everybody.length)] ?? ME;
    const outgoing = random.chance(0.2);
    const answered = recent.length > 0 && random.chance(0.55) ? random.pick(recent) : null;
    const letter: BenchLetter = {
      messageId: `${index}.${random.below(1e9)}@example.com`,
      references: answered ? [...answered.references.slice(-8), answered.messageId] : [],
      from: outgoing ? ME : other,
      to: outgoing ? other : ME,
      subject: answered ? `Re: ${answered.subject.replace(/^Re: /, '')}` : text(3 + random.below(6)),
      body: text(20 + random.below(180)),
      file: random.chance(0.15) ? `${text(1)}-${random.below(2000)}.pdf` : null,
      seen: random.chance(0.93),
      flagged: random.chance(0.03),
      at: Math.floor(begun + index * step),
      folder: outgoing ? 1 : random.chance(0.63) ? 0 : random.below(FOLDERS),
    };
    recent.push(letter);
    if (recent.length > 400) recent.shift();
    yield letter;
  }
}

export interface BenchQuery {
  readonly ours: string;
  readonly notmuch: string;
}

/** Two hundred searches as people make them: mostly a word or two, some with operators, a few hopelessly common. */
export function benchQueries(): BenchQuery[] {
  const random = seeded(9);
  const words = vocabulary();
  const everybody = people(words);
  const word = (from: number, to: number): string => words[from + random.below(to - from)] ?? '';
  const queries: BenchQuery[] = [];
  const add = (times: number, make: () => [string, string?]): void => {
    for (let index = 0; index < times; index += 1) {
      const [ours, theirs = ours] = make();
      queries.push({ ours, notmuch: theirs });
    }
  };
  add(60, () => [`"${word(300, 20_000)}"`]);
  add(45, () => {
    const [a, b] = [word(100, 3000), word(100, 3000)];
    return [`"${a}" "${b}"`, `${a} and ${b}`];
  });
  add(15, () => {
    const start = word(100, 20_000).slice(0, 4 + random.below(2));
    return [start, `${start}*`];
  });
  add(5, () => {
    const start = word(100, 20_000).slice(0, 3);
    return [start, `${start}*`];
  });
  add(20, () => {
    const [, address] = everybody[random.below(500)] ?? ME;
    return [`from:${address}`];
  });
  add(15, () => {
    const [[, address], a] = [everybody[random.below(200)] ?? ME, word(60, 2000)];
    return [`from:${address} "${a}"`, `from:${address} and ${a}`];
  });
  add(10, () => {
    const a = word(100, 3000);
    return [`subject:"${a}"`, `subject:${a}`];
  });
  add(10, () => {
    const a = word(60, 1500);
    return [`is:unread "${a}"`, `tag:unread and ${a}`];
  });
  add(10, () => {
    const [a, year] = [word(60, 1500), 2017 + random.below(8)];
    return [`"${a}" after:${year} before:${year + 1}`, `${a} and date:${year}-01-01..${year}-12-31`];
  });
  add(5, () => [`"${word(0, 20)} ${word(0, 20)}"`]);
  add(5, () => [`"${word(0, 20)}"`]);
  return queries;
}
