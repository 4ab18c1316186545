// Headers and structures of any quality, read as a list needs them.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { FetchedHeader, Value } from '../../imap/index.ts';
import { Flag } from '../../store/index.ts';
import { parseAddresses } from './addresses.ts';
import { newMessage } from './new-message.ts';
import { attachedFiles } from './structure.ts';

const fetched = (header: string, more: Partial<FetchedHeader> = {}): FetchedHeader => ({
  uid: 7,
  flags: [],
  receivedAt: 1_790_000_000_000,
  sizeBytes: 100,
  header,
  structure: null,
  preview: '',
  ...more,
});

test('addresses: names, comments, groups, encoded words, and what is no address', () => {
  expect(parseAddresses('Claire Moreau <claire@example.org>, "Dupont, Jean" <jean@example.org>', 9)).toEqual([
    ['Claire Moreau', 'claire@example.org'],
    ['Dupont, Jean', 'jean@example.org'],
  ]);
  expect(parseAddresses('=?UTF-8?Q?Am=C3=A9lie?= <a@example.org>, b@example.org (Bob)', 9)).toEqual([
    ['Amélie', 'a@example.org'],
    ['Bob', 'b@example.org'],
  ]);
  expect(parseAddresses('Team: a@example.org, b@example.org; c@example.org', 9).map(([, address]) => address)).toEqual([
    'a@example.org',
    'b@example.org',
    'c@example.org',
  ]);
  expect(parseAddresses('undisclosed-recipients:;', 9)).toEqual([]);
  expect(parseAddresses('Nobody', 9)).toEqual([['Nobody', '']]);
  expect(parseAddresses(Array.from({ length: 10_000 }, (_, at) => `p${at}@example.org`).join(', '), 50)).toHaveLength(
    50,
  );
});

test('a header becomes a row: first fields, folding, ids, flags', () => {
  const row = newMessage(
    fetched(
      [
        'From: Claire <claire@example.org>',
        'Subject: A long',
        '\tsubject',
        'Subject: a forged one',
        'Message-ID: <one@example.org>',
        'References: <zero@example.org>',
        ' <half@example.org>',
        'In-Reply-To: <half@example.org> (of Monday)',
        'List-Id: "Friends" <Friends.example.org>',
        'Date: Mon, 5 Jan 2026 10:00:00 +0100',
        '',
        '',
      ].join('\r\n'),
      { flags: ['\\Seen', '$Forwarded', 'Work', '\\Recent'] },
    ),
  );
  expect(row).toMatchObject({
    fromName: 'Claire',
    fromAddress: 'claire@example.org',
    subject: 'A long subject',
    messageId: 'one@example.org',
    references: ['zero@example.org', 'half@example.org', 'half@example.org'],
    listId: 'friends.example.org',
    sentAt: Date.UTC(2026, 0, 5, 9),
    flags: Flag.seen | Flag.forwarded,
    keywords: 'Work',
    files: null,
  });
});

test('attachments by structure: names in every encoding, pictures in the text left out', () => {
  const file = (type: string, params: Value, disposition: Value, id: Value = null): Value[] => {
    const [main = '', sub = ''] = type.split('/');
    return [main, sub, params, id, null, 'BASE64', '1000', null, disposition, null, null];
  };
  const text: Value[] = ['TEXT', 'PLAIN', ['CHARSET', 'utf-8'], null, null, '7BIT', '10', '1', null, null, null, null];
  expect(attachedFiles(text)).toEqual([]);
  expect(attachedFiles(null)).toBe(null);
  const parts: Value[] = [
    text,
    file('application/pdf', ['NAME', 'plain.pdf'], ['attachment', ['FILENAME', 'plain.pdf']]),
    file('application/pdf', null, ['attachment', ['FILENAME*', "utf-8''r%C3%A9sum%C3%A9.pdf"]]),
    file('application/zip', null, ['attachment', ['FILENAME*0', 'part-', 'FILENAME*1', 'two.zip']]),
    file('image/png', ['NAME', 'logo.png'], ['inline', null], '<logo@example.org>'),
    file('application/pgp-signature', ['NAME', 'signature.asc'], null),
    'MIXED',
  ];
  expect(attachedFiles(parts)).toEqual(['plain.pdf', 'résumé.pdf', 'part-two.zip']);
});

test('anything at all makes a row', () => {
  const value = fc.letrec<{ value: Value }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 6 },
      fc.string(),
      fc.constant(null),
      fc.array(tie('value'), { maxLength: 6 }) as fc.Arbitrary<Value>,
    ),
  })).value;
  const line = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc
      .tuple(fc.constantFrom('From', 'To', 'Subject', 'References', 'Message-ID', 'List-Id', 'Date'), fc.string())
      .map(([name, text]) => `${name}: ${text}`),
  );
  fc.assert(
    fc.property(
      fc.array(line, { maxLength: 12 }),
      value,
      fc.array(fc.string(), { maxLength: 4 }),
      (lines, structure, flags) => {
        const row = newMessage(fetched(lines.join('\r\n'), { structure, flags }));
        expect(row.subject.isWellFormed()).toBe(true);
        expect(row.people.to?.length ?? 0).toBeLessThanOrEqual(50);
        expect(row.references.length).toBeLessThanOrEqual(204);
      },
    ),
  );
});
