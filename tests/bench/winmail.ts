// Decoding winmail.dat files: a large one against tnef (Debian), which like ours writes what is inside into files; and
// many small ones.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { howToInstall, missing } from '../../scripts/tools.ts';
import { decodeTnef } from '../../electron/tnef/index.ts';
import { seeded } from '../support/random.ts';
import { attachment, writeTnef } from '../support/tnef-writer.ts';
import { winmail } from '../support/winmail-mail.ts';
import type { BenchPlace } from './place.ts';
import { runMeasured } from './run-measured.ts';

const MB = 1e6;
const ATTACHMENTS = 20;
const ATTACHMENT_BYTES = 4 * MB;
const SMALL = 1_000;

export async function measureWinmail({ folder: parent, figures, print }: BenchPlace): Promise<void> {
  const lacking = missing(['tnef']);
  if (lacking.length > 0) return print(`winmail.dat is left out: ${howToInstall(lacking)}`);
  const folder = mkdtempSync(path.join(parent, 'winmail-'));
  const file = path.join(folder, 'winmail.dat');
  print('Decoding a winmail.dat of 80 MB, and with tnef ...');
  const parts = Array.from({ length: ATTACHMENTS }, (_, at) =>
    attachment({ title: `part${at}.bin`, data: seeded(at + 1).bytes(ATTACHMENT_BYTES) }),
  );
  const bytes = writeTnef(parts.flat());
  writeFileSync(file, bytes);
  const read = (name: string) => runMeasured('read-winmail.ts', [file, path.join(folder, name)]);
  await read('warm');
  const theirs = path.join(folder, 'theirs');
  mkdirSync(theirs);
  const tnef = (): number => {
    const started = performance.now();
    execFileSync('tnef', ['-C', theirs, '--overwrite', file], { stdio: ['ignore', 'ignore', 'pipe'] });
    return (performance.now() - started) / 1000;
  };
  // Half a second each: the best of five turns, taken in turn, is what both can do.
  let ours = await read('ours');
  let seconds = tnef();
  for (let turn = 1; turn < 5; turn++) {
    const again = await read('ours');
    if (again.seconds < ours.seconds) ours = again;
    seconds = Math.min(seconds, tnef());
  }
  if (readdirSync(theirs).length !== ATTACHMENTS || ours.said['attachments'] !== ATTACHMENTS) {
    throw new Error(`tnef wrote ${readdirSync(theirs).length} files, we ${String(ours.said['attachments'])}`);
  }
  figures.note('winmail.dat decoded with tnef', seconds, 's');
  figures.note('winmail.dat decoded', ours.seconds, 's');
  figures.atMost('winmail.dat decoded / with tnef', ours.seconds / seconds, 'ratio', 1.5);
  // Input, output and 50 MB; Node itself is about 60 MB before the first byte.
  const decoded = ATTACHMENTS * ATTACHMENT_BYTES;
  figures.atMost('peak memory of winmail.dat', ours.peakBytes / MB, 'MB', (bytes.length + decoded) / MB + 50);

  const small = winmail();
  for (let at = 0; at < 50; at++) decodeTnef(small);
  const from = performance.now();
  for (let at = 0; at < SMALL; at++) decodeTnef(small);
  figures.atLeast('small winmail.dat decoded', SMALL / ((performance.now() - from) / 1000), 'messages/s', 1_000);
}
