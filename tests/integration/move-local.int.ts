// From the stores of other mail programs into an IMAP account on a real server, by the command line, judged by a bare
// client: every octet, date and flag in its folder, a second run moves nothing, the store is untouched.
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDovecot, whyNoDovecot, type Dovecot } from '../support/dovecot.ts';
import {
  mboxBytes,
  withStatus,
  writeAppleMailbox,
  writeEmlFiles,
  writeFile,
  writeMaildir,
  writeThunderbird,
  type StoredLetter,
} from '../support/local-stores.ts';
import { runCli, type CliRun } from '../support/run-cli.ts';
import { compareMailboxes, readWhole, type Mailbox } from '../support/same-mailbox.ts';
import { secretFile } from '../support/witness-archive.ts';

const why = whyNoDovecot();

interface Folder {
  readonly names: readonly string[];
  readonly letters: readonly StoredLetter[];
}

const states = [[], ['\\Seen'], ['\\Seen', '\\Answered'], ['\\Flagged'], ['\\Seen', '\\Flagged']];
const letter = (number: number, body: string | Buffer): StoredLetter => ({
  bytes: Buffer.concat([
    Buffer.from(`Message-ID: <${number}@example.test>\r\nSubject: Lettre ${number}\r\n\r\n`),
    Buffer.from(body as string),
    Buffer.from('\r\n'),
  ]),
  flags: states[number % states.length] ?? [],
  date: 1_000_000_000 + number * 86_400,
});
const mail: readonly Folder[] = [
  {
    names: ['Inbox'],
    letters: [
      ...Array.from({ length: 200 }, (_, at) => letter(at, `text ${at}\r\n`.repeat(at))),
      letter(300, 'From here on\r\n\r\n>From there\r\n\r\nFrom a@b Thu Sep 26 11:03:09 2002\r\nSubject: inside\r\n'),
      letter(301, Buffer.from(Array.from({ length: 120 }, (_, at) => at + 128))),
      letter(302, 'x'.repeat(70).concat('\r\n').repeat(40_000)),
    ],
  },
  { names: ['Gesendete Objekte'], letters: [letter(400, 'Sent'), letter(401, 'Sent too')] },
  { names: ['Projets', 'Été & hiver'], letters: [letter(500, 'Deep')] },
];
const withoutFlags = (one: StoredLetter): StoredLetter => ({ ...one, flags: [] });

const stores: Readonly<
  Record<
    string,
    {
      fit?: (one: StoredLetter) => StoredLetter;
      readonly write: (root: string, folders: readonly Folder[]) => string;
    }
  >
> = {
  mbox: {
    fit: withStatus,
    write(root, folders) {
      for (const { names, letters } of folders)
        writeFile(`${path.join(root, ...names)}.mbox`, mboxBytes(letters, { style: 'mboxrd', newline: '\n' }));
      return root;
    },
  },
  thunderbird: {
    write(root, folders) {
      writeThunderbird(root, folders, 'mbox');
      return root;
    },
  },
  maildir: {
    write(root, folders) {
      for (const { names, letters } of folders) writeMaildir(path.join(root, ...names), letters);
      return root;
    },
  },
  'apple-mail': {
    write(root, folders) {
      for (const { names, letters } of folders) writeAppleMailbox(path.join(root, 'V10', 'X'), names, letters);
      return root;
    },
  },
  eml: {
    fit: withoutFlags,
    write(root, folders) {
      for (const { names, letters } of folders) writeEmlFiles(path.join(root, ...names), letters);
      return root;
    },
  },
  'windows-live': {
    fit: withoutFlags,
    write(root, folders) {
      for (const { names, letters } of folders)
        writeEmlFiles(path.join(root, 'Windows Live Mail', 'Example (user f01)', ...names), letters);
      return root;
    },
  },
};

describe.skipIf(why)(`move from local stores${why ? ` (left out: ${why})` : ''}`, () => {
  let imap: Dovecot;
  let folder: string;
  let passwordFile: string;
  beforeAll(async () => {
    imap = await startDovecot({ special: { Gesendet: '\\Sent' } });
    folder = mkdtempSync(path.join(tmpdir(), 'malleposte-move-'));
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
    return new Map([...all].filter(([, letters]) => letters.length > 0));
  };
  /** Where each folder goes: the inbox and the sent mail by role, the others by name. */
  const wanted = (folders: readonly Folder[], nameOf: (folder: Folder) => string): Mailbox =>
    new Map(
      folders.map((one) => [
        nameOf(one),
        one.letters.map(({ bytes, flags, date }, at) => ({
          uid: at,
          sha256: createHash('sha256').update(bytes).digest('hex'),
          flags: [...flags].sort(),
          internalDate: date * 1000,
        })),
      ]),
    ) as unknown as Mailbox;
  const contents = (root: string): string =>
    readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.join(entry.parentPath, entry.name))
      .sort()
      .map((file) => `${file} ${createHash('sha256').update(readFileSync(file)).digest('hex')}`)
      .join('\n');

  it.each(Object.keys(stores))('%s', async (kind) => {
    const { fit = (one: StoredLetter) => one, write } = stores[kind]!;
    const folders = mail.map((one) => ({ ...one, letters: one.letters.map(fit) }));
    const root = write(path.join(folder, kind), folders);
    const before = contents(root);
    const count = folders.reduce((sum, { letters }) => sum + letters.length, 0);
    const user = `local-${kind}`;
    const first = await move(root, user);
    expect(first.stderr).toBe('');
    expect(first.json).toMatchObject({
      found: count,
      moved: count,
      alreadyThere: 0,
      verified: count,
      failed: [],
      refused: [],
      complete: true,
    });
    const result = await there(user);
    const byRole: Readonly<Record<string, string>> = { Inbox: 'INBOX', 'Gesendete Objekte': 'Gesendet' };
    const deep = [...result.keys()].find((name) => name.startsWith('Projets')) ?? '';
    const expected = wanted(folders, ({ names }) => byRole[names[0] ?? ''] ?? deep);
    expect(deep).not.toBe('');
    expect(compareMailboxes(expected, result).differences).toEqual([]);
    const second = await move(root, user, `from-${kind}`);
    expect(second.json).toMatchObject({ moved: 0, alreadyThere: count, complete: true });
    expect(compareMailboxes(expected, await there(user)).differences).toEqual([]);
    expect(contents(root)).toBe(before);
  });
});
