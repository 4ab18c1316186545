// From Outlook's files into an IMAP account on a real server, by the command line: each message as the source gives it, in
// its folder, with flags and dates; a second run moves nothing; the file is untouched.
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDovecot, whyNoDovecot, type Dovecot } from '../support/dovecot.ts';
import { writeMsg } from '../support/msg-writer.ts';
import { KEYWORDS, integer, strings, text, time, writePst, type PstLetter } from '../support/pst-writer.ts';
import { runCli, type CliRun } from '../support/run-cli.ts';
import { readWhole, type Mailbox } from '../support/same-mailbox.ts';
import { secretFile } from '../support/witness-archive.ts';

const why = whyNoDovecot();
const AT = Date.UTC(2014, 2, 3, 4, 5, 6);
const letter = (number: number): PstLetter => ({
  properties: {
    0x001a: text('IPM.Note'),
    0x0037: text(`Lettre n° ${number}`),
    0x0c1a: text('Claire'),
    0x0c1e: text('SMTP'),
    0x0c1f: text('claire@example.org'),
    0x0e06: time(AT + number * 1000),
    0x0e07: integer(number % 2),
    0x1000: text('Bonjour\r\n'.repeat(number)),
    0x1090: integer(number % 3 ? 0 : 2),
    [KEYWORDS]: strings(number % 5 ? [] : ['Banque']),
  },
  attachments:
    number % 4 ? [] : [{ properties: { 0x3707: text('a.bin') }, data: Buffer.alloc(number * 5_000, number) }],
});
const letters = (from: number, count: number): PstLetter[] =>
  Array.from({ length: count }, (_, at) => letter(from + at));
const flagsOf = (number: number): string[] =>
  [...(number % 2 ? ['\\Seen'] : []), ...(number % 3 ? [] : ['\\Flagged']), ...(number % 5 ? [] : ['Banque'])].sort();

describe.skipIf(why)(`move from Outlook's files${why ? ` (left out: ${why})` : ''}`, () => {
  let imap: Dovecot;
  let folder: string;
  let passwordFile: string;
  beforeAll(async () => {
    imap = await startDovecot({ special: { Gesendet: '\\Sent' } });
    folder = mkdtempSync(path.join(tmpdir(), 'malleposte-move-outlook-'));
    passwordFile = secretFile(folder, 'password', imap.password);
  });
  afterAll(async () => {
    await imap.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const move = (from: string, user: string, option = 'from'): Promise<CliRun> =>
    runCli([
      'migrate',
      ...[`--${option}`, from, '--to', `imap://${user}@127.0.0.1:${imap.port}?security=none`],
      ...['--to-password-file', passwordFile, '--data-dir', path.join(folder, 'data'), '--quiet', '--json'],
    ]);
  const there = async (user: string): Promise<Mailbox> => {
    const all = await readWhole({ host: imap.host, port: imap.port, user, password: imap.password });
    return new Map([...all].filter(([, found]) => found.length > 0));
  };
  /** Flags and dates in the order of the numbers; the bytes are written anew and must be as many as the letters. */
  const expectLetters = (box: Mailbox, name: string, from: number, count: number): void => {
    const found = [...(box.get(name) ?? [])].sort((a, b) => a.internalDate - b.internalDate);
    expect(found.map(({ flags, internalDate }) => ({ flags, internalDate }))).toEqual(
      Array.from({ length: count }, (_, at) => ({ flags: flagsOf(from + at), internalDate: AT + (from + at) * 1000 })),
    );
    expect(new Set(found.map(({ sha256 }) => sha256)).size).toBe(count);
  };

  it.each(['from', 'from-pst'])('a data file by --%s', async (option) => {
    const user = `pst-${option}`;
    const file = path.join(folder, `${user}.pst`);
    const plan = [
      { name: 'Inbox', letters: letters(1, 60), folders: [{ name: 'Été & hiver', letters: letters(200, 3) }] },
      { name: 'Sent Items', letters: letters(100, 7) },
    ];
    writeFileSync(file, writePst(plan));
    const before = createHash('sha256').update(readFileSync(file)).digest('hex');
    const first = await move(file, user, option);
    expect(first.stderr).toBe('');
    expect(first.json).toMatchObject({ found: 70, moved: 70, verified: 70, failed: [], complete: true });
    const box = await there(user);
    expectLetters(box, 'INBOX', 1, 60);
    expectLetters(box, 'Gesendet', 100, 7);
    expect(box.size).toBe(3);
    const second = await move(file, user, option);
    expect(second.json).toMatchObject({ moved: 0, alreadyThere: 70, complete: true });
    expect(await there(user)).toEqual(box);
    expect(createHash('sha256').update(readFileSync(file)).digest('hex')).toBe(before);
  });

  it('a folder of .msg files', async () => {
    const place = path.join(folder, 'Export', 'Inbox');
    mkdirSync(place, { recursive: true });
    letters(1, 9).forEach((each, at) => writeFileSync(path.join(place, `${at}.msg`), writeMsg(each)));
    const first = await move(path.dirname(place), 'msg');
    expect(first.json).toMatchObject({ found: 9, moved: 9, verified: 9, failed: [], complete: true });
    expectLetters(await there('msg'), 'INBOX', 1, 9);
    expect((await move(path.dirname(place), 'msg')).json).toMatchObject({ moved: 0, alreadyThere: 9, complete: true });
  });
});
