// What counts as the same message, and what does not.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { headLikeness, likeness, likenessOf } from './alike.ts';

const mail = (header: string, body: string): Buffer => Buffer.from(`${header}\r\n\r\n${body}`, 'latin1');
const HEADER = 'Message-ID: <1@a.test>\r\nDate: Mon, 1 Jan 2024 00:00:00 +0000\r\nSubject: Hello\r\n there';
const of = (bytes: Buffer): string => likenessOf(bytes).content;
const original = of(mail(HEADER, 'One\r\n\r\ntwo  words\r\n'));

test.each([
  ['line ends', Buffer.from(mail(HEADER, 'One\r\n\r\ntwo  words\r\n').toString().replaceAll('\r\n', '\n'))],
  [
    'a header line more',
    mail(`X-Server: yes\r\nReceived: from b\r\n${HEADER}\r\nX-Last: 1`, 'One\r\n\r\ntwo  words\r\n'),
  ],
  ['headers folded elsewhere', mail(HEADER.replace('\r\n there', ' there'), 'One\r\n\r\ntwo  words\r\n')],
  ['no last line end', mail(HEADER, 'One\r\n\r\ntwo  words')],
  ['empty lines at the end', mail(HEADER, 'One\r\n\r\ntwo  words\r\n\r\n\r\n')],
  ['spaces at a line end', mail(HEADER, 'One \t\r\n\r\ntwo words\r\n')],
  ['a NUL replaced', mail(HEADER, 'One\r\n\r\ntwo  \x80words\r\n')],
])('%s: the same', (_, bytes) => expect(of(bytes)).toBe(original));

test.each([
  ['another word', mail(HEADER, 'One\r\n\r\ntwo  word\r\n')],
  ['a line less', mail(HEADER, 'One\r\ntwo  words\r\n')],
  ['words joined', mail(HEADER, 'One\r\n\r\ntwowords\r\n')],
  ['another subject', mail(HEADER.replace('Hello', 'Hallo'), 'One\r\n\r\ntwo  words\r\n')],
  ['another Message-ID', mail(HEADER.replace('1@a', '2@a'), 'One\r\n\r\ntwo  words\r\n')],
])('%s: another message', (_, bytes) => expect(of(bytes)).not.toBe(original));

test('the head of a message and of its two fields are alike', () => {
  expect(headLikeness('DATE:  Mon, 1 Jan 2024\r\n 00:00:00 +0000\r\nMessage-Id: <1@a.test>\r\n\r\n')).toBe(
    likenessOf(mail(HEADER, 'x')).head,
  );
});

test('in whatever pieces it comes', () => {
  const part = fc.constantFrom('a', ' ', '\t', '\r', '\n', '\r\n', 'Subject: x', ':', '\0', '\r\n\r\n');
  fc.assert(
    fc.property(fc.array(part, { maxLength: 40 }), fc.array(fc.nat(80), { maxLength: 6 }), (parts, cuts) => {
      const bytes = Buffer.from(parts.join(''), 'latin1');
      const at = [...new Set(cuts)].filter((cut) => cut < bytes.length).sort((a, b) => a - b);
      const pieces = likeness();
      [0, ...at].forEach((from, index) => pieces.update(bytes.subarray(from, at[index] ?? bytes.length)));
      expect(pieces.digest()).toEqual(likenessOf(bytes));
    }),
    { numRuns: 2000 },
  );
});
