// Reading an Outlook data file, against readpst (Debian's pst-utils): both write every message into a file of its own. And a
// large one, for the memory it takes.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { missing, howToInstall } from '../../scripts/tools.ts';
import { integer, text, time, writePstFile, type PstLetter } from '../support/pst-writer.ts';
import { seeded } from '../support/random.ts';
import type { BenchPlace } from './place.ts';
import { runMeasured, type Measured } from './run-measured.ts';

const [MB, GB] = [1e6, 1e9];
const AT = Date.UTC(2015, 0, 1);

export async function measurePst(place: BenchPlace, gigabytes: number): Promise<void> {
  const lacking = missing(['readpst']);
  if (lacking.length > 0) return place.print(`Outlook files are left out: ${howToInstall(lacking)}`);
  const folder = mkdtempSync(path.join(place.folder, 'pst-'));
  await againstReadpst(place, folder);
  await large(place, folder, gigabytes);
}

async function againstReadpst({ figures, print, messages }: BenchPlace, folder: string): Promise<void> {
  const file = path.join(folder, 'mail.pst');
  print(`Writing an Outlook file with ${messages} messages ...`);
  const bytes = writePstFile(file, [{ name: 'Inbox', letters: lettersOf(messages, letter) }]);
  print('Reading it, and reading it with readpst ...');
  await read(file, path.join(folder, 'warm'));
  const ours = await read(file, path.join(folder, 'ours'));
  // As people run it, a process for each message; and all in one process, which is faster where processes are dear.
  const usual = readpst(file, path.join(folder, 'theirs'), []);
  const single = readpst(file, path.join(folder, 'theirs-single'), ['-j', '0']);
  for (const { messages: found, bytes: written } of [usual, single]) {
    // The peer may miss a few (9 of 5,000 seen); what it writes is about as much, or the rates mean nothing.
    const isMost = found >= 0.99 * Number(ours.said['messages']) && written >= 0.9 * Number(ours.said['bytes']);
    if (found > Number(ours.said['messages']) || !isMost) {
      throw new Error(`readpst wrote ${found} messages, ${written} bytes, we ${JSON.stringify(ours.said)}`);
    }
  }
  const cpuSeconds = Number(ours.said['cpuSeconds']);
  figures.note('Outlook file', bytes / MB, 'MB');
  figures.note('Outlook file read with readpst', usual.seconds, 's');
  figures.note('Outlook file read with readpst -j 0', single.seconds, 's');
  figures.note('Outlook file read', ours.seconds, 's');
  figures.note('Outlook file read', bytes / MB / ours.seconds, 'MB/s');
  figures.atLeast('rate of Outlook file read / rate of readpst', usual.seconds / ours.seconds, 'ratio', 0.5);
  figures.note('the same in processor time', usual.cpuSeconds / cpuSeconds, 'ratio');
  figures.note('rate of Outlook file read / rate of readpst -j 0', single.seconds / ours.seconds, 'ratio');
  figures.note('the same in processor time', single.cpuSeconds / cpuSeconds, 'ratio');
  figures.atMost('peak memory of Outlook file read', ours.peakBytes / MB, 'MB', 350);
}

async function large({ figures, print }: BenchPlace, folder: string, gigabytes: number): Promise<void> {
  const file = path.join(folder, 'large.pst');
  print(`Writing an Outlook file of ${gigabytes} GB, and reading it ...`);
  const bytes = writePstFile(file, [{ name: 'Inbox', letters: lettersOf(Math.ceil(gigabytes * 1000), largeLetter) }]);
  const run = await read(file, '');
  rmSync(file);
  figures.note('large Outlook file', bytes / GB, 'GB');
  figures.note('messages in the large Outlook file', Number(run.said['messages']), 'messages');
  figures.note('large Outlook file read', bytes / MB / run.seconds, 'MB/s');
  figures.atMost('peak memory of large Outlook file read', run.peakBytes / MB, 'MB', 350);
}

const read = (file: string, into: string): Promise<Measured> => runMeasured('read-pst.ts', [file, into]);

interface Peer {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly messages: number;
  readonly bytes: number;
}

function readpst(file: string, into: string, jobs: readonly string[]): Peer {
  mkdirSync(into);
  const times = `${into}.times`;
  const started = performance.now();
  // The shell's `times`: its own, then that of what it started, user and system, as in 0m1.230s.
  const script = 'readpst "$@"; code=$?; times > "$0"; exit $code';
  const args = ['-c', script, times, '-q', '-D', '-e', ...jobs, '-o', into, file];
  execFileSync('bash', args, { stdio: ['ignore', 'ignore', 'pipe'] });
  const seconds = (performance.now() - started) / 1000;
  const spent = [...readFileSync(times, 'utf8').matchAll(/(\d+)m([\d.]+)s/g)].map(
    ([, minutes, rest]) => Number(minutes) * 60 + Number(rest),
  );
  const names = readdirSync(into, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.eml'));
  const bytes = names.reduce((sum, name) => sum + statSync(path.join(into, name)).size, 0);
  return { seconds, cpuSeconds: (spent[2] ?? 0) + (spent[3] ?? 0), messages: names.length, bytes };
}

function* lettersOf(count: number, one: (at: number) => PstLetter): Generator<PstLetter> {
  for (let at = 0; at < count; at += 1) yield one(at);
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

const noise = seeded(7).bytes(8 * MB);

/** 1 MB: two files, in about 120 blocks. */
function largeLetter(at: number): PstLetter {
  const random = seeded(at + 1);
  const file = (index: number): { properties: PstLetter['properties']; data: Uint8Array } => {
    const [from, length] = [random.below(7 * MB), 300_000 + random.below(400_000)];
    return {
      properties: { 0x3705: integer(1), 0x3707: text(`Plan ${at}-${index}.pdf`) },
      data: noise.subarray(from, from + length),
    };
  };
  return { ...letter(at), attachments: [file(0), file(1)] };
}
