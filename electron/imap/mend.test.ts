// Mended copies: what is mended, what is left alone, and that a person reads the same afterwards.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseEnvelope } from '../mime/index.ts';
import { mendedForms } from './mend.ts';

const forms = (text: string | Buffer): [string, string][] =>
  mendedForms(Buffer.from(text)).map(({ bytes, mends }) => [mends.join(), bytes.toString('latin1')]);
const last = (text: string | Buffer): Buffer => mendedForms(Buffer.from(text)).at(-1)?.bytes ?? Buffer.from(text);

test('a message in order has nothing to mend, an 8-bit body included', () => {
  expect(forms('Subject: a\r\n\r\ntexte accentué\r\n')).toEqual([]);
  expect(forms('')).toEqual([]);
});

test('one thing after the other', () => {
  expect(forms('From x Mon Jan 1\nSubject: a\n\nb\0c\rd\n')).toEqual([
    ['nul', 'From x Mon Jan 1\nSubject: a\n\nbc\rd\n'],
    ['nul,line_ends', 'From x Mon Jan 1\r\nSubject: a\r\n\r\nbc\r\nd\r\n'],
    ['nul,line_ends,from_line', 'Subject: a\r\n\r\nbc\r\nd\r\n'],
  ]);
});

test.each([
  ['Subject: Été à la mer', 'subject', 'Été à la mer'],
  ['Subject: =?utf-8?Q?d=C3=A9j=C3=A0?= vu à Nîmes', 'subject', 'déjà vu à Nîmes'],
  ['From: "Élie, Faure" <e@f.test>', 'from', 'Élie, Faure'],
  ['From: Élie Faure <e@f.test>', 'from', 'Élie Faure'],
])('%s reads the same', (line, field, read) => {
  const mended = last(`${line}\r\nDate: Mon, 1 Jan 2024 00:00:00 +0000\r\n\r\nx\r\n`);
  expect(mended.toString('latin1')).toMatch(/^[\0-\x7f]*$/);
  const envelope = parseEnvelope(mended) as unknown as Record<string, unknown>;
  expect(JSON.stringify(envelope[field])).toContain(JSON.stringify(read).slice(1, -1));
});

test('a name of a file is encoded as parameters are, in the charset it was in', () => {
  const latin1 = Buffer.from('Content-Type: text/plain; charset=iso-8859-1;\r\n name="été.txt"\r\n\r\nx\r\n', 'latin1');
  expect(last(latin1).toString()).toBe(
    "Content-Type: text/plain; charset=iso-8859-1;\r\n name*=utf-8''%C3%A9t%C3%A9.txt\r\n\r\nx\r\n",
  );
});

test.each([
  'From: <é@f.test>',
  'To: é@f.test',
  'To: a@é.test',
  'Message-ID: <é@f.test>',
  'Received: from é by b',
  'é: x',
])('%s is left alone: nothing may stand for it there', (line) => {
  expect(forms(`${line}\r\nSubject: é\r\n\r\nx\r\n`)).toEqual([]);
});

test('any bytes: never throws, mends the same again, and a mended copy has nothing left to mend', () => {
  const pieces = fc.constantFrom(
    'a',
    'é',
    '\xe9',
    '\0',
    '\r',
    '\n',
    '\r\n',
    ' ',
    '"',
    '<',
    '>',
    '@',
    'Subject:',
    'From ',
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 40 }), (parts) => {
      const bytes = Buffer.from(parts.join(''), parts.length % 2 ? 'latin1' : 'utf8');
      const made = mendedForms(bytes);
      expect(mendedForms(Buffer.from(bytes))).toEqual(made);
      const end = made.at(-1);
      if (!end) return;
      expect(end.bytes.includes(0)).toBe(false);
      expect(end.bytes.toString('latin1')).not.toMatch(/\r(?!\n)|(?<!\r)\n/);
      expect(
        mendedForms(end.bytes)
          .flatMap(({ mends }) => mends)
          .filter((mend) => mend !== 'from_line'),
      ).toEqual([]);
    }),
  );
});
