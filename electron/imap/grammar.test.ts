// Names, numbers, dates and replies survive every form a server may give them.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { acceptedFlags } from './flags.ts';
import { folderRoles } from './folders.ts';
import { declaredRole, decodeName, encodeName, guessedRole, quoted, splitPath } from './names.ts';
import { fetchAttributes, formatInternalDate, parseInternalDate, parseReply, parseValues } from './replies.ts';
import type { Listed } from './session.ts';
import { readSequence, sortedUids, UidKeys, writeSequence } from './uids.ts';

test('modified UTF-7: known names', () => {
  const pairs: [string, string][] = [
    ['&AMk-l&AOk-ments envoy&AOk-s', 'Éléments envoyés'],
    ['~peter/mail/&U,BTFw-/&ZeVnLIqe-', '~peter/mail/台北/日本語'],
    ['Q&-A', 'Q&A'],
    ['&2D3eAA-', '😀'],
  ];
  for (const [raw, text] of pairs) {
    expect(decodeName(raw, false)).toBe(text);
    expect(encodeName(text, false)).toBe(raw);
  }
  expect(decodeName('R&D', false)).toBe('R&D');
  expect(decodeName('Entwürfe', false)).toBe('Entwürfe');
});

test('modified UTF-7: any text comes back', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const raw = encodeName(text, false);
      expect(raw).toMatch(/^[\x20-\x7e]*$/);
      expect(decodeName(raw, false)).toBe(text);
    }),
  );
});

test('modified UTF-7: whatever a server calls a folder can be asked for again', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('&', '-', 'A', 'M', 'k', '+', ',', '/', ' ') }), (raw) => {
      const text = decodeName(raw, false);
      if (text !== raw) expect(encodeName(text, false)).toBe(raw);
    }),
  );
});

test('paths are split at any separator, the prefix left out', () => {
  expect(splitPath('INBOX.Work.2020', '.', 'INBOX.')).toEqual(['Work', '2020']);
  expect(splitPath('inbox', '.', 'INBOX.')).toEqual(['INBOX']);
  expect(splitPath('a/b', '/', '')).toEqual(['a', 'b']);
  expect(splitPath('a/b', null, '')).toEqual(['a/b']);
  expect(splitPath('INBOX\\x', '\\', '')).toEqual(['INBOX', 'x']);
  expect(splitPath('/', '/', '')).toEqual(['/']);
});

test('roles: declared first, then names in five languages, each once', () => {
  const listed = (path: string, ...attributes: string[]): Listed => ({ path, raw: path, separator: '/', attributes });
  const folders = ['INBOX', 'Éléments envoyés', 'Papierkorb', 'Bozze', 'Correo no deseado', 'Work/Sent'].map((path) =>
    listed(path),
  );
  expect(Object.fromEntries(folderRoles([...folders, listed('Old', '\\HasNoChildren', '\\SENT')], ''))).toEqual({
    INBOX: 'inbox',
    Old: 'sent',
    Papierkorb: 'trash',
    Bozze: 'drafts',
    'Correo no deseado': 'junk',
  });
  expect(guessedRole('Messages envoyés')).toBe('sent');
  expect(guessedRole('Sentences')).toBeNull();
  expect(declaredRole(['\\Marked'])).toBeNull();
});

test('sequence sets name exactly the given UIDs', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 400 })), (list) => {
      const uids = sortedUids([...list, ...list]);
      const read: number[] = [];
      readSequence(writeSequence(uids), read);
      expect(read).toEqual([...list].sort((a, b) => a - b));
      const keys = new UidKeys(uids);
      expect([...keys]).toEqual(read.map(String));
      for (let uid = 0; uid < 402; uid += 1) expect(keys.has(String(uid))).toBe(list.includes(uid));
    }),
  );
  const keys = new UidKeys(Uint32Array.of(1, 20, 4_294_967_295));
  expect(['1', '20', '4294967295', '01', '', 'x', '2', '1.0'].map((key) => keys.has(key))).toEqual([
    true,
    true,
    true,
    false,
    false,
    false,
    false,
    false,
  ]);
});

test('dates: any second, any zone', () => {
  expect(parseInternalDate(' 7-Feb-1994 21:52:25 -0800')).toBe(Date.UTC(1994, 1, 8, 5, 52, 25));
  expect(parseInternalDate('17-jul-1996 02:44:25 +0530')).toBe(Date.UTC(1996, 6, 16, 21, 14, 25));
  expect(parseInternalDate('17-Abc-1996 02:44:25 +0530')).toBeNull();
  fc.assert(
    fc.property(fc.integer({ min: -2_000_000_000, max: 4_000_000_000 }), (seconds) => {
      expect(parseInternalDate(formatInternalDate(seconds * 1000))).toBe(seconds * 1000);
    }),
  );
});

test('replies: literals, quotes and odd brackets', () => {
  const reply = parseReply([
    '* 12 FETCH (FLAGS (\\Seen $X) BODY[HEADER.FIELDS ("A B")] ',
    Buffer.from('a)b'),
    ' INTERNALDATE "x \\"y\\" (z" UID 7 X NIL BODY[]<0> ""',
  ]);
  expect(reply).toMatchObject({ tag: '*', name: 'FETCH', number: 12 });
  const found = fetchAttributes(reply!);
  expect(found.get('FLAGS')).toEqual(['\\Seen', '$X']);
  expect(found.get('INTERNALDATE')).toBe('x "y" (z');
  expect([found.get('UID'), found.get('X'), found.get('BODY[]')]).toEqual(['7', null, '']);
  expect(parseReply(['* NO [ALERT] Zu groß'])).toMatchObject({ name: 'NO', code: 'ALERT', text: 'Zu groß' });
  expect(parseReply(['a1 ok [APPENDUID 1 2:3] done'])).toMatchObject({
    tag: 'a1',
    name: 'OK',
    code: 'APPENDUID 1 2:3',
  });
  expect(parseReply(['garbage'])).toBeNull();
});

test('replies: no text makes the reader throw', () => {
  const piece = fc.string({ unit: fc.constantFrom('(', ')', '"', '\\', '[', ']', ' ', 'a', '1', 'N', 'I', 'L', '*') });
  fc.assert(
    fc.property(fc.array(piece, { minLength: 1 }), (pieces) => {
      const reply = parseReply(pieces);
      parseValues(pieces);
      if (reply) fetchAttributes(reply);
    }),
  );
});

test('what can be quoted is, the rest goes as a literal', () => {
  expect(quoted('a"b\\c')).toBe('"a\\"b\\\\c"');
  expect(quoted('é')).toBeNull();
  expect(quoted('a\r\nb')).toBeNull();
});

test('flags: what the folder says decides', () => {
  const flags = ['\\Seen', '\\Recent', '\\Strange', '$Label', 'bad word', 'NonJunk'];
  expect(acceptedFlags(flags, ['\\Seen', '\\*'])).toEqual({
    accepted: ['\\Seen', '$Label', 'NonJunk'],
    dropped: ['\\Strange', 'bad word'],
  });
  expect(acceptedFlags(flags, ['$label']).accepted).toEqual(['$Label']);
  expect(acceptedFlags(flags, null).accepted).toEqual(['\\Seen', '$Label', 'NonJunk']);
});
