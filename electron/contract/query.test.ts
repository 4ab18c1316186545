// What people type into the search box, in both languages, whole or half typed.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseQuery, printQuery, type Query } from './query.ts';

const now = new Date(2026, 2, 31, 15, 0);
const terms = (text: string): Query['terms'] => parseQuery(text, now).terms;
const words = (text: string, more: object = {}): object => ({
  kind: 'words',
  field: 'any',
  text,
  phrase: false,
  not: false,
  ...more,
});

describe('a query', () => {
  test('is words, phrases and their negations', () => {
    expect(terms('devis  -brouillon "acte de vente" -"à relire"')).toEqual([
      words('devis'),
      words('brouillon', { not: true }),
      words('acte de vente', { phrase: true }),
      words('à relire', { phrase: true, not: true }),
    ]);
    expect(terms('« acte de\u00a0vente » “so called”')).toEqual([
      words('acte de vente', { phrase: true }),
      words('so called', { phrase: true }),
    ]);
  });

  test.each([
    ['from:sophie de:sophie', { kind: 'person', field: 'from', text: 'sophie' }],
    [
      'to:"Sophie Lambert" à:"Sophie Lambert" À:"Sophie Lambert"',
      { kind: 'person', field: 'to', text: 'Sophie Lambert' },
    ],
    ['cc:paul copie:paul', { kind: 'person', field: 'cc', text: 'paul' }],
    ['subject:devis objet:devis', { kind: 'words', field: 'subject', text: 'devis', phrase: false }],
    ['body:"a b" corps:«a b»', { kind: 'words', field: 'body', text: 'a b', phrase: true }],
    ['filename:plan.pdf fichier:plan.pdf', { kind: 'words', field: 'filename', text: 'plan.pdf', phrase: false }],
    ['in:Archives dans:Archives', { kind: 'in', text: 'Archives' }],
    ['has:attachment a:piecejointe a:pièce-jointe avec:pj', { kind: 'has', what: 'attachment' }],
    ['is:unread est:nonlu est:non-lu', { kind: 'is', what: 'unread' }],
    ['is:read est:lu', { kind: 'is', what: 'read' }],
    ['is:starred is:flagged est:suivi', { kind: 'is', what: 'starred' }],
    ['is:answered est:répondu', { kind: 'is', what: 'answered' }],
    ['before:2024-03 avant:2024-03-01 avant:01/03/2024', { kind: 'before', day: '2024-03-01' }],
    ['after:2024 après:2024-01-01 depuis:1.1.2024', { kind: 'after', day: '2024-01-01' }],
    ['after:today après:aujourd’hui', { kind: 'after', day: '2026-03-31' }],
    ['after:yesterday after:1d après:hier après:1j', { kind: 'after', day: '2026-03-30' }],
    ['before:1m avant:1mois', { kind: 'before', day: '2026-02-28' }],
    ['before:2w avant:2semaines', { kind: 'before', day: '2026-03-17' }],
    ['larger:10M larger:10MB plus-grand:10Mo larger:10240k', { kind: 'larger', bytes: 10 * 2 ** 20 }],
    ['smaller:1,5Ko smaller:1.5k pluspetit:1536', { kind: 'smaller', bytes: 1536 }],
    ['list:svelte liste:svelte', { kind: 'list', text: 'svelte' }],
  ])('%s', (text, term) => {
    const query = parseQuery(text, now);
    expect(query.ignored).toEqual([]);
    for (const found of query.terms) expect(found).toEqual({ ...term, not: false });
    expect(query.terms.length).toBeGreaterThan(0);
  });

  test('searches as words what it does not understand, and says so', () => {
    expect(parseQuery('foo:bar is:purple before:soon -larger:huge', now)).toEqual({
      terms: [words('foo:bar'), words('is:purple'), words('before:soon'), words('larger:huge', { not: true })],
      ignored: ['foo:bar', 'is:purple', 'before:soon', 'larger:huge'],
    });
    expect(parseQuery('before:2024-02-30', now).ignored).toEqual(['before:2024-02-30']);
    expect(parseQuery('Re: https://example.com/a?b 12:30 - --', now).ignored).toEqual([]);
  });

  test('half typed is nothing yet', () => {
    expect(parseQuery('from: "', now)).toEqual({ terms: [], ignored: [] });
    expect(parseQuery('from:"Sophie La', now).terms).toEqual([
      { kind: 'person', field: 'from', text: 'Sophie La', not: false },
    ]);
    expect(parseQuery('', now)).toEqual({ terms: [], ignored: [] });
  });

  test('is printed as it would be typed', () => {
    const typed = 'de:"Sophie Lambert" -objet:devis a:piecejointe avant:2024 larger:5Mo devis "acte de vente" foo:bar';
    expect(printQuery(parseQuery(typed, now))).toBe(
      'from:"Sophie Lambert" -subject:devis has:attachment before:2024-01-01 larger:5M devis "acte de vente" foo:bar',
    );
  });
});

const piece = fc.oneof(
  fc.constantFrom(
    'from:',
    'à:',
    'a:',
    'is:',
    'in:',
    'before:',
    'larger:',
    'foo:',
    '-',
    '"',
    '«',
    '»',
    '“',
    '„',
    ' ',
    ':',
    '//',
  ),
  fc.constantFrom(
    'unread',
    'pj',
    '2024-02',
    '7d',
    '10Mo',
    'Été',
    'l’acte',
    '\u202f',
    '日本',
    '\0',
    '\ud800',
    'e\u0301',
  ),
  fc.string({ unit: 'binary', maxLength: 6 }),
);
const typed = fc.array(piece, { maxLength: 14 }).map((pieces) => pieces.join(''));

test('whatever is typed is read without failing, and what is printed reads the same', () => {
  fc.assert(
    fc.property(typed, (text) => {
      const query = parseQuery(text, now);
      const printed = printQuery(query);
      expect(parseQuery(printed, now)).toEqual(query);
      expect(printQuery(parseQuery(printed, now))).toBe(printed);
    }),
    { numRuns: 2000 },
  );
});

const text = fc
  .stringMatching(/^[\p{L}\p{N}][\p{L}\p{N}@._+-]{0,11}( [\p{L}\p{N}@._+-]{1,12}){0,2}$/u)
  .map((value) => value.normalize('NFC'));
const term = fc.oneof(
  fc.record({
    kind: fc.constant('words' as const),
    field: fc.constantFrom('subject' as const, 'body' as const, 'filename' as const, 'any' as const),
    text,
    phrase: fc.constant(true),
  }),
  fc.record({
    kind: fc.constant('person' as const),
    field: fc.constantFrom('from' as const, 'to' as const, 'cc' as const),
    text,
  }),
  fc.record({ kind: fc.constantFrom('in' as const, 'list' as const), text }),
  fc.record({ kind: fc.constant('has' as const), what: fc.constant('attachment' as const) }),
  fc.record({
    kind: fc.constant('is' as const),
    what: fc.constantFrom('unread' as const, 'read' as const, 'starred' as const, 'answered' as const),
  }),
  fc.record({
    kind: fc.constantFrom('larger' as const, 'smaller' as const),
    bytes: fc.integer({ min: 0, max: 2 ** 40 }),
  }),
  fc.record({
    kind: fc.constantFrom('before' as const, 'after' as const),
    day: fc
      .date({ min: new Date('1000-01-02T00:00:00Z'), max: new Date('9999-12-30T00:00:00Z'), noInvalidDate: true })
      .map((date) => date.toISOString().slice(0, 10)),
  }),
);

test('what a form makes is printed so that it reads the same', () => {
  const queries = fc.array(fc.tuple(term, fc.boolean()), { maxLength: 6 });
  fc.assert(
    fc.property(queries, (made) => {
      const query: Query = { terms: made.map(([one, not]) => ({ ...one, not })), ignored: [] };
      expect(parseQuery(printQuery(query), now)).toEqual(query);
    }),
    { numRuns: 2000 },
  );
});
