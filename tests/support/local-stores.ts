// Builds the stores of other mail programs on disk, as those programs write them.
import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export interface StoredLetter {
  /** CRLF line ends. */
  readonly bytes: Buffer;
  readonly flags: readonly string[];
  /** Seconds since 1970. */
  readonly date: number;
}

export type MboxStyle = 'mboxrd' | 'mboxo' | 'mboxcl' | 'mboxcl2';
export type Newline = '\n' | '\r\n' | '\r';

export const writeFile = (file: string, bytes: Buffer | string): void => {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, bytes);
};

/** CRLF to another line end; bytes that are no line end stay. */
export const withNewline = (bytes: Buffer, newline: Newline): Buffer =>
  newline === '\r\n' ? bytes : Buffer.from(bytes.toString('latin1').replaceAll('\r\n', newline), 'latin1');

export const asctime = (seconds: number): string => {
  const [weekday = '', day = '', month = '', year = '', time = ''] = new Date(seconds * 1000)
    .toUTCString()
    .split(/,? /);
  return `${weekday} ${month} ${day.padStart(2, '0')} ${time} ${year}`;
};

const statusOf = (flags: readonly string[]): string => {
  const letters = [
    ['\\Answered', 'A'],
    ['\\Flagged', 'F'],
    ['\\Draft', 'T'],
    ['\\Deleted', 'D'],
  ] as const;
  return letters.map(([flag, letter]) => (flags.includes(flag) ? letter : '')).join('');
};

const mozillaStatus = (flags: readonly string[]): string => {
  const bits = [
    ['\\Seen', 1],
    ['\\Answered', 2],
    ['\\Flagged', 4],
    ['$Forwarded', 0x1000],
  ] as const;
  return bits
    .reduce((sum, [flag, bit]) => sum + (flags.includes(flag) ? bit : 0), 0)
    .toString(16)
    .padStart(4, '0');
};

const mozillaLines = (flags: readonly string[]): string[] => [
  `X-Mozilla-Status: ${mozillaStatus(flags)}`,
  'X-Mozilla-Status2: 00000000',
  `X-Mozilla-Keys: ${flags
    .filter((flag) => !/^[\\\\$]/.test(flag))
    .join(' ')
    .padEnd(80)}`,
];

export interface MboxChoices {
  readonly style: MboxStyle;
  readonly newline: Newline;
  /** Flags as Thunderbird keeps them, in lines before the message. */
  readonly mozilla?: boolean;
  readonly finalNewline?: boolean;
}

/** An mbox file. Messages must end in a line end; those for mboxcl and mboxcl2 have their length (withLength). */
export function mboxBytes(letters: readonly StoredLetter[], choices: MboxChoices): Buffer {
  const { style, newline } = choices;
  const parts: Buffer[] = [];
  for (const { bytes, flags, date } of letters) {
    let text = withNewline(bytes, newline).toString('latin1');
    const pattern = style === 'mboxrd' ? /(^|[\r\n])(>*From )/g : /(^|[\r\n])(From )/g;
    if (style === 'mboxrd' || style === 'mboxo') text = text.replace(pattern, '$1>$2');
    const own = choices.mozilla ? mozillaLines(flags) : [];
    const lines = [`From ${choices.mozilla ? '-' : 'a@example.test'} ${asctime(date)}`, ...own];
    parts.push(Buffer.from(`${lines.join(newline)}${newline}${text}${newline}`, 'latin1'));
  }
  return Buffer.concat(parts);
}

/** The Content-Length an mboxcl file has in its header, of the body as it is stored; part of the message's bytes. */
export function withLength(letter: StoredLetter, newline: Newline): StoredLetter {
  const stored = withNewline(letter.bytes, newline).toString('latin1');
  const body = stored.indexOf(newline + newline) + 2 * newline.length;
  return withFields(letter, [`Content-Length: ${stored.length - body}`]);
}

/** Header lines that mutt and others add for flags; part of the message's bytes from then on. */
export const withStatus = (letter: StoredLetter): StoredLetter => {
  const lines = [
    ...(letter.flags.includes('\\Seen') ? ['Status: RO'] : []),
    ...(statusOf(letter.flags) ? [`X-Status: ${statusOf(letter.flags)}`] : []),
  ];
  return withFields(letter, lines);
};

function withFields(letter: StoredLetter, lines: readonly string[]): StoredLetter {
  if (lines.length === 0) return letter;
  const text = letter.bytes.toString('latin1');
  const gap = text.indexOf('\r\n\r\n') + 2;
  return {
    ...letter,
    bytes: Buffer.from(`${text.slice(0, gap)}${lines.join('\r\n')}\r\n${text.slice(gap)}`, 'latin1'),
  };
}

const MAILDIR_LETTERS = [
  ['\\Draft', 'D'],
  ['\\Flagged', 'F'],
  ['\\Answered', 'R'],
  ['\\Seen', 'S'],
  ['\\Deleted', 'T'],
] as const;

/** One Maildir folder; flagless letters lie in new/. */
export function writeMaildir(folder: string, letters: readonly StoredLetter[], newline: Newline = '\n'): void {
  for (const name of ['cur', 'new', 'tmp']) mkdirSync(path.join(folder, name), { recursive: true });
  for (const [at, { bytes, flags, date }] of letters.entries()) {
    const info = MAILDIR_LETTERS.map(([flag, letter]) => (flags.includes(flag) ? letter : '')).join('');
    const stored = withNewline(bytes, newline);
    const base = `${date + 10}.M${at}P1.host,S=${stored.length}`;
    const file = info ? path.join(folder, 'cur', `${base}:2,${info}`) : path.join(folder, 'new', base);
    writeFileSync(file, stored);
    utimesSync(file, date, date);
  }
}

/** Numbered .eml files whose time is the letter's. */
export function writeEmlFiles(folder: string, letters: readonly StoredLetter[]): void {
  mkdirSync(folder, { recursive: true });
  for (const [at, { bytes, date }] of letters.entries()) {
    const file = path.join(folder, `${String(at).padStart(5, '0')}.eml`);
    writeFileSync(file, bytes);
    utimesSync(file, date, date);
  }
}

const APPLE_BITS = [
  ['\\Seen', 0],
  ['\\Deleted', 1],
  ['\\Answered', 2],
  ['\\Flagged', 4],
  ['\\Draft', 6],
  ['$Forwarded', 8],
] as const;

/** An .emlx file; the high bits are those that newer versions set on everything. */
export function emlxBytes({ bytes, flags, date }: StoredLetter, newline: Newline = '\n'): Buffer {
  const stored = withNewline(bytes, newline);
  const bits = APPLE_BITS.reduce((sum, [flag, bit]) => sum + (flags.includes(flag) ? 2 ** bit : 0), 2 ** 33);
  const list = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">',
    '<plist version="1.0">',
    '<dict>',
    `\t<key>date-received</key>\n\t<integer>${date}</integer>`,
    `\t<key>flags</key>\n\t<integer>${bits}</integer>`,
    '</dict>',
    '</plist>',
    '',
  ].join('\n');
  return Buffer.concat([Buffer.from(`${String(stored.length).padEnd(10)}\n`), stored, Buffer.from(list)]);
}

const STORE_ID = '0AF6A0AD-5315-7057-FD67-E8E50D5C98DF';

/** A mailbox of Apple Mail's store in folders by the digits of the message's number, as V3 and later keep it. */
export function writeAppleMailbox(account: string, names: readonly string[], letters: readonly StoredLetter[]): void {
  const mailbox = path.join(account, ...names.map((name) => `${name}.mbox`));
  mkdirSync(path.join(mailbox, STORE_ID, 'Data'), { recursive: true });
  for (const [at, letter] of letters.entries()) {
    const number = 1000 + at * 37;
    const digits = String(Math.floor(number / 1000))
      .split(/(?=.)/)
      .reverse();
    writeFile(path.join(mailbox, STORE_ID, 'Data', ...digits, 'Messages', `${number}.emlx`), emlxBytes(letter));
  }
}

/** A Thunderbird profile with Local Folders; `store` says how it keeps them. */
export function writeThunderbird(
  root: string,
  folders: readonly { readonly names: readonly string[]; readonly letters: readonly StoredLetter[] }[],
  store: 'mbox' | 'maildir',
): void {
  const profile = path.join(root, 'Profiles', 'k3x9q1ab.default');
  const pref = (key: string, value: string): string => `user_pref("${key}", ${JSON.stringify(value)});\n`;
  writeFile(
    path.join(root, 'profiles.ini'),
    '[Profile0]\r\nName=default\r\nIsRelative=1\r\nPath=Profiles/k3x9q1ab.default\r\n',
  );
  writeFile(
    path.join(profile, 'prefs.js'),
    pref('mail.accountmanager.accounts', 'account1') +
      pref('mail.account.account1.server', 'server1') +
      pref('mail.server.server1.type', 'none') +
      pref('mail.server.server1.name', 'Dossiers locaux') +
      pref('mail.server.server1.directory-rel', '[ProfD]Mail/Local Folders'),
  );
  for (const { names, letters } of folders) {
    const above = names.slice(0, -1).map((name) => `${name}.sbd`);
    const file = path.join(profile, 'Mail', 'Local Folders', ...above, names.at(-1) ?? '');
    if (store === 'mbox') {
      writeFile(file, mboxBytes(letters, { style: 'mboxrd', newline: '\r\n', mozilla: true }));
      writeFile(`${file}.msf`, '');
      continue;
    }
    mkdirSync(path.join(file, 'cur'), { recursive: true });
    for (const [at, letter] of letters.entries()) {
      const message = path.join(file, 'cur', `${letter.date}.${String(at).padStart(8, '0')}.eml`);
      writeFileSync(
        message,
        Buffer.concat([Buffer.from(`${mozillaLines(letter.flags).join('\r\n')}\r\n`), letter.bytes]),
      );
      utimesSync(message, letter.date, letter.date);
    }
  }
}
