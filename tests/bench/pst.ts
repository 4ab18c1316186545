// Reading an Outlook data file, against readpst (Debian's pst-utils): both write every message into a file of its own.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { missing, howToInstall } from '../../scripts/tools.ts';
import { integer, text, time, writePst, type PstLetter } from '../support/pst-writer.ts';
import { seeded } from '../support/random.ts';
import type { BenchPlace } from './place.ts';
import { runMeasured } from './run-measured.ts';

const MB = 1e6;
const AT = Date.UTC(2015, 0, 1);

export async function measurePst({ folder: parent, figures, print, messages }: BenchPlace): Promise<void> {
  const lacking = missing(['readpst']);
  if (lacking.length > 0) return print(`Outlook files are left out: ${howToInstall(lacking)}`);
  const folder = mkdtempSync(path.join(parent, 'pst-'));
  const file = path.join(folder, 'mail.pst');
  const count = Math.ceil(messages / 4);
  print(`Writing an Outlook file with ${count} messages ...`);
  const bytes = writePst([{ name: 'Inbox', letters: Array.from({ length: count }, (_, at) => letter(at)) }]);
  writeFileSync(file, bytes);
  const read = (name: string) => runMeasured('read-pst.ts', [file, path.join(folder, name)]);
  print('Reading it, and reading it with readpst ...');
  await read('warm');
  const ours = await read('ours');
  const theirs = path.join(folder, 'theirs');
  mkdirSync(theirs);
  const started = performance.now();
  execFileSync('readpst', ['-q', '-D', '-e', '-o', theirs, file], { stdio: ['ignore', 'ignore', 'pipe'] });
  const seconds = (performance.now() - started) / 1000;
  const found = readdirSync(theirs, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.eml'));
  // The peer may miss a few (2 of 5,000 seen); what it reads is about as much, or the rates mean nothing.
  if (found.length > Number(ours.said['messages']) || found.length < 0.99 * Number(ours.said['messages'])) {
    throw new Error(`readpst wrote ${found.length} messages, we ${String(ours.said['messages'])}`);
  }
  figures.note('Outlook file', bytes.length / MB, 'MB');
  figures.note('Outlook file read with readpst', seconds, 's');
  figures.note('Outlook file read', ours.seconds, 's');
  figures.note('Outlook file read', bytes.length / MB / ours.seconds, 'MB/s');
  figures.atLeast('rate of Outlook file read / rate of readpst', seconds / ours.seconds, 'ratio', 0.5);
  figures.atMost('peak memory of Outlook file read', ours.peakBytes / MB, 'MB', 350);
}

const words = 'Bonjour, veuillez trouver ci-joint le compte rendu de la réunion et le devis demandé. Cordialement. ';

function letter(at: number): PstLetter {
  const random = seeded(at + 1);
  const body = `${words.repeat(1 + random.below(30))}\r\n`.repeat(1 + random.below(3));
  return {
    properties: {
      0x001a: text('IPM.Note'),
      0x0037: text(`Compte rendu ${at}`),
      0x0039: time(AT + at * 60_000),
      0x0c1a: text('Claire Moreau'),
      0x0c1e: text('SMTP'),
      0x0c1f: text('claire@example.org'),
      0x0e06: time(AT + at * 60_000 + 5_000),
      0x0e07: integer(at % 3 ? 1 : 0),
      0x1000: text(body),
      0x1035: text(`<${at}@example.org>`),
    },
    recipients: [
      { 0x0c15: integer(1), 0x3001: text('Jean Petit'), 0x3002: text('SMTP'), 0x3003: text('jean@example.org') },
    ],
    attachments:
      at % 3 === 0
        ? [
            {
              properties: { 0x3705: integer(1), 0x3707: text(`Devis ${at}.pdf`) },
              data: random.bytes(1_000 + random.below(150_000)),
            },
          ]
        : [],
  };
}
