// Stores of other programs when things are not as they should be: recognised or refused by what they are, never changed,
// never the end of the run.
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AppError } from '../../electron/contract/errors.ts';
import { discoverStores, openLocalSource, type LocalKind } from '../../electron/migrate/local.ts';
import { createThunderbirdSource } from '../../electron/migrate/thunderbird/source.ts';
import {
  emlxBytes,
  mboxBytes,
  writeAppleMailbox,
  writeEmlFiles,
  writeFile,
  writeMaildir,
  writeThunderbird,
  type StoredLetter,
} from '../support/local-stores.ts';
import { readSource, type ReadFolder } from '../support/read-source.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'stores-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const letters: readonly StoredLetter[] = Array.from({ length: 6 }, (_, at) => ({
  bytes: Buffer.from(
    `Message-ID: <${at}@example.test>\r\nSubject: ${at}\r\n\r\nFrom here\r\n\r\n${'text\r\n'.repeat(at)}`,
  ),
  flags: at % 2 ? ['\\Seen'] : [],
  date: 1_000_000_000 + at,
}));
const mbox = mboxBytes(letters, { style: 'mboxrd', newline: '\n' });

type BuiltKind = Exclude<LocalKind, 'outlook'>;
const builders: Readonly<Record<BuiltKind, (folder: string) => void>> = {
  mbox: (folder) => writeFile(path.join(folder, 'Archives', '2002'), mbox),
  maildir: (folder) => {
    writeMaildir(folder, letters);
    writeMaildir(path.join(folder, '.Sent'), letters);
  },
  eml: (folder) => writeEmlFiles(path.join(folder, 'Exporté'), letters),
  'apple-mail': (folder) => {
    const account = path.join(folder, 'V10', 'FB6511C9-B3F4-56F4-7F7D-8ED743851A0B');
    writeAppleMailbox(account, ['INBOX'], letters);
    const data = path.join(account, 'INBOX.mbox', 'X', 'Data');
    const partial = Buffer.from(
      'Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Transfer-Encoding: base64\nX-Apple-Content-Length: 5\n\n--b--\n',
    );
    writeFile(path.join(data, 'Messages', '7.partial.emlx'), emlxBytes({ bytes: partial, flags: [], date: 1 }));
    writeFile(path.join(data, 'Attachments', '7', '1', 'a.bin'), 'first');
  },
  thunderbird: (folder) =>
    writeThunderbird(
      folder,
      [
        { names: ['Inbox'], letters },
        { names: ['Lists', 'tb'], letters },
      ],
      'mbox',
    ),
  'windows-live': (folder) =>
    writeEmlFiles(path.join(folder, 'Windows Live Mail', 'Example (user f01)', 'Inbox'), letters),
};
const kinds = Object.keys(builders) as BuiltKind[];

const read = async (file: string): Promise<ReadFolder[]> => readSource((await openLocalSource(file)).source);
const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));

describe('what a path is', () => {
  test.each(kinds)('%s', async (kind) => {
    builders[kind](root);
    expect((await openLocalSource(root)).kind).toBe(kind);
  });

  test.each([
    ['a mailbox file', 'Inbox', mbox, 'mbox'],
    ['a message file', 'x.eml', letters[0]!.bytes, 'eml'],
    ['a message file of any name', 'message', letters[0]!.bytes, 'eml'],
    ['a message of Apple Mail', '7.emlx', emlxBytes(letters[0]!), 'apple-mail'],
  ])('%s', async (_, name, bytes, kind) => {
    writeFile(path.join(root, name), bytes);
    const opened = await openLocalSource(path.join(root, name));
    expect(opened.kind).toBe(kind);
    const folders = await readSource(opened.source);
    expect(folders[0]?.messages[0]?.bytes.equals(letters[0]!.bytes)).toBe(true);
  });

  test.each([
    ['picture.png', Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10])],
    ['empty', Buffer.alloc(0)],
    ['letter.txt', Buffer.from('Dear all,\n\nFrom here on we write letters.\n')],
    ['list.mbox.gz', Buffer.from([0x1f, 0x8b, 8, 0])],
  ])('%s is no mail', async (name, bytes) => {
    writeFile(path.join(root, name), bytes);
    await expect(openLocalSource(path.join(root, name))).rejects.toMatchObject({ code: 'migrate.not_mail' });
    await expect(openLocalSource(root)).rejects.toMatchObject({ code: 'migrate.not_mail' });
    const chosen = await openLocalSource(path.join(root, name), 'mbox');
    await expect(readSource(chosen.source)).rejects.toMatchObject({ code: 'migrate.not_mail' });
  });

  test('a data file of Outlook', async () => {
    writeFile(path.join(root, 'any name'), '!BDN and nothing more');
    const { kind, source } = await openLocalSource(path.join(root, 'any name'));
    expect(kind).toBe('outlook');
    await expect(readSource(source)).rejects.toMatchObject({ code: 'migrate.not_outlook' });
  });

  test('what is not there', async () => {
    await expect(openLocalSource(path.join(root, 'none'))).rejects.toMatchObject({ code: 'disk.not_found' });
  });
});

describe.each(kinds)('%s', (kind) => {
  test('nothing is changed by reading: no file more, none less, none touched', async () => {
    builders[kind](root);
    const state = (): string[] =>
      filesBelow(root)
        .map((file) => `${file} ${statSync(file).mtimeMs} ${statSync(file).size}`)
        .sort();
    const before = state();
    await read(root);
    expect(state()).toEqual(before);
  });

  test('one file that cannot be read is one line; the others come', async () => {
    builders[kind](root);
    const whole = await read(root);
    const files = filesBelow(root).filter((file) => !/\.(?:ini|js|msf|bin)$/.test(file));
    const file = files[0] ?? '';
    const { source } = await openLocalSource(root);
    await source.folders(new AbortController().signal);
    rmSync(file);
    mkdirSync(file);
    const folders = await readSource(source);
    const failed = folders.flatMap((one) => one.failed);
    expect(failed.length).toBeLessThanOrEqual(1);
    const all = whole.reduce((sum, one) => sum + one.messages.length, 0);
    const got = folders.reduce((sum, one) => sum + one.messages.length, 0);
    // A mailbox file is many messages, any other file is one.
    const lost = kind === 'mbox' || kind === 'thunderbird' ? letters.length : 1;
    expect(got).toBe(all - lost);
  });

  test('broken in every way: lines for what is lost, no other error, and what is listed is what comes', async () => {
    let seed = 20261122;
    const random = (below: number): number => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return Math.floor((seed / 2_147_483_648) * below);
    };
    builders[kind](root);
    const originals = new Map(filesBelow(root).map((file) => [file, readFileSync(file)]));
    for (let round = 0; round < 60; round += 1) {
      for (const [file, bytes] of originals) {
        let broken = Buffer.from(bytes);
        for (let hit = random(6); hit > 0 && broken.length > 0; hit -= 1) {
          const at = random(broken.length);
          const choice = random(4);
          if (choice === 0) broken = broken.subarray(0, at);
          else if (choice === 1) broken[at] = random(256);
          else if (choice === 2)
            broken = Buffer.concat([broken.subarray(0, at), broken.subarray(random(broken.length))]);
          else
            broken = Buffer.concat([
              broken.subarray(0, at),
              Buffer.from(['\n\nFrom ', '\0', '\r', '99999999999\n'][random(4)]!),
              broken.subarray(at),
            ]);
        }
        writeFileSync(file, broken);
      }
      try {
        const { source } = await openLocalSource(root, kind);
        for (const one of await readSource(source)) {
          // A message whose attachments are gone comes, and is a line of its own besides.
          const seen = [...one.messages, ...one.failed].map(({ key }) => key).filter((key) => !key.endsWith('-part'));
          expect(new Set(seen).size).toBe(seen.length);
          expect([...one.listed].sort()).toEqual(seen.sort());
          for (const { internalDate } of one.messages) {
            expect(internalDate).toBeGreaterThanOrEqual(0);
            expect(internalDate).toBeLessThan(Date.now() - 1000);
          }
        }
      } catch (error) {
        expect(error).toBeInstanceOf(AppError);
        expect((error as AppError).code).toBe('migrate.not_mail');
      }
    }
  });
});

describe.skipIf(process.getuid?.() === 0 || process.platform === 'win32')(
  'folders without permission (a superuser may read them)',
  () => {
    test('are lines of the report', async () => {
      builders.maildir(root);
      chmodSync(path.join(root, '.Sent'), 0);
      const folders = await read(root);
      expect(folders.map((one) => [one.messages.length, one.failed.map(({ code }) => code)])).toEqual([
        [6, []],
        [0, ['migrate.no_access']],
      ]);
      chmodSync(path.join(root, '.Sent'), 0o700);
    });
  },
);

describe('Thunderbird', () => {
  const own = (status: string): string =>
    `From - Sun Nov 24 01:46:25 2002\nX-Mozilla-Status: ${status}\nX-Mozilla-Status2: 00000000\n`;

  test('several profiles, accounts without settings, made-up names, copies of IMAP folders', async () => {
    const pref = (key: string, value: string): string => `user_pref("${key}", "${value}");\n`;
    const a = path.join(root, 'Profiles', 'a');
    writeFile(
      path.join(root, 'profiles.ini'),
      '[Profile1]\nName=alt\nIsRelative=1\nPath=Profiles/b\n\n[Profile0]\nName=Été\nIsRelative=1\nPath=Profiles/a\nDefault=1\n[Profile2]\nName=gone\nIsRelative=1\nPath=Profiles/c\n',
    );
    writeFile(
      path.join(a, 'prefs.js'),
      pref('mail.accountmanager.accounts', 'account1') +
        pref('mail.account.account1.server', 'server2') +
        pref('mail.server.server2.type', 'imap') +
        pref('mail.server.server2.hostname', 'imap.example.test') +
        pref('mail.server.server2.userName', 'claire') +
        pref('mail.server.server2.directory', 'C:\\\\Users\\\\old\\\\ImapMail') +
        pref('mail.server.server2.directory-rel', '[ProfD]ImapMail/imap.example.test') +
        pref('mail.server.server3.type', 'nntp') +
        pref('mail.server.server3.directory-rel', '[ProfD]News/x'),
    );
    // Text with an unquoted postmark, as Thunderbird keeps messages of IMAP folders.
    const inside = 'Subject: 1\n\ntext\n\nFrom a@example.test Thu Sep 26 11:03:09 2002\nSubject: inside\n\n>From x\n\n';
    writeFile(
      path.join(a, 'ImapMail', 'imap.example.test', 'Entw&APw-rfe'),
      `${own('0001')}${inside}${own('0000')}Subject: 2\n\ny\n\n`,
    );
    const long = 'Ein sehr langer Ordnername, der auf der Platte9f0a1b2c';
    writeFile(path.join(a, 'Mail', 'pop.example.test', long), `${own('0001')}Subject: 3\n\nz\n\n`);
    writeFile(
      path.join(a, 'Mail', 'pop.example.test', `${long}.msf`),
      '// <!-- <mdb:mork:z v="1.4"/> -->\n< <(a=c)> // (f=iso-8859-1)\n  (B8=folderName)(B9=locale)>\n<(90=Ein sehr langer \\\nOrdnername: K$C3$A4se \\(2002\\))>\n{1:^80 {(k^B7:c)(s=9)} [1(^B8^90)(^B9=de)]}\n',
    );
    writeFile(path.join(a, 'Mail', 'pop.example.test', 'msgFilterRules.dat'), 'version="9"\n');
    writeFile(path.join(root, 'Profiles', 'b', 'Mail', 'Local Folders', 'Inbox'), mbox);
    const folders = await readSource(createThunderbirdSource(root));
    expect(
      folders.map(({ folder, messages }) => [
        folder.account,
        folder.names.join('/'),
        folder.offlineCopy ?? false,
        messages.length,
      ]),
    ).toEqual([
      ['claire@imap.example.test (Été)', 'Entwürfe', true, 2],
      ['pop.example.test (Été)', 'Ein sehr langer Ordnername: Käse (2002)', false, 1],
      ['Local Folders (alt)', 'Inbox', false, letters.length],
    ]);
    expect(folders[0]?.messages[0]?.bytes.toString()).toContain('\r\n>From x\r\n');
    expect(new Set(folders.map(({ folder }) => folder.id)).size).toBe(3);
  });

  test('the folder of one account alone', async () => {
    const folder = path.join(root, 'Local Folders');
    writeFile(path.join(folder, 'Inbox'), mbox);
    writeFile(path.join(folder, 'Inbox.msf'), '');
    const { kind, source } = await openLocalSource(folder);
    expect(kind).toBe('thunderbird');
    expect((await readSource(source)).map((one) => one.messages.length)).toEqual([6]);
  });
});

describe('stores deeper than the folder a person names', () => {
  const counts = async (file: string): Promise<(string | number)[][]> =>
    (await read(file)).map(({ folder, messages }) => [folder.account, folder.names.join('/'), messages.length]).sort();

  test('Thunderbird: two profiles in a backup, the Mail folder alone', async () => {
    const one = path.join(root, 'Backup', '2019');
    const two = path.join(root, 'Backup', '2021', 'Thunderbird');
    writeThunderbird(one, [{ names: ['Inbox'], letters }], 'mbox');
    writeThunderbird(two, [{ names: ['Lists', 'tb'], letters }], 'mbox');
    const both = [
      ['Dossiers locaux', 'Inbox', 6],
      ['Dossiers locaux', 'Lists/tb', 6],
    ];
    expect(await counts(root)).toEqual(both);
    const folders = (await read(root)).map(({ folder }) => folder.id);
    expect(new Set(folders).size).toBe(2);
    expect(await counts(path.join(one, 'Profiles', 'k3x9q1ab.default', 'Mail'))).toEqual([
      ['Local Folders', 'Inbox', 6],
    ]);
  });

  test('Apple Mail and Windows Live Mail in backups', async () => {
    const mac = path.join(root, 'Mac');
    for (const year of ['2019', '2021'])
      writeAppleMailbox(path.join(mac, year, 'Library', 'Mail', 'V7', 'POP-a@pop.example.test'), ['INBOX'], letters);
    expect(await counts(mac)).toEqual([
      ['a@pop.example.test', 'INBOX', 6],
      ['a@pop.example.test', 'INBOX', 6],
    ]);
    const windows = path.join(root, 'Windows');
    for (const year of ['2009', '2011']) builders['windows-live'](path.join(windows, year, 'AppData'));
    expect(await counts(windows)).toEqual([
      ['Example (user)', 'Inbox', 6],
      ['Example (user)', 'Inbox', 6],
    ]);
  });
});

describe('Apple Mail', () => {
  test('of several versions only the newest; old stores; whole messages beside partial ones', async () => {
    for (const version of ['V2', 'V9', 'V10'])
      writeAppleMailbox(path.join(root, version, 'POP-claire@pop.example.test'), ['INBOX'], letters);
    writeFile(path.join(root, 'V10', 'MailData', 'x.plist'), '');
    const twin = path.join(root, 'V10', 'POP-claire@pop.example.test', 'INBOX.mbox', 'X', 'Data', 'Messages');
    writeFile(path.join(twin, '5.partial.emlx'), emlxBytes(letters[0]!));
    writeFile(path.join(twin, '5.emlx'), emlxBytes(letters[1]!));
    writeFile(path.join(root, 'V10', 'Mailboxes', 'Projets.mbox', 'Messages', '1.emlx'), emlxBytes(letters[0]!));
    const folders = await read(root);
    expect(folders.map(({ folder, messages }) => [folder.account, folder.names.join('/'), messages.length])).toEqual([
      ['On My Mac', 'Projets', 1],
      ['claire@pop.example.test', 'INBOX', 7],
    ]);
  });

  test('attachments that are not there: the message comes, and a line says so', async () => {
    builders['apple-mail'](root);
    const [whole] = await read(root);
    expect(whole?.failed).toEqual([]);
    expect(whole?.messages.find(({ key }) => key === '7')?.bytes.toString()).toContain('\r\nZmlyc3Q=\r\n--b--');
    rmSync(filesBelow(root).find((file) => file.endsWith('a.bin'))!);
    const [less] = await read(root);
    expect(less?.messages).toHaveLength(7);
    expect(less?.failed).toEqual([{ key: '7-part', code: 'migrate.message_unreadable' }]);
  });

  test('an exported bundle inside a folder, with others below', async () => {
    writeFile(path.join(root, 'Projets.mbox', 'mbox'), mbox);
    writeFile(path.join(root, 'Projets.mbox', 'table_of_contents'), 'x');
    writeFile(path.join(root, 'Projets.mbox', '2002.mbox', 'mbox'), mbox);
    const folders = await read(root);
    expect(folders.map(({ folder, messages }) => [folder.names.join('/'), messages.length])).toEqual([
      ['Projets', 6],
      ['Projets/2002', 6],
    ]);
  });
});

describe('Maildir', () => {
  test('a file renamed between listing and reading is found again', async () => {
    writeMaildir(root, letters);
    const { source } = await openLocalSource(root);
    const signal = new AbortController().signal;
    const [folder] = await source.folders(signal);
    const got: string[] = [];
    for await (const event of source.items(folder!, () => false, signal)) {
      if (event.kind === 'listed')
        for (const name of readdirSync(path.join(root, 'new'))) {
          writeFileSync(path.join(root, 'cur', `${name}:2,FS`), readFileSync(path.join(root, 'new', name)));
          rmSync(path.join(root, 'new', name));
        }
      if (event.kind === 'item') got.push([...event.item.flags].sort().join(' '));
      expect(event.kind).not.toBe('failed');
    }
    expect(got.sort()).toEqual([
      '\\Flagged \\Seen',
      '\\Flagged \\Seen',
      '\\Flagged \\Seen',
      '\\Seen',
      '\\Seen',
      '\\Seen',
    ]);
  });
});

describe('Windows Live Mail', () => {
  test('accounts by their settings, names without digits, digits where they tell folders apart', async () => {
    const account = path.join(root, 'Windows Live Mail', 'Gmail (clair f01)');
    const settings =
      '<?xml version="1.0"?><MessageAccount><Account_Name type="SZ">Gmail</Account_Name><SMTP_Email_Address type="SZ">claire@example.test</SMTP_Email_Address></MessageAccount>';
    writeFile(path.join(account, 'account{1}.oeaccount'), Buffer.from(`\ufeff${settings}`, 'utf16le'));
    for (const name of ['Inbox', 'Imported Fo ca6', 'Rechnungen 1a1', 'Rechnungen 2b2'])
      writeEmlFiles(path.join(account, name), letters);
    writeEmlFiles(path.join(root, 'Windows Live Mail', 'Storage Folders', 'Drafts'), letters);
    const folders = await read(root);
    expect(folders.map(({ folder }) => [folder.account, folder.names.join('/'), folder.role])).toEqual([
      ['claire@example.test', 'Imported Fo', null],
      ['claire@example.test', 'Inbox', 'inbox'],
      ['claire@example.test', 'Rechnungen 1a1', null],
      ['claire@example.test', 'Rechnungen 2b2', null],
      ['Storage Folders', 'Drafts', 'drafts'],
    ]);
  });
});

describe('where mail usually lies', () => {
  const found = async (platform: NodeJS.Platform, env: Record<string, string> = {}) =>
    (await discoverStores({ platform, home: root, env: { USER: 'nobody-of-this-name', ...env } })).map(
      ({ kind, name, path: place }) => [kind, name, path.relative(root, place).split(path.sep).join('/')],
    );

  test('Linux', async () => {
    writeThunderbird(path.join(root, '.thunderbird'), [{ names: ['Inbox'], letters }], 'mbox');
    writeThunderbird(
      path.join(root, 'snap', 'thunderbird', 'common', '.thunderbird'),
      [{ names: ['Inbox'], letters }],
      'mbox',
    );
    writeThunderbird(
      path.join(root, '.var', 'app', 'org.mozilla.Thunderbird', '.thunderbird'),
      [{ names: ['Inbox'], letters }],
      'mbox',
    );
    writeMaildir(path.join(root, 'Maildir'), letters);
    const profile = 'Profiles/k3x9q1ab.default';
    expect(await found('linux')).toEqual([
      ['thunderbird', 'default', `.thunderbird/${profile}`],
      ['thunderbird', 'default', `snap/thunderbird/common/.thunderbird/${profile}`],
      ['thunderbird', 'default', `.var/app/org.mozilla.Thunderbird/.thunderbird/${profile}`],
      ['maildir', 'Maildir', 'Maildir'],
    ]);
  });

  test('macOS', async () => {
    writeThunderbird(path.join(root, 'Library', 'Thunderbird'), [{ names: ['Inbox'], letters }], 'mbox');
    builders['apple-mail'](path.join(root, 'Library', 'Mail'));
    expect(await found('darwin')).toEqual([
      ['thunderbird', 'default', 'Library/Thunderbird/Profiles/k3x9q1ab.default'],
      ['apple-mail', 'Apple Mail', 'Library/Mail'],
    ]);
  });

  test('Windows', async () => {
    writeThunderbird(path.join(root, 'AppData', 'Roaming', 'Thunderbird'), [{ names: ['Inbox'], letters }], 'mbox');
    builders['windows-live'](path.join(root, 'AppData', 'Local', 'Microsoft'));
    writeFile(path.join(root, 'AppData', 'Local', 'Microsoft', 'Outlook', 'claire.ost'), '!BDN');
    writeFile(path.join(root, 'Documents', 'Fichiers Outlook', 'Outlook.pst'), '!BDN');
    expect(await found('win32')).toEqual([
      ['thunderbird', 'default', 'AppData/Roaming/Thunderbird/Profiles/k3x9q1ab.default'],
      ['windows-live', 'Windows Live Mail', 'AppData/Local/Microsoft/Windows Live Mail'],
      ['outlook', 'claire.ost', 'AppData/Local/Microsoft/Outlook/claire.ost'],
      ['outlook', 'Outlook.pst', 'Documents/Fichiers Outlook/Outlook.pst'],
    ]);
  });

  test('nothing at all', async () => {
    for (const platform of ['linux', 'darwin', 'win32'] as const) expect(await found(platform)).toEqual([]);
  });
});

test('links to folders are not followed: they may lead in circles', async () => {
  builders.eml(root);
  symlinkSync(root, path.join(root, 'Exporté', 'again'));
  const folders = await read(root);
  expect(folders.map((one) => one.messages.length)).toEqual([6]);
  expect(existsSync(path.join(root, 'Exporté', 'again'))).toBe(true);
});
