import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readLimits, readMessage, type ReadableMessage } from './read.ts';

const bytes = (...lines: string[]): Buffer => Buffer.from(lines.join('\r\n'), 'latin1');
const utf8 = (...lines: string[]): Buffer => Buffer.from(lines.join('\r\n'));
const read = (...lines: string[]): Promise<ReadableMessage> => readMessage(utf8(...lines));

describe('readMessage', () => {
  it('reads people, subject, date, text and attachments', async () => {
    const message = await read(
      'From: =?utf-8?q?Claire_Mor=C3=A9au?= <claire@example.org>',
      'To: "Doe, John" <john@example.org>, ann@example.org',
      'Cc: Friends: a@example.org, B <b@example.org>;',
      'Subject: =?utf-8?b?w4l0w6k=?=',
      'Date: Mon, 2 Mar 2020 10:00:00 +0100',
      'MIME-Version: 1.0',
      'Content-Type: multipart/mixed; boundary=b',
      '',
      '--b',
      'Content-Type: text/plain; charset=utf-8',
      '',
      'Bonjour à tous',
      '--b',
      'Content-Type: application/pdf; name="plan.pdf"',
      'Content-Transfer-Encoding: base64',
      'Content-Disposition: attachment; filename="../plan.pdf"',
      '',
      'aGVsbG8=',
      '--b',
      'Content-Type: image/png',
      'Content-Transfer-Encoding: base64',
      '',
      'AAEC',
      '--b--',
    );
    expect(message).toMatchObject({
      subject: 'Été',
      from: 'Claire Moréau <claire@example.org>',
      to: 'Doe, John <john@example.org>, ann@example.org',
      cc: 'Friends: a@example.org, B <b@example.org>;',
      date: Date.UTC(2020, 2, 2, 9),
      text: 'Bonjour à tous',
      textCut: false,
      problems: [],
    });
    expect(message.attachments.map(({ name, mimeType, sizeBytes }) => [name, mimeType, sizeBytes])).toEqual([
      ['.._plan.pdf', 'application/pdf', 5],
      ['attachment-2.png', 'image/png', 3],
    ]);
    expect(Buffer.from(message.attachments[0]!.content()).toString()).toBe('hello');
  });

  it('says null for a date that cannot be read, never today', async () => {
    expect((await read('Date: someday', '', 'x')).date).toBeNull();
    expect((await read('Subject: no date', '', 'x')).date).toBeNull();
  });

  const alternative = (plain: string): string[] => [
    'Content-Type: multipart/alternative; boundary=b',
    '',
    '--b',
    'Content-Type: text/plain',
    '',
    plain,
    '--b',
    'Content-Type: text/html; charset=utf-8',
    '',
    '<style>p{}</style><p>From <b>HTML</b></p>',
    '--b--',
  ];
  it('prefers the plain form, and makes text of HTML where that says nothing', async () => {
    expect((await read(...alternative('Plain text'))).text).toBe('Plain text');
    expect((await read(...alternative('  '))).text).toBe('From HTML');
    expect((await read('Content-Type: text/html', '', '<p>Only</p><p>HTML</p>')).text).toBe('Only\n\nHTML');
  });

  it('keeps every part of a message that mixes plain text and HTML', async () => {
    const { text } = await read(
      'Content-Type: multipart/mixed; boundary=b',
      '',
      '--b',
      'Content-Type: text/plain',
      '',
      'Before',
      '--b',
      'Content-Type: text/html',
      '',
      '<p>Between</p>',
      '--b',
      'Content-Type: text/plain',
      '',
      'After',
      '--b--',
    );
    expect(text.split(/\n+/)).toEqual(['Before', 'Between', 'After']);
  });

  it.each([
    ['HTML that declares its charset in the page', 'text/html', '<meta charset="iso-8859-2"><p>\xb1\xe6</p>', 'ąć'],
    [
      'the same the long way',
      'text/html',
      '<meta http-equiv=x content="text/html; charset=windows-1251">\xcf\xf0',
      'Пр',
    ],
    ['HTML that declares nothing', 'text/html', '<p>caf\xe9</p>', 'café'],
    ['plain text that declares nothing', 'text/plain', 'caf\xe9 \x80', 'café €'],
    ['text that calls itself US-ASCII', 'text/plain; charset=us-ascii', 'caf\xe9', 'café'],
    ['text of an unknown charset', 'text/plain; charset=x-nonsense', 'caf\xe9', 'café'],
    ['text that wrongly calls itself UTF-8', 'text/plain; charset=utf-8', 'Det h\xe4r \xe4r', 'Det här är'],
    ['damaged UTF-8', 'text/plain; charset=utf-8', '\xc3\xa9t\xc3\xa9 \xff', 'été \ufffd'],
    ['undeclared UTF-8', 'text/plain', 'caf\xc3\xa9', 'café'],
    ['declared Latin 1', 'text/plain; charset=iso-8859-1', 'caf\xe9', 'café'],
    ['Japanese', 'text/plain; charset=iso-2022-jp', '\x1b$B$3$s\x1b(B', 'こん'],
  ])('decodes %s', async (_, type, body, text) => {
    expect((await readMessage(bytes(`Content-Type: ${type}`, '', body))).text).toBe(text);
  });

  it('decodes 8-bit names in headers', async () => {
    const message = await readMessage(bytes('From: Andr\xe9 <a@example.org>', 'Subject: \xe9t\xe9', '', ''));
    expect([message.from, message.subject]).toEqual(['André <a@example.org>', 'été']);
  });

  it('shows an embedded message with its header', async () => {
    const { text } = await read(
      'Content-Type: multipart/mixed; boundary=b',
      '',
      '--b',
      'Content-Type: text/plain',
      '',
      'See below',
      '--b',
      'Content-Type: message/rfc822',
      'Content-Disposition: inline',
      '',
      'From: Bob <bob@example.org>',
      'Subject: Inner',
      '',
      'Inner text',
      '--b--',
    );
    expect(text).toContain('See below');
    expect(text).toContain('Subject: Inner');
    expect(text).toContain('Inner text');
  });

  it('cuts text at its limit, between characters', async () => {
    const { text, textCut } = await read('Content-Type: text/plain; charset=utf-8', '', 'é'.repeat(400_000));
    expect(textCut).toBe(true);
    expect(Buffer.byteLength(text)).toBe(readLimits.textBytes);
    expect(text).not.toContain('\ufffd');
  });

  it('reads only the beginning of a message that is too large', async () => {
    const head = utf8('Subject: Huge', 'Content-Type: text/plain', '', 'beginning ');
    const huge = Buffer.concat([head, Buffer.alloc(readLimits.messageBytes, 'x ')]);
    const message = await readMessage(huge);
    expect(message).toMatchObject({ subject: 'Huge', textCut: true, attachments: [] });
    expect(message.text.startsWith('beginning x x')).toBe(true);
    expect(message.problems).toHaveLength(1);
  });

  it('shows the body as it stands where no part can be read', async () => {
    const message = await read('Content-Type: multipart/mixed; boundary=b', 'Subject: s', '', 'No parts at all');
    expect(message).toMatchObject({ subject: 's', text: 'No parts at all' });
    expect(message.problems).toHaveLength(1);
    expect(await read('Subject: empty', '', '')).toMatchObject({ text: '', problems: [] });
  });

  it('says what is wrong instead of throwing', async () => {
    const nested = Array.from({ length: 1500 }, () => ['--b', 'Content-Type: text/plain', '', 'x']).flat();
    const message = await read('Subject: parts', 'Content-Type: multipart/mixed; boundary=b', '', ...nested, '--b--');
    expect(message.subject).toBe('parts');
    expect(message.problems.length).toBeGreaterThan(0);
  });

  it('answers when its time is up', async () => {
    const message = await readMessage(utf8('Subject: slow', '', 'x'.repeat(100_000)), { timeMs: 0 });
    expect(message.subject).toBe('slow');
  });

  it('answers for any bytes', async () => {
    const scrap = fc.constantFrom(
      'Content-Type: multipart/mixed; boundary=b\r\n',
      '--b\r\n',
      '--b--\r\n',
      'Content-Type: text/html\r\n\r\n',
      'Content-Type: message/rfc822\r\n\r\n',
      'Content-Transfer-Encoding: base64\r\n',
      'From: <<>>\r\n',
      '\r\n',
      '=?utf-8?b?/w==?=',
      '\xff\xfe',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(scrap, fc.string()), { maxLength: 30 }), async (parts) => {
        const message = await readMessage(Buffer.from(parts.join(''), 'latin1'));
        expect(message.text.isWellFormed()).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});

const corpus = process.env['CORPUS'];

describe.skipIf(!corpus)('readMessage on a corpus (CORPUS is not set)', () => {
  const files = corpus
    ? readdirSync(path.join(corpus, 'eml'), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => path.join(entry.parentPath, entry.name))
    : [];
  it('ends within its bounds on every message', async () => {
    expect(files.length).toBeGreaterThan(100);
    for (const file of files) {
      const content = readFileSync(file);
      const message = await readMessage(content);
      expect(message.problems, file).not.toContain('the parser found no end');
      expect(Buffer.byteLength(message.text), file).toBeLessThanOrEqual(readLimits.textBytes);
      for (const part of message.attachments) {
        expect(part.content().length, file).toBe(part.sizeBytes);
        expect(part.name, file).toMatch(/^[^/\\]+$/);
      }
    }
  }, 300_000);
});
