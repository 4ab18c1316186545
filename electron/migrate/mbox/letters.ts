// Where each message of a mailbox file lies, kept in a few bytes each: a 10 GB file may hold millions.
import type { ReadonlyKeys } from '../../transfer/index.ts';

export interface Letter {
  /** Of its postmark, or of its first byte when it has none. */
  readonly from: number;
  /** Of its first byte after the postmark. */
  readonly start: number;
  /** Behind its last byte, without the empty line that separates it from the next. */
  readonly end: number;
  /** 52 bits that tell it from others; the same when flags change or others are removed. */
  readonly mark: number;
  /** Bounded by its Content-Length, so its text stands as it is. */
  readonly exact: boolean;
  /** Which of the file's folders it belongs to. */
  readonly place: number;
}

const FIRST_ROOM = 1024;
const FIELDS = 4;

export class Letters {
  size = 0;
  /** from, start, end, mark of each. */
  #numbers = new Float64Array(FIRST_ROOM * FIELDS);
  #places = new Uint16Array(FIRST_ROOM);
  #exact = new Uint8Array(FIRST_ROOM);

  add(letter: Letter): void {
    if (this.size === this.#places.length) this.#grow();
    this.#numbers.set([letter.from, letter.start, letter.end, letter.mark], this.size * FIELDS);
    this.#places[this.size] = letter.place;
    this.#exact[this.size] = Number(letter.exact);
    this.size += 1;
  }

  at(index: number): Letter {
    const base = index * FIELDS;
    const number = (field: number): number => this.#numbers[base + field] ?? 0;
    return {
      from: number(0),
      start: number(1),
      end: number(2),
      mark: number(3),
      exact: this.#exact[index] === 1,
      place: this.#places[index] ?? 0,
    };
  }

  #grow(): void {
    const room = this.#places.length * 2;
    const numbers = new Float64Array(room * FIELDS);
    numbers.set(this.#numbers);
    this.#numbers = numbers;
    const places = new Uint16Array(room);
    places.set(this.#places);
    this.#places = places;
    const exact = new Uint8Array(room);
    exact.set(this.#exact);
    this.#exact = exact;
  }
}

export interface Keyed {
  readonly key: string;
  readonly letter: Letter;
}

/** The letters of one place with their keys: the mark, and `#2`, `#3` for further ones with the same. */
export function* keyed(letters: Letters, place: number): Generator<Keyed, void, undefined> {
  const twice = repeated(letters, place);
  const times = new Map<number, number>();
  for (let index = 0; index < letters.size; index += 1) {
    const letter = letters.at(index);
    if (letter.place !== place) continue;
    if (!twice.has(letter.mark)) {
      yield { key: keyOf(letter.mark, 1), letter };
      continue;
    }
    const time = (times.get(letter.mark) ?? 0) + 1;
    times.set(letter.mark, time);
    yield { key: keyOf(letter.mark, time), letter };
  }
}

const keyOf = (mark: number, time: number): string =>
  `${mark.toString(16).padStart(13, '0')}${time > 1 ? `#${time}` : ''}`;

/** Marks that occur more than once, with how often. */
function repeated(letters: Letters, place: number): Map<number, number> {
  const twice = new Map<number, number>();
  const marks = sortedMarks(letters, place);
  for (let at = 1; at < marks.length; at += 1) {
    const mark = marks[at] ?? 0;
    if (mark === marks[at - 1]) twice.set(mark, (twice.get(mark) ?? 1) + 1);
  }
  return twice;
}

function sortedMarks(letters: Letters, place: number): Float64Array {
  const marks = new Float64Array(letters.size);
  let size = 0;
  for (let index = 0; index < letters.size; index += 1) {
    const letter = letters.at(index);
    if (letter.place === place) marks[size++] = letter.mark;
  }
  return marks.subarray(0, size).sort();
}

/** The keys as a set that costs eight bytes each. */
export function keysOf(letters: Letters, place: number): ReadonlyKeys {
  const marks = sortedMarks(letters, place);
  return {
    size: marks.length,
    has(key) {
      const match = /^([0-9a-f]{13})(?:#([1-9]\d{0,8}))?$/.exec(key);
      if (!match) return false;
      const mark = parseInt(match[1] ?? '', 16);
      const time = match[2] === undefined ? 1 : Number(match[2]);
      return (match[2] === undefined || time > 1) && marks[lowerBound(marks, mark) + time - 1] === mark;
    },
    *[Symbol.iterator]() {
      for (const { key } of keyed(letters, place)) yield key;
    },
  };
}

function lowerBound(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
