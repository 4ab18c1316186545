// Real and derived stores of other programs, compared with what is known of them. The corpus is no part of this
// repository: CORPUS names the folder that holds it, with its expected.jsonl.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { openLocalSource } from '../../electron/migrate/local.ts';
import { contentChunks, type TransferFolder } from '../../electron/transfer/index.ts';

const corpus = process.env['CORPUS'] ?? '';
const at = (...names: string[]): string => path.join(corpus, ...names);
const signal = new AbortController().signal;

interface Line {
  readonly name: string;
  readonly tree?: boolean;
  readonly size?: number;
  readonly reference?: Record<string, unknown>;
  readonly expected?: Record<string, unknown>;
}

const jsonLines = (file: string): unknown[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as unknown);

const lines = corpus && existsSync(at('expected.jsonl')) ? (jsonLines(at('expected.jsonl')) as Line[]) : [];

interface Got {
  readonly key: string;
  /** Of the bytes handed out, and of the same with LF line ends. */
  readonly sha256: string;
  readonly lfSha256: string;
  readonly flags: readonly string[];
  readonly internalDate: number;
  readonly bytes: Buffer;
}
interface GotFolder {
  readonly folder: TransferFolder;
  readonly items: Got[];
  readonly failed: string[];
}

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
const toLf = (bytes: Buffer): Buffer => Buffer.from(bytes.toString('latin1').replaceAll('\r\n', '\n'), 'latin1');

async function readStore(file: string): Promise<{ kind: string; folders: GotFolder[] }> {
  const { kind, source } = await openLocalSource(file);
  const folders: GotFolder[] = [];
  for (const folder of await source.folders(signal)) {
    const items: Got[] = [];
    const failed: string[] = [];
    for await (const event of source.items(folder, () => false, signal)) {
      if (event.kind === 'failed') failed.push(`${event.key} ${event.error.code}`);
      if (event.kind !== 'item') continue;
      const pieces: Uint8Array[] = [];
      for await (const piece of contentChunks(event.item.content)) pieces.push(Buffer.from(piece));
      const bytes = Buffer.concat(pieces);
      const { flags, internalDate } = event.item;
      items.push({
        key: event.item.key,
        sha256: sha256(bytes),
        lfSha256: sha256(toLf(bytes)),
        flags,
        internalDate,
        bytes,
      });
    }
    expect(folder.messages, folder.path).toBe(items.length + failed.length);
    folders.push({ folder, items, failed });
  }
  await source.close();
  return { kind, folders };
}

describe.skipIf(!corpus)('mailbox files of a corpus (CORPUS is not set)', () => {
  const packed = lines.filter(({ name, expected }) => name.startsWith('mbox/spamassassin/') && expected?.['index']);
  test.each(packed.map(({ name }) => name))('%s: every message with its bytes', async (name) => {
    const index = jsonLines(`${at(name)}.index.jsonl`) as {
      raw_sha256: string;
      raw_size: number;
      offset: number;
    }[];
    const { folders } = await readStore(at(name));
    const items = folders.flatMap((one) => one.items);
    expect(items.length).toBe(index.length);
    const file = readFileSync(at(name));
    for (const [i, { raw_sha256: raw, raw_size: size, offset }] of index.entries()) {
      if (items[i]?.lfSha256 === raw || items[i]?.sha256 === raw) continue;
      // A few letters had both kinds of line ends before they were packed: these bytes, all ends made CRLF.
      const start = file.indexOf(10, offset) + 1;
      const stored = file.subarray(start, start + size);
      expect(sha256(stored), `${i}`).toBe(raw);
      expect(stored.includes(13), `${i}`).toBe(true);
      expect(sha256(toLf(stored)), `${i}`).toBe(items[i]?.lfSha256);
    }
  });

  // The reference counts "From " lines with a date after an empty line. Where that is not how many messages there are:
  const counted: Readonly<Record<string, number>> = {
    // Empty lines before the first postmark.
    'mbox/messageparser/newlines_at_beginning.txt': 1,
    // Postmarks without a date: "From 1844347792267117879@xxx", "From -", "From ".
    'mbox/mimekit-mbox/issue1189-summary.txt': 4,
    'mbox/mimekit-mbox/issue1189.mbox.txt': 4,
    'mbox/mimekit-mbox/unmunged.mbox.txt': 2,
    'mbox/ponymail/resources__pass__minimal.mbox': 1,
  };
  // Packed files, and a postmark with nothing behind it.
  const noMail = (name: string): boolean => /\.gz$|NoList\.mbox$/.test(name);
  const others = lines.filter(
    ({ name, reference }) =>
      name.startsWith('mbox/') && !name.includes('spamassassin') && reference?.['from_lines_any'] && !noMail(name),
  );
  test.each(others.map(({ name, reference }) => [name, reference] as const))(
    '%s: as many as there are',
    async (name, reference) => {
      const { folders } = await readStore(at(name));
      const count = folders.reduce((sum, one) => sum + one.items.length, 0);
      expect(count).toBe(counted[name] ?? reference?.['from_lines_with_date']);
    },
  );
  test.each(lines.filter(({ name }) => name.startsWith('mbox/') && noMail(name)).map(({ name }) => name))(
    '%s: refused',
    async (name) => {
      await expect(readStore(at(name))).rejects.toMatchObject({ code: 'migrate.not_mail' });
    },
  );
});

/** Flags as one text, to compare whatever their order. */
const flagText = (flags: readonly string[]): string => [...flags].sort().join(' ');

function tree(name: string): Record<string, unknown> {
  const line = lines.find((one) => one.tree && one.name.startsWith(name));
  if (!line?.expected) throw new Error(`nothing is expected of ${name}`);
  return line.expected;
}

describe.skipIf(!corpus)('stores of a corpus (CORPUS is not set)', () => {
  test('Maildir as Dovecot writes it: folders, bytes, flags, keywords', async () => {
    const expected = tree('maildir/dovecot-layout') as {
      folders: { folder: string; messages: number; items: { file: string; flags: string; raw_sha256: string }[] }[];
      keywords: Record<string, string>;
    };
    const names: Readonly<Record<string, string>> = { '.Archive.2002': 'Archive/2002', '.Entw&APw-rfe': 'Entwürfe' };
    const { kind, folders } = await readStore(at('maildir/dovecot-layout/Maildir'));
    expect(kind).toBe('maildir');
    expect(folders).toHaveLength(expected.folders.length);
    const letters: Readonly<Record<string, string>> = {
      D: '\\Draft',
      F: '\\Flagged',
      P: '$Forwarded',
      R: '\\Answered',
      S: '\\Seen',
      T: '\\Deleted',
      ...expected.keywords,
    };
    for (const { folder, messages, items } of expected.folders) {
      const name = names[folder] ?? folder.replace(/^\./, '');
      const got = folders.find((one) => one.folder.names.join('/') === name);
      expect(got?.items.length, folder).toBe(messages);
      for (const { file, raw_sha256: raw, flags } of items) {
        const one = got?.items.find(({ sha256: crlf, lfSha256 }) => crlf === raw || lfSha256 === raw);
        expect(flagText(one?.flags ?? ['missing']), file).toBe(
          flagText(Array.from(flags, (flag) => letters[flag] ?? flag)),
        );
      }
    }
  });

  // Counted by hand: every file below cur and new but .keep files.
  test.each([
    ['maildir/mu/testdir', 1, 19],
    ['maildir/kde-maildir/maildir', 4, 4],
    ['maildir/mailpile-maildir/Maildir', 1, 13],
    ['maildir/notmuch-lkml', 1, 3],
  ])('%s: %i folders, %i messages', async (name, count, messages) => {
    const { folders } = await readStore(at(name));
    expect(folders).toHaveLength(count);
    expect(folders.reduce((sum, one) => sum + one.items.length, 0)).toBe(messages);
  });

  test('Apple Mail: mailboxes, bytes, flags, attachments put back', async () => {
    interface Item {
      file: string;
      raw_sha256?: string;
      partial?: boolean;
      attachment_sha256?: string;
      read?: boolean;
      deleted?: boolean;
      answered?: boolean;
      flagged?: boolean;
    }
    const expected = tree('applemail/store-v10') as {
      mailboxes: { mailbox: string; messages: number; items: Item[] }[];
    };
    const { kind, folders } = await readStore(at('applemail/store-v10/Mail'));
    expect(kind).toBe('apple-mail');
    expect(folders).toHaveLength(expected.mailboxes.length);
    for (const { mailbox, messages, items } of expected.mailboxes) {
      const got = folders.find((one) => one.folder.names.join('/') === mailbox.replaceAll('.mbox', ''));
      expect(got?.items.length, mailbox).toBe(messages);
      for (const item of items) {
        if (item.partial) {
          const rebuilt =
            got?.items.find(({ bytes }) => bytes.includes('partial-26426@example.org'))?.bytes.toString('latin1') ?? '';
          const coded = /filename="data\.bin"\r\n\r\n([A-Za-z0-9+/=\r\n]+)--bnd--/.exec(rebuilt)?.[1] ?? '';
          expect(sha256(Buffer.from(coded, 'base64'))).toBe(item.attachment_sha256);
          continue;
        }
        const one = got?.items.find(
          ({ lfSha256, sha256: crlf }) => lfSha256 === item.raw_sha256 || crlf === item.raw_sha256,
        );
        expect(one, item.file).toBeDefined();
        const flags = [
          ...(item.read ? ['\\Seen'] : []),
          ...(item.deleted ? ['\\Deleted'] : []),
          ...(item.answered ? ['\\Answered'] : []),
          ...(item.flagged ? ['\\Flagged'] : []),
        ];
        expect(flagText(one?.flags ?? []), item.file).toBe(flagText(flags));
      }
    }
  });

  const emlx = lines.filter(({ name }) => /^applemail\/(?!store).*\.emlx$/.test(name));
  test.each(emlx.map(({ name, reference }) => [name, reference] as const))(
    '%s: a message with its bytes',
    async (name, reference) => {
      const { folders } = await readStore(at(name));
      const item = folders[0]?.items[0];
      expect(folders[0]?.items).toHaveLength(1);
      // Those with a wrong or missing length have no hash to compare with: the message is there all the same.
      if (reference?.['raw_sha256']) expect([item?.sha256, item?.lfSha256]).toContain(reference['raw_sha256']);
      else expect(item?.bytes.toString('latin1')).not.toContain('<plist');
    },
  );

  test('an exported Apple Mail bundle', async () => {
    const { kind, folders } = await readStore(at('applemail/apple-toc/test.mbox'));
    expect(kind).toBe('apple-mail');
    expect(folders.map(({ folder, items }) => [folder.names.join('/'), items.length])).toEqual([['test', 213]]);
  });

  test('Thunderbird: accounts, folders, bytes, flags, tags, nothing that was deleted', async () => {
    interface Message {
      raw_sha256: string;
      read: boolean;
      replied: boolean;
      starred: boolean;
      forwarded: boolean;
      deleted: boolean;
      keywords: string[];
    }
    const expected = tree('thunderbird/profile') as {
      folders: { path: string; display: string; visible: number; messages: Message[] }[];
      maildir_store: { path: string; messages: number };
    };
    const { kind, folders } = await readStore(at('thunderbird/profile'));
    expect(kind).toBe('thunderbird');
    expect(folders).toHaveLength(expected.folders.length + 1);
    for (const { path: place, display, visible, messages } of expected.folders) {
      const got = folders.find((one) => one.folder.path.endsWith(path.join(...place.split('/'))));
      expect(got?.folder.names.join('/')).toBe(display.replace(' (modified UTF-7)', ''));
      expect(got?.items.length, place).toBe(visible);
      const wanted = messages
        .filter(({ deleted }) => !deleted)
        .map((one) => {
          const flags = [
            ...(one.read ? ['\\Seen'] : []),
            ...(one.replied ? ['\\Answered'] : []),
            ...(one.starred ? ['\\Flagged'] : []),
            ...(one.forwarded ? ['$Forwarded'] : []),
            ...one.keywords,
          ];
          return `${one.raw_sha256} ${flagText(flags)}`;
        });
      expect(got?.items.map(({ lfSha256, flags }) => `${lfSha256} ${flagText(flags)}`).sort(), place).toEqual(
        wanted.sort(),
      );
    }
    const store = folders.find((one) => one.folder.path.endsWith(path.join(...expected.maildir_store.path.split('/'))));
    expect(store?.items).toHaveLength(expected.maildir_store.messages);
    for (const { folder } of folders) expect(folder.offlineCopy ?? false).toBe(folder.id.startsWith('ImapMail'));
  });

  test('Windows Live Mail: folders and bytes', async () => {
    const expected = tree('windowslivemail') as {
      folders: { folder: string; messages: number; items: { raw_sha256: string }[] }[];
    };
    const { kind, folders } = await readStore(at('windowslivemail/tree/Windows Live Mail'));
    expect(kind).toBe('windows-live');
    expect(folders).toHaveLength(expected.folders.length);
    for (const { folder, messages, items } of expected.folders) {
      const got = folders.find((one) => one.folder.path.endsWith(path.join(...folder.split('/'))));
      expect(got?.items.length, folder).toBe(messages);
      const hashes = new Set(got?.items.flatMap((one) => [one.sha256, one.lfSha256]));
      for (const { raw_sha256: raw } of items) expect(hashes.has(raw), folder).toBe(true);
    }
  });

  test('message files: each is one message with its own bytes', async () => {
    const files = lines.filter(({ name, tree: isTree }) => name.startsWith('eml/') && name.endsWith('.eml') && !isTree);
    const sets = new Set(files.map(({ name }) => name.split('/')[1] ?? ''));
    let count = 0;
    for (const set of sets) {
      const { folders } = await readStore(at('eml', set));
      // Some sets have .msg files beside them; those are Outlook's, or none.
      const got = folders.flatMap((one) => one.items).filter(({ key }) => key.endsWith('.eml'));
      const failed = folders.flatMap((one) => one.failed).filter((line) => line.includes('.eml '));
      const own = files.filter(({ name }) => name.split('/')[1] === set);
      expect(got.length + failed.length, set).toBe(own.length);
      // Nothing can be made of an empty file; it is listed.
      expect(failed.length, set).toBe(own.filter(({ size }) => size === 0).length);
      const hashes = new Set(got.map((one) => one.sha256));
      for (const { name, size } of own) {
        if (size === 0) continue;
        const crlf = Buffer.from(
          readFileSync(at(name))
            .toString('latin1')
            .replaceAll(/\r\n|\n/g, '\r\n'),
          'latin1',
        );
        const crOnly = Buffer.from(crlf.toString('latin1').replaceAll('\r', '\r\n'), 'latin1');
        expect(hashes.has(sha256(crlf)) || hashes.has(sha256(crOnly)), name).toBe(true);
        count += 1;
      }
    }
    expect(count).toBe(files.filter(({ size }) => size !== 0).length);
  });
});
