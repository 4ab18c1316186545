// mbox files of every kind, written here, are read back to the byte; odd ones are read as a person would.
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createMboxSource } from '../../electron/migrate/mbox/source.ts';
import { mboxBytes, withLength, type MboxStyle, type Newline, type StoredLetter } from '../support/local-stores.ts';
import { readSource, type ReadMessage } from '../support/read-source.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'mbox-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let files = 0;
async function read(bytes: Buffer | string, name = 'a.mbox'): Promise<ReadMessage[]> {
  const file = path.join(folder, `${(files += 1)}-${name}`);
  writeFileSync(file, typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes);
  const before = statSync(file);
  const folders = await readSource(createMboxSource(file));
  const after = statSync(file);
  expect([after.size, after.mtimeMs, after.mode]).toEqual([before.size, before.mtimeMs, before.mode]);
  for (const one of folders) {
    expect(one.failed).toEqual([]);
    expect(one.listed).toEqual(one.messages.map(({ key }) => key));
    expect(one.folder.messages).toBe(one.messages.length);
  }
  return folders.flatMap((one) => one.messages);
}
const texts = async (bytes: Buffer | string, name?: string): Promise<string[]> =>
  (await read(bytes, name)).map((one) => one.bytes.toString('latin1'));

const line = fc.oneof(
  { weight: 3, arbitrary: fc.string({ unit: 'grapheme-ascii', maxLength: 60 }) },
  fc.constantFrom(
    '',
    'From ',
    'From someone I know',
    'From a@example.test Thu Sep 26 11:03:09 2002',
    '>From the start',
    '>>From further',
    '>>>>',
    '>',
    'Content-Length: 3',
    'X-Mozilla-Status: 0008',
    'Subject: a field in the text',
  ),
  fc.uint8Array({ maxLength: 40 }).map((bytes) =>
    Buffer.from(bytes)
      .toString('latin1')
      .replace(/[\r\n]/g, ' '),
  ),
);
const letter: fc.Arbitrary<StoredLetter> = fc
  .record({
    subject: fc.stringMatching(/^[ -~]{0,30}$/),
    lines: fc.array(line, { maxLength: 12 }),
    date: fc.integer({ min: 1, max: 2_000_000_000 }),
  })
  .map(({ subject, lines, date }) => ({
    bytes: Buffer.from(`Subject: ${subject}\r\nX-Id: 1\r\n\r\n${lines.map((one) => `${one}\r\n`).join('')}`, 'latin1'),
    flags: [],
    date,
  }));

describe('what a writer put into a file comes out again', () => {
  const cases: readonly (readonly [MboxStyle, Newline])[] = [
    ['mboxrd', '\n'],
    ['mboxrd', '\r\n'],
    ['mboxrd', '\r'],
    ['mboxcl2', '\n'],
    ['mboxcl2', '\r\n'],
  ];
  test.each(cases)('%s with %j', async (style, newline) => {
    await fc.assert(
      fc.asyncProperty(fc.array(letter, { minLength: 1, maxLength: 8 }), async (plain) => {
        const letters = style === 'mboxcl2' ? plain.map((one) => withLength(one, newline)) : plain;
        const got = await read(mboxBytes(letters, { style, newline }), `x.${style}.mbox`);
        expect(got.map(({ bytes }) => bytes.toString('latin1'))).toEqual(
          letters.map(({ bytes }) => bytes.toString('latin1')),
        );
        expect(got.map(({ internalDate }) => internalDate)).toEqual(letters.map(({ date }) => date * 1000));
      }),
      { numRuns: 150 },
    );
  });

  test('mboxo, where nothing in the text was quoted before', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(letter, { minLength: 1, maxLength: 8 }), async (plain) => {
        const letters = plain.map((one) => ({
          ...one,
          bytes: Buffer.from(one.bytes.toString('latin1').replaceAll('>From', '> From'), 'latin1'),
        }));
        const got = await read(mboxBytes(letters, { style: 'mboxo', newline: '\n' }), 'x.mboxo');
        expect(got.map(({ bytes }) => bytes.toString('latin1'))).toEqual(
          letters.map(({ bytes }) => bytes.toString('latin1')),
        );
      }),
      { numRuns: 100 },
    );
  });

  test('wherever the pieces that are read begin and end', async () => {
    const window = 1024 * 1024;
    for (let shift = -12; shift <= 70; shift += 3) {
      const big = (size: number): StoredLetter => ({
        bytes: Buffer.from(`Subject: big\r\n\r\n${'x'.repeat(size)}\r\n>From y\r\n`),
        flags: [],
        date: 5,
      });
      const letters = [big(window - 200 + shift), big(10), big(window * 2 + shift), big(1), big(66_000 + shift)];
      const got = await read(mboxBytes(letters, { style: 'mboxrd', newline: '\n' }));
      expect(
        got.map(({ bytes }) => bytes.length),
        `${shift}`,
      ).toEqual(letters.map(({ bytes }) => bytes.length));
      expect(
        got.every(({ bytes }, at) => bytes.equals(letters[at]!.bytes)),
        `${shift}`,
      ).toBe(true);
    }
  });
});

const mark = 'From a@example.test Thu Sep 26 11:03:09 2002';

describe('where messages begin', () => {
  test('only behind an empty line, only a line like a postmark', async () => {
    const text = [
      mark,
      'Subject: 1',
      '',
      'From me to you',
      mark,
      'no empty line before',
      '',
      'From here on, no date.',
      '',
      mark,
      'Subject: 2',
      '',
      'x',
      '',
    ].join('\n');
    expect((await texts(text)).map((one) => one.split('\r\n')[0])).toEqual(['Subject: 1', 'Subject: 2']);
  });

  test('postmarks in all their forms', async () => {
    for (const form of [
      'From ',
      'From -',
      'From 1844347792267117879@xxx',
      'From - Sun Nov 24 01:46:25 2002',
      'From klopp Mon Jan  5 08:50:15 +0100 2004',
      'From a b c@example.test Thu Sep 26 11:03 2002 remote from uucp',
      'From test@kolab.org Wed, 08 Sep 2010 17:02:52 +0200',
      'From 1@xxx Thu Sep 26 11:03:09 GMT 2002',
    ]) {
      const got = await texts(`${form}\nSubject: 1\n\nx\n\n${form}\nSubject: 2\n\ny\n`);
      expect(got, form).toEqual(['Subject: 1\r\n\r\nx\r\n', 'Subject: 2\r\n\r\ny\r\n']);
    }
  });

  test('a quoted mail in the text, without a header below its postmark, is text', async () => {
    expect(await texts(`${mark}\nSubject: 1\n\nHe wrote:\n\n${mark}\nhello, this is no header\n`)).toHaveLength(1);
  });

  test('empty lines and a byte order mark before the first', async () => {
    expect(await texts(`\xef\xbb\xbf\n\n${mark}\nSubject: 1\n\nx\n`)).toEqual(['Subject: 1\r\n\r\nx\r\n']);
  });

  test('messages without a header, without a body, without anything', async () => {
    expect(await texts(`${mark}\n\nbody\n\n${mark}\nSubject: 2\n\n${mark}\nSubject: 3\n`)).toEqual([
      '\r\nbody\r\n',
      'Subject: 2\r\n',
      'Subject: 3\r\n',
    ]);
    expect(await texts(`${mark}\n`)).toEqual([]);
    expect(await texts('')).toEqual([]);
  });

  test('no line end at the end, NULs, 8-bit', async () => {
    expect(await texts(`${mark}\nSubject: 1\n\na\0b\xff`)).toEqual(['Subject: 1\r\n\r\na\0b\xff']);
  });
});

describe('Content-Length', () => {
  const message = (length: number | string, body: string): string =>
    `${mark}\nContent-Length: ${length}\nSubject: x\n\n${body}\n`;
  test('bounds a message with postmarks in its text', async () => {
    const body = `a\n\n${mark}\nSubject: inside\n\nb\n`;
    const got = await texts(message(body.length, body) + message(2, 'c\n'));
    expect(got).toHaveLength(2);
    expect(got[0]).toContain('Subject: inside');
  });
  test.each([0, 1, 6, 10, 9999, '99999999999', '-3', 'many'])(
    'is not believed when it is wrong (%s)',
    async (length) => {
      const body = 'eight b\n';
      const got = await texts(message(length, body) + message(body.length, body));
      expect(got.map((one) => one.split('\r\n\r\n')[1])).toEqual(['eight b\r\n', 'eight b\r\n']);
    },
  );
  test('that ends the text without its line end, or with the empty line after it, counts', async () => {
    const body = 'eight b\n';
    const got = await texts(message(7, body) + message(9, body) + message(8, body));
    expect(got.map((one) => one.slice(-11))).toEqual(['\r\n\r\neight b', 'eight b\r\n\r\n', '\r\neight b\r\n']);
  });
  test('leaves the text as it stands', async () => {
    const body = '>From x\n';
    expect((await texts(message(body.length, body)))[0]).toContain('\r\n>From x\r\n');
    expect((await texts(message(3, body)))[0]).toContain('\r\nFrom x\r\n');
  });
});

test('a file that quotes nothing keeps its ">From"', async () => {
  const got = await texts(`${mark}\nSubject: 1\n\n>From x\n\nFrom here on\n\n${mark}\nSubject: 2\n\n>From y\n`);
  expect(got.map((one) => one.includes('>From'))).toEqual([true, true]);
});

describe('what programs write about a message', () => {
  test('Thunderbird: flags, tags, its lines gone, deleted ones left out', async () => {
    const own = (status: string, keys = ''): string =>
      `From - Sun Nov 24 01:46:25 2002\nX-Account-Key: account2\nX-UIDL: 17\nX-Mozilla-Status: ${status}\nX-Mozilla-Status2: 00000000\nX-Mozilla-Keys: ${keys.padEnd(80)}\n`;
    const got = await read(
      `${own('1007', '$label1 projet')}Subject: 1\n\nx\n\n${own('0009')}Subject: gone\n\nx\n\n${own('0000')}Subject: 2\nX-Mozilla-Status: in the text of a field\n\ny\n`,
    );
    expect(got.map(({ bytes }) => bytes.toString())).toEqual([
      'Subject: 1\r\n\r\nx\r\n',
      'Subject: 2\r\nX-Mozilla-Status: in the text of a field\r\n\r\ny\r\n',
    ]);
    expect(got[0]?.flags).toEqual(['\\Seen', '\\Answered', '\\Flagged', '$Forwarded', '$label1', 'projet']);
    expect(got[1]?.flags).toEqual([]);
  });

  test('Status and X-Status are read and stay', async () => {
    const [one] = await read(`${mark}\nSubject: 1\nStatus: RO\nX-Status: AFD\nX-Keywords: a $b   \n\nx\n`);
    expect(one?.flags).toEqual(['a', '$b', '\\Seen', '\\Answered', '\\Flagged', '\\Deleted']);
    expect(one?.bytes.toString()).toContain('\r\nStatus: RO\r\n');
  });

  test('the date: Received, else Date, else the postmark', async () => {
    const got = await read(
      `${mark}\nReceived: by a; Thu, 26 Sep 2002 01:00:00 +0000\nDate: Thu, 26 Sep 2002 00:00:00 +0000\n\nx\n\n${mark}\nDate: Thu, 26 Sep 2002 00:00:00 +0000\n\nx\n\n${mark}\nSubject: x\n\nx\n\nFrom -\nSubject: y\n\ny\n`,
    );
    const hour = 3_600_000;
    const day = Date.UTC(2002, 8, 26);
    expect(got.map(({ internalDate }) => internalDate)).toEqual([day + hour, day, Date.UTC(2002, 8, 26, 11, 3, 9), 0]);
  });
});

describe('Google Takeout', () => {
  const message = (labels: string, subject: string): string =>
    `From 1@xxx Tue Mar 19 09:13:51 +0000 2019\r\nX-GM-THRID: 16\r\nX-Gmail-Labels: ${labels}\r\nSubject: ${subject}\r\n\r\nx\r\n\r\n`;
  test('each message lies in one place; its other labels are keywords', async () => {
    const file = path.join(folder, 'takeout.mbox');
    writeFileSync(
      file,
      message('Inbox,Unread,Projets', 'a') +
        message('Archived,"Kunden/Müller, Söhne",Opened,Category Promotions', 'b') +
        message('=?UTF-8?Q?Bo=C3=AEte_de_r=C3=A9ception,Ouvert,Suivis,?=\r\n =?UTF-8?Q?Factures_pay=C3=A9es?=', 'c') +
        message('Trash,Inbox', 'd') +
        message('Archived', 'e') +
        message('Sent,Important', 'f'),
    );
    const folders = await readSource(createMboxSource(file));
    const seen = folders.flatMap(({ folder: { names, role }, messages }) =>
      messages.map(({ bytes, flags }) => [
        names.join('/'),
        role,
        bytes.toString().slice(9, 10),
        [...flags].sort().join(' '),
      ]),
    );
    expect(seen.sort()).toEqual([
      ['Archive', 'archive', 'e', '\\Seen'],
      ['INBOX', 'inbox', 'a', 'Projets'],
      ['INBOX', 'inbox', 'c', 'Factures_payees \\Flagged \\Seen'],
      ['Kunden/Müller, Söhne', null, 'b', '\\Seen'],
      ['Sent', 'sent', 'f', '$Important \\Seen'],
      ['Trash', 'trash', 'd', '\\Seen'],
    ]);
    // Google's own lines are no part of the message.
    expect(
      folders.every(({ messages }) => messages.every(({ bytes }) => bytes.toString().startsWith('Subject: '))),
    ).toBe(true);
  });
});

test('keys stay when flags change, when mail is added and when others are removed', async () => {
  const file = path.join(folder, 'Inbox');
  const own = (status: string): string =>
    `From - Sun Nov 24 01:46:25 2002\nX-Mozilla-Status: ${status}\nX-Mozilla-Status2: 00000000\n`;
  const body = (n: number): string => `Subject: ${n}\n\n${'text '.repeat(n)}\n\n`;
  const source = createMboxSource(file);
  const write = (...parts: [string, number][]): void =>
    writeFileSync(file, parts.map(([status, n]) => own(status) + body(n)).join(''));
  write(['0000', 1], ['0000', 2], ['0000', 2], ['0000', 3]);
  const keys = async (): Promise<Record<string, string[]>> => {
    const [one] = await readSource(source);
    const of: Record<string, string[]> = {};
    for (const { key, bytes } of one!.messages) (of[bytes.toString().slice(9, 10)] ??= []).push(key);
    return of;
  };
  const before = await keys();
  expect(new Set(Object.values(before).flat()).size).toBe(4);
  write(['0001', 2], ['0000', 2], ['0001', 3], ['0000', 4]);
  const after = await keys();
  expect(after['2']).toEqual(before['2']);
  expect(after['3']).toEqual(before['3']);
  expect(after['1']).toBeUndefined();
});
