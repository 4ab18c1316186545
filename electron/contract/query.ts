// The search query: what a person types, as terms. Page and backend read it the same way. Nothing typed is an error: what
// is not understood is searched as words.
import { operatorNames, sizeUnits, valueNames, type Operator } from './query-words-table.ts';

export type QueryTerm =
  | {
      readonly kind: 'words';
      readonly field: 'any' | 'subject' | 'body' | 'filename';
      readonly text: string;
      readonly phrase: boolean;
    }
  | { readonly kind: 'person'; readonly field: 'from' | 'to' | 'cc'; readonly text: string }
  | { readonly kind: 'in'; readonly text: string }
  | { readonly kind: 'has'; readonly what: 'attachment' }
  | { readonly kind: 'is'; readonly what: 'unread' | 'read' | 'starred' | 'answered' }
  /** Local days: before the day's first moment, or from it on. `day` as YYYY-MM-DD. */
  | { readonly kind: 'before' | 'after'; readonly day: string }
  | { readonly kind: 'larger' | 'smaller'; readonly bytes: number }
  | { readonly kind: 'list'; readonly text: string };

export interface Query {
  /** All of them must hold. */
  readonly terms: readonly (QueryTerm & { readonly not: boolean })[];
  /** As typed, what could not be understood: searched as words, and named. */
  readonly ignored: readonly string[];
}

/** A term as it stands in a query. */
export type Term = Query['terms'][number];

const QUOTES = /["“”„«»]/;
/** The quotes that may end what each of them begins. */
const ENDS: Readonly<Record<string, string>> = { '"': '"', '“': '”"', '”': '”"', '„': '“”"', '«': '»', '»': '»«' };
const SPACE = /\s/;
/** Signs alone are no words for any index. */
const WORD = /[\p{L}\p{N}]/u;
/** Longer is cut: nobody types more, and a mail pasted by mistake must not become a thousand terms. */
const MAX_TEXT = 2000;
const MAX_TERMS = 50;

interface Token {
  readonly not: boolean;
  /** As typed, before the colon; null: no operator. */
  readonly name: string | null;
  readonly text: string;
  readonly quoted: boolean;
}

/** Small letters without accents, hyphens and the like. */
const plain = (text: string): string =>
  text
    .toLowerCase()
    .normalize('NFD')
    .replace(/[^\p{L}\p{N}]/gu, '');

function* tokensOf(text: string): Generator<Token> {
  let at = 0;
  const skip = (): void => {
    while (at < text.length && SPACE.test(text[at] ?? '')) at += 1;
  };
  const quoted = (): string => {
    const ends = ENDS[text[at] ?? ''] ?? '';
    const from = (at += 1);
    while (at < text.length && !ends.includes(text[at] ?? '')) at += 1;
    const inside = text.slice(from, at);
    at += 1;
    return inside.replace(/[\s"“”„«»]+/g, ' ').trim();
  };
  const bare = (): string => {
    const from = at;
    while (at < text.length && !SPACE.test(text[at] ?? '') && !QUOTES.test(text[at] ?? '')) at += 1;
    return text.slice(from, at);
  };
  for (skip(); at < text.length; skip()) {
    const not = text[at] === '-' && at + 1 < text.length && !SPACE.test(text[at + 1] ?? '');
    while (text[at] === '-') at += 1;
    if (QUOTES.test(text[at] ?? '')) {
      const inside = quoted();
      yield { not, name: null, text: inside, quoted: true };
      continue;
    }
    const word = bare();
    const [, name, rest] = /^(\p{L}[\p{L}\p{M}_-]*):(.*)$/su.exec(word) ?? [];
    const value = name !== undefined && rest === '' && QUOTES.test(text[at] ?? '') ? quoted() : null;
    yield {
      not,
      name: name ?? null,
      text: value ?? (name === undefined ? word : (rest ?? '')),
      quoted: value !== null,
    };
  }
}

/** `now`: what relative days count from. Never throws. */
export function parseQuery(text: string, now: Date = new Date()): Query {
  const terms: Term[] = [];
  const ignored: string[] = [];
  for (const token of tokensOf(text.slice(0, MAX_TEXT).normalize('NFC'))) {
    if (terms.length >= MAX_TERMS) break;
    const read = termOf(token, now);
    if (read === 'nothing') continue;
    if (read !== 'ignored') {
      terms.push({ ...read, not: token.not });
      continue;
    }
    const said = `${token.name ?? ''}:${token.text}`;
    terms.push({ kind: 'words', field: 'any', text: said, phrase: false, not: token.not });
    ignored.push(said);
  }
  return { terms, ignored };
}

function termOf(token: Token, now: Date): QueryTerm | 'ignored' | 'nothing' {
  const { name, text, quoted } = token;
  const words = (value: string, field: 'any' | 'subject' | 'body' | 'filename'): QueryTerm | 'nothing' =>
    WORD.test(value) ? { kind: 'words', field, text: value, phrase: quoted } : 'nothing';
  if (name === null) return words(text, 'any');
  const operator = operatorNames[plain(name)];
  // "Re:" and addresses of pages are words like others.
  if (operator === undefined) return text === '' || text.startsWith('//') ? words(`${name}:${text}`, 'any') : 'ignored';
  if (text === '') return 'nothing';
  return valueOf(operator, text, quoted, now) ?? 'ignored';
}

function valueOf(operator: Operator, text: string, quoted: boolean, now: Date): QueryTerm | null {
  const value = plain(text);
  switch (operator) {
    case 'from':
    case 'to':
    case 'cc':
      return { kind: 'person', field: operator, text };
    case 'a':
      // French "à:" (to) and "a:" (has) are one once accents are gone: what follows decides.
      return valueNames.has[value] ? { kind: 'has', what: 'attachment' } : { kind: 'person', field: 'to', text };
    case 'subject':
    case 'body':
    case 'filename':
      return WORD.test(text) ? { kind: 'words', field: operator, text, phrase: quoted } : null;
    case 'in':
    case 'list':
      return { kind: operator, text };
    case 'has':
      return valueNames.has[value] ? { kind: 'has', what: 'attachment' } : null;
    case 'is': {
      const what = valueNames.is[value];
      return what ? { kind: 'is', what } : null;
    }
    case 'before':
    case 'after': {
      const day = dayOf(text, now);
      return day === null ? null : { kind: operator, day };
    }
    case 'larger':
    case 'smaller': {
      const bytes = bytesOf(text);
      return bytes === null ? null : { kind: operator, bytes };
    }
  }
}

/** The first day of what is written: a day, a month, a year, or so long ago; null when it is none. */
function dayOf(text: string, now: Date): string | null {
  const [, years, months = '01', days = '01'] = /^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?$/.exec(text) ?? [];
  if (years !== undefined) return calendarDay(Number(years), Number(months), Number(days));
  const [, day, month, year] = /^(\d{1,2})[/.](\d{1,2})[/.](\d{4})$/.exec(text) ?? [];
  if (year !== undefined) return calendarDay(Number(year), Number(month), Number(day));
  const back = valueNames.day[plain(text)];
  if (back !== undefined) return daysBack(now, 0, back);
  const [, count, unit] = /^(\d{1,4})(\p{L}+)$/u.exec(plain(text)) ?? [];
  const span = unit === undefined ? undefined : valueNames.span[unit];
  if (span === undefined) return null;
  return daysBack(now, Number(count) * span.months, Number(count) * span.days);
}

function daysBack(now: Date, months: number, days: number): string | null {
  const [year, month, day] = [now.getFullYear(), now.getMonth() - months, now.getDate()];
  // A month ago on the 31st is the last day of a shorter month.
  const last = new Date(year, month + 1, 0).getDate();
  const then = new Date(year, month, Math.min(day, last) - days);
  return calendarDay(then.getFullYear(), then.getMonth() + 1, then.getDate());
}

function calendarDay(year: number, month: number, day: number): string | null {
  if (year < 1000 || year > 9999 || month < 1 || month > 12 || day < 1) return null;
  if (day > new Date(Date.UTC(year, month, 0)).getUTCDate()) return null;
  return [String(year), String(month).padStart(2, '0'), String(day).padStart(2, '0')].join('-');
}

function bytesOf(text: string): number | null {
  const [, count, unit = ''] = /^(\d{1,16}(?:[.,]\d{1,3})?)\s?(\p{L}*)$/u.exec(text) ?? [];
  const factor = sizeUnits[unit.toLowerCase()];
  if (count === undefined || factor === undefined) return null;
  return Math.min(Math.round(Number(count.replace(',', '.')) * factor), Number.MAX_SAFE_INTEGER);
}

/** As a person would type it; parseQuery gives the same terms again. */
export function printQuery(query: Query): string {
  return query.terms.map((term) => (term.not ? '-' : '') + printTerm(term, query.ignored)).join(' ');
}

function printTerm(term: QueryTerm, ignored: readonly string[]): string {
  switch (term.kind) {
    case 'words': {
      if (term.field !== 'any') return `${term.field}:${printValue(term.text, term.phrase)}`;
      if (!term.phrase && ignored.includes(term.text)) {
        // As it stood: quotes around all of it would make it a phrase that was understood.
        const end = term.text.indexOf(':') + 1;
        return term.text.slice(0, end) + printValue(term.text.slice(end), false);
      }
      const bare = /^(?:\p{L}[\p{L}\p{M}_-]*):(.*)$/su.exec(term.text);
      const operator = bare !== null && !(bare[1] === '' || bare[1]?.startsWith('//'));
      return printValue(term.text, term.phrase || operator);
    }
    case 'person':
      return `${term.field}:${printValue(term.text, false)}`;
    case 'in':
    case 'list':
      return `${term.kind}:${printValue(term.text, false)}`;
    case 'has':
    case 'is':
      return `${term.kind}:${term.what}`;
    case 'before':
    case 'after':
      return `${term.kind}:${term.day}`;
    case 'larger':
    case 'smaller':
      return `${term.kind}:${printBytes(term.bytes)}`;
  }
}

function printValue(text: string, quoted: boolean): string {
  const clean = text.replace(/["“”„«»]+/g, ' ').trim();
  return quoted || clean === '' || SPACE.test(clean) ? `"${clean}"` : clean;
}

function printBytes(bytes: number): string {
  for (const [unit, size] of [
    ['G', 2 ** 30],
    ['M', 2 ** 20],
    ['K', 2 ** 10],
  ] as const)
    if (bytes >= size && bytes % size === 0) return `${bytes / size}${unit}`;
  return String(bytes);
}
