// The first reading of a large mailbox, a later start with nothing new, and another program's changes, against Dovecot with
// its indexes cold for the first.
import { mkdtempSync } from 'node:fs';
import path from 'node:path';
import type { Dovecot } from '../support/dovecot.ts';
import { fillMaildir, type Letter } from '../support/mailbox.ts';
import type { Figures } from './figures.ts';
import { benchLetters, FOLDERS, type BenchLetter } from './mail-letters.ts';
import { runMeasured } from './run-measured.ts';

export interface SyncPlace {
  readonly server: Dovecot;
  readonly folder: string;
  readonly figures: Figures;
  readonly print: (line: string) => void;
}

/** `messages`: 100,000 for the figures that count. */
export async function measureMailSync(
  { server, folder: parent, figures, print }: SyncPlace,
  messages: number,
): Promise<void> {
  const user = 'mail-sync';
  print(`Filling ${FOLDERS} folders with ${messages} messages ...`);
  const folders: Letter[][] = Array.from({ length: FOLDERS }, () => []);
  for (const letter of benchLetters(messages)) folders[letter.folder]?.push(letterOf(letter));
  for (const [index, letters] of folders.entries())
    fillMaildir(server, user, index === 0 ? ['INBOX'] : [`Folder ${index}`], letters);
  print('Reading it into an empty store, then again ...');
  const dataDir = mkdtempSync(path.join(parent, 'mail-sync-'));
  const { said, peakBytes } = await runMeasured('read-mail.ts', [
    dataDir,
    String(server.port),
    user,
    server.password,
    String(messages),
  ]);
  const flags = (said['flagMs'] as number[]).toSorted((a, b) => a - b);
  figures.atMost('newest 50 of the inbox readable after', Number(said['newestMs']) / 1000, 's', 2);
  figures.atLeast('headers read', (messages / Number(said['headersMs'])) * 1000, 'messages/s', 4000);
  // Of this program alone: says what is possible where the machine has something else to do.
  figures.note('headers read in a second of processor time', (messages / Number(said['cpuMs'])) * 1000, 'messages/s');
  figures.atMost('a later start with nothing new', Number(said['laterMs']) / 1000, 's', 1);
  figures.atMost('a flag of another program shows after, longest of 20', flags.at(-1) ?? Infinity, 'ms', 1000);
  figures.atMost('peak memory of reading mail', peakBytes / 1e6, 'MB', 350);
}

export function letterOf(letter: BenchLetter): Letter {
  const person = ([name, address]: readonly [string, string]): string =>
    `=?utf-8?B?${Buffer.from(name).toString('base64')}?= <${address}>`;
  const lines = [
    `From: ${person(letter.from)}`,
    `To: ${person(letter.to)}`,
    `Subject: =?utf-8?B?${Buffer.from(letter.subject).toString('base64')}?=`,
    `Date: ${new Date(letter.at).toUTCString().replace('GMT', '+0000')}`,
    `Message-ID: <${letter.messageId}>`,
    ...(letter.references.length > 0 ? [`References: ${letter.references.map((id) => `<${id}>`).join(' ')}`] : []),
    'MIME-Version: 1.0',
  ];
  const text = ['Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: 8bit', '', letter.body];
  const body =
    letter.file === null
      ? text
      : [
          'Content-Type: multipart/mixed; boundary=part',
          ...['', '--part', ...text, '--part'],
          `Content-Type: application/octet-stream; name="${letter.file.replace(/[^ -~]/g, '_')}"`,
          'Content-Disposition: attachment',
          ...['', 'bytes', '--part--'],
        ];
  const bytes = Buffer.from([...lines, ...body, ''].join('\r\n'));
  const flags = [...(letter.seen ? ['\\Seen'] : []), ...(letter.flagged ? ['\\Flagged'] : [])];
  return { bytes, flags, date: Math.floor(letter.at / 1000) };
}
