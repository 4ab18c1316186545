// Speed: the same mailbox through the program and through mbsync, one after the other, caches warm for both.
import { mkdtempSync } from 'node:fs';
import path from 'node:path';
import { ImapFlow } from 'imapflow';
import { startDovecot } from '../support/dovecot.ts';
import { fillMaildir, type Letter } from '../support/mailbox.ts';
import { readWhole } from '../support/same-mailbox.ts';
import { benchMailbox, sampleFolders } from '../support/sample-mail.ts';
import { ageIdentity, secretFile } from '../support/witness-archive.ts';
import { mbsync } from './mbsync.ts';
import { exportTo, loginOf, restoreTo, verifyFile, type BenchPlace, type Keys } from './place.ts';

const MB = 1e6;
const seconds = (run: { durationMs: number }): number => run.durationMs / 1000;

export function benchKeys({ server, folder: parent }: BenchPlace): Keys {
  const folder = mkdtempSync(path.join(parent, 'keys-'));
  return { ...ageIdentity(folder), passwordFile: secretFile(folder, 'password', server.password) };
}

export async function measureSpeed(place: BenchPlace): Promise<void> {
  const { server, folder, figures, print, messages } = place;
  const keys = benchKeys(place);
  let bytes = 0;
  print(`Filling a mailbox with ${messages} messages ...`);
  for (const { names, letters } of sampleFolders(benchMailbox(messages))) {
    fillMaildir(
      server,
      'bench',
      names,
      counted(letters, (size) => (bytes += size)),
    );
  }
  const from = loginOf(place, 'bench');
  await readWhole(from);
  figures.note('mailbox', bytes / MB, 'MB');

  print('Pulling it with mbsync, exporting it compressed and stored ...');
  const maildirs = path.join(folder, 'maildirs');
  const pull = mbsync('Pull', from, maildirs, path.join(folder, 'pull-state'));
  figures.note('mbsync full pull', pull, 's');
  const compressed = await exportTo(place, keys, from, 'compressed');
  const stored = await exportTo(place, keys, from, 'stored', ['--store']);
  const verify = await verifyFile(place, keys, compressed.file);
  const verifyStored = await verifyFile(place, keys, stored.file);
  report(place, { pull, bytes, compressed, stored, verify, verifyStored });

  await measureRestore(place, keys, compressed.file, maildirs, 'mdbox');
  await measureRestore(place, keys, compressed.file, maildirs, 'maildir');
  await measurePlainAppend(place, keys);
}

/**
 * Putting the mail back, against mbsync, on a server that flushes to disk as Dovecot does by default: one flush a batch
 * is what MULTIAPPEND is for. On Maildir every message is a file of its own, and making 20,000 files takes the server
 * longer than any client: that figure is told, the target is for storage that is not bound so.
 */
async function measureRestore(
  place: BenchPlace,
  keys: Keys,
  file: string,
  maildirs: string,
  format: 'mdbox' | 'maildir',
): Promise<void> {
  const { figures, print, folder } = place;
  print(`Restoring it with MULTIAPPEND, pushing it with mbsync, to a server that stores ${format} ...`);
  const server = await startDovecot({ format, extra: 'mail_fsync = optimized' });
  try {
    const there = { ...place, server };
    const restore = await restoreTo(there, keys, file, loginOf(there, 'restored'));
    const push = mbsync('Push', loginOf(there, 'pushed'), maildirs, path.join(folder, `push-${format}`));
    // mbsync does not read back what it pushed; the rate compared is that of putting the mail there.
    const readBack = Number(restore.json?.['readBackMs'] ?? 0) / 1000;
    const ratio = push / (seconds(restore) - readBack);
    figures.note(`mbsync full push (${format})`, push, 's');
    figures.note(`restore, read back and compared (${format})`, seconds(restore), 's');
    if (format === 'mdbox') figures.atLeast(`rate of restore / rate of mbsync push (${format})`, ratio, 'ratio', 2);
    else figures.note(`rate of restore / rate of mbsync push (${format})`, ratio, 'ratio');
    figures.note(`rate of restore with read back / rate of mbsync push (${format})`, push / seconds(restore), 'ratio');
    figures.atMost(`peak memory of restore (${format})`, restore.peakBytes / MB, 'MB', 350);
  } finally {
    await server.stop();
  }
}

interface Measured {
  readonly pull: number;
  readonly bytes: number;
  readonly compressed: Run;
  readonly stored: Run;
  readonly verify: Run;
  readonly verifyStored: Run;
}
type Run = Awaited<ReturnType<typeof verifyFile>>;

function report({ figures }: BenchPlace, { pull, bytes, compressed, stored, verify, verifyStored }: Measured): void {
  for (const [name, run, check, limit] of [
    ['compressed', compressed, verify, 0.85],
    ['stored', stored, verifyStored, 0.4],
  ] as const) {
    // An export reads its own file back before it says "verified"; that part has its own target below.
    const readBack = Number(run.json?.['readBackMs'] ?? Number.NaN) / 1000;
    figures.note(`export ${name}, read back included`, seconds(run), 's');
    figures.atMost(`export ${name} / mbsync pull`, (seconds(run) - readBack) / pull, 'ratio', limit);
    figures.note(`export ${name} with read back / mbsync pull`, seconds(run) / pull, 'ratio');
    figures.atMost(`read back / export ${name}`, readBack / (seconds(run) - readBack), 'ratio', 0.5);
    figures.atLeast(`read back ${name}`, bytes / MB / readBack, 'MB/s', 200);
    figures.atLeast(`verify ${name}`, bytes / MB / (Number(check.json?.['durationMs']) / 1000), 'MB/s', 200);
    figures.atMost(`peak memory of export ${name}`, run.peakBytes / MB, 'MB', 350);
    figures.atMost(`peak memory of verify ${name}`, check.peakBytes / MB, 'MB', 350);
  }
}

/** Against a server without MULTIAPPEND: not slower than imapflow's own append, one after the other. */
async function measurePlainAppend(place: BenchPlace, keys: Keys): Promise<void> {
  const { figures, print } = place;
  print('Restoring to a server without MULTIAPPEND, appending the same with imapflow ...');
  const plain = await startDovecot({ capability: 'IMAP4rev1 LITERAL+ UIDPLUS SPECIAL-USE NAMESPACE UNSELECT' });
  try {
    const letters: Letter[] = [];
    for (const part of sampleFolders(benchMailbox(Math.min(2_500, place.messages)))) letters.push(...part.letters);
    fillMaildir(plain, 'small', ['INBOX'], letters);
    const there = { ...place, server: plain };
    const small = await exportTo(there, keys, loginOf(there, 'small'), 'small');
    const restore = await restoreTo(there, keys, small.file, loginOf(there, 'restored'));
    const started = performance.now();
    await appendAll(loginOf(there, 'appended'), letters);
    const append = (performance.now() - started) / 1000;
    figures.note('imapflow append, one after the other', append, 's');
    figures.note('restore without MULTIAPPEND, read back and compared', seconds(restore), 's');
    const readBack = Number(restore.json?.['readBackMs'] ?? 0) / 1000;
    figures.atMost('restore without MULTIAPPEND / imapflow append', (seconds(restore) - readBack) / append, 'ratio', 1);
  } finally {
    await plain.stop();
  }
}

async function appendAll(login: ReturnType<typeof loginOf>, letters: readonly Letter[]): Promise<void> {
  const { host, port, user, password } = login;
  const client = new ImapFlow({
    host,
    port,
    secure: false,
    doSTARTTLS: false,
    auth: { user, pass: password },
    logger: false,
  });
  await client.connect();
  for (const { bytes, flags = [], date = 0 } of letters) {
    await client.append('INBOX', bytes, [...flags], new Date(date * 1000));
  }
  await client.logout();
}

function* counted(letters: Iterable<Letter>, count: (size: number) => void): Generator<Letter> {
  for (const letter of letters) {
    count(letter.bytes.length);
    yield letter;
  }
}
