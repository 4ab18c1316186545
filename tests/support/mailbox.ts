// Filling a test mailbox fast, and reading one independently of the product: bytes, flags and dates per folder.
import { createHash } from 'node:crypto';
import { chownSync, mkdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Dovecot } from './dovecot.ts';
import { connectRaw, type RawImap } from './raw-imap.ts';

export interface Letter {
  readonly bytes: Buffer;
  /** System flags and keywords. */
  readonly flags?: readonly string[];
  /** INTERNALDATE, seconds since 1970. */
  readonly date?: number;
}

export interface ReadLetter {
  readonly uid: number;
  readonly sha256: string;
  readonly sizeBytes: number;
  /** Sorted, without \Recent. */
  readonly flags: readonly string[];
  /** INTERNALDATE as milliseconds since 1970. */
  readonly internalDate: number;
}

const maildirFlags: Readonly<Record<string, string>> = {
  '\\Draft': 'D',
  '\\Flagged': 'F',
  '\\Answered': 'R',
  '\\Seen': 'S',
  '\\Deleted': 'T',
};

/** Modified UTF-7 (RFC 3501 §5.1.3). */
export function mutf7(name: string): string {
  const base64 = (run: string): string =>
    Buffer.from(run, 'utf16le').swap16().toString('base64').replace(/=+$/, '').replaceAll('/', ',');
  return name.replace(/&|[^\x20-\x7e]+/g, (run) => (run === '&' ? '&-' : `&${base64(run)}-`));
}

let fileNumber = 0;

/**
 * Writes messages straight into a Maildir++ folder of a server made with format 'maildir' (`names` [] or ['INBOX'] is
 * the inbox): thousands per second. CRLF line ends are served as they are. Names may not hold a full stop.
 */
export function fillMaildir(server: Dovecot, user: string, names: readonly string[], letters: Iterable<Letter>): void {
  const root = server.mailDir(user);
  const inbox = names.length === 0 || (names.length === 1 && names[0] === 'INBOX');
  const folder = inbox ? root : path.join(root, `.${names.map(mutf7).join('.')}`);
  const make = (dir: string): void => {
    mkdirSync(dir, { recursive: true, mode: 0o777 });
    own(dir, server);
  };
  for (const dir of [root, folder, ...['cur', 'new', 'tmp'].map((name) => path.join(folder, name))]) make(dir);
  if (!inbox) writeOwned(path.join(folder, 'maildirfolder'), '', server);
  const keywords: string[] = [];
  for (const { bytes, flags = [], date = 1_700_000_000 } of letters) {
    let info = '';
    for (const flag of flags) {
      if (flag.startsWith('\\')) {
        info += maildirFlags[flag] ?? '';
        continue;
      }
      if (!keywords.includes(flag)) keywords.push(flag);
      info += String.fromCharCode(97 + keywords.indexOf(flag));
    }
    const virtual = bytes.length + bareLineFeeds(bytes);
    const name = `${date}.M${String(++fileNumber).padStart(8, '0')}P1.t,S=${bytes.length},W=${virtual}`;
    const file = path.join(folder, 'cur', `${name}:2,${Array.from(info).sort().join('')}`);
    writeOwned(file, bytes, server);
    utimesSync(file, date, date);
  }
  if (keywords.length)
    writeOwned(path.join(folder, 'dovecot-keywords'), keywords.map((word, at) => `${at} ${word}\n`).join(''), server);
}

function bareLineFeeds(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) if (bytes[at - 1] !== 13) count += 1;
  return count;
}

const own = (file: string, server: Dovecot): void => {
  if (server.owner && statSync(file).uid !== server.owner.uid) chownSync(file, server.owner.uid, server.owner.gid);
};
function writeOwned(file: string, data: Buffer | string, server: Dovecot): void {
  writeFileSync(file, data);
  own(file, server);
}

export const openRaw = (server: Dovecot, user: string): Promise<RawImap> =>
  connectRaw({ host: server.host, port: server.port, user, password: server.password });

const quote = (text: string): string => `"${text.replace(/["\\]/g, '\\$&')}"`;

/** Makes a folder if needed and appends by MULTIAPPEND, 200 a command: for any storage format and exact dates. */
export async function appendLetters(
  server: Dovecot,
  user: string,
  mailbox: string,
  letters: readonly Letter[],
): Promise<void> {
  const raw = await openRaw(server, user);
  try {
    const name = quote(mutf7(mailbox));
    if (mailbox.toUpperCase() !== 'INBOX') await raw.command('CREATE ', name).catch(() => undefined);
    for (let at = 0; at < letters.length; at += 200) {
      const parts: (string | Buffer)[] = [`APPEND ${name}`];
      for (const { bytes, flags = [], date = 1_700_000_000 } of letters.slice(at, at + 200))
        parts.push(` (${flags.join(' ')}) ${quote(imapDate(date))} `, bytes);
      await raw.command(...parts);
    }
  } finally {
    raw.close();
  }
}

function imapDate(seconds: number): string {
  const [, day, month, year, time] = /, (\d+) (\w+) (\d+) ([\d:]+)/.exec(new Date(seconds * 1000).toUTCString())!;
  return `${day}-${month}-${year} ${time} +0000`;
}

/** Full mailbox names (as the server writes them, modified UTF-7) of everything selectable. */
export async function listMailboxes(raw: RawImap): Promise<string[]> {
  const names: string[] = [];
  for (const { text, literals } of await raw.command('LIST "" "*"')) {
    const match = /^\* LIST \(([^)]*)\) (?:"(?:\\.|[^"])*"|NIL) (.*)$/i.exec(text);
    if (!match || /\\(noselect|nonexistent)/i.test(match[1]!)) continue;
    const name = match[2]!;
    if (name.startsWith('\0')) names.push(literals[Number(name.slice(1))]!.toString());
    else names.push(name.startsWith('"') ? name.slice(1, -1).replace(/\\(.)/g, '$1') : name);
  }
  return names.sort();
}

/** Every message of a mailbox (its name as the server writes it), read with EXAMINE and BODY.PEEK. */
export async function readMailbox(raw: RawImap, mailbox: string): Promise<ReadLetter[]> {
  await raw.command('EXAMINE ', quote(mailbox));
  const letters: ReadLetter[] = [];
  for (let from = 1; ; from += 500) {
    const uids = (await raw.command('UID SEARCH ALL'))[0]?.text.split(' ').slice(2).map(Number) ?? [];
    const batch = uids.slice(from - 1, from + 499);
    if (batch.length === 0) return letters;
    for (const { text, literals } of await raw.command(
      `UID FETCH ${batch.join(',')} (UID FLAGS INTERNALDATE BODY.PEEK[])`,
    )) {
      const uid = /\bUID (\d+)/.exec(text);
      const at = /BODY\[\] (?:\0(\d+)|"((?:\\.|[^"])*)")/.exec(text);
      if (!uid || !at) continue;
      const bytes = at[1] ? literals[Number(at[1])]! : Buffer.from(at[2] ?? '');
      letters.push({
        uid: Number(uid[1]),
        sha256: createHash('sha256').update(bytes).digest('hex'),
        sizeBytes: bytes.length,
        flags: (/FLAGS \(([^)]*)\)/.exec(text)?.[1] ?? '')
          .split(' ')
          .filter((flag) => flag && flag !== '\\Recent')
          .sort(),
        internalDate: Date.parse(
          (/INTERNALDATE "([^"]+)"/.exec(text)?.[1] ?? '')
            .trim()
            .replace(/-/g, (dash, offset) => (offset < 12 ? ' ' : dash)),
        ),
      });
    }
  }
}

/** The whole account: server-side mailbox name -> its messages. */
export async function readAccount(server: Dovecot, user: string): Promise<Map<string, ReadLetter[]>> {
  const raw = await openRaw(server, user);
  try {
    const all = new Map<string, ReadLetter[]>();
    for (const name of await listMailboxes(raw)) all.set(name, await readMailbox(raw, name));
    return all;
  } finally {
    raw.close();
  }
}
