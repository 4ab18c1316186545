// One large mbox into an account, against mbsync pushing the same mail out of a Maildir; and the memory of a mbox of 1 GB,
// which goes the way one of 10 GB does.
import { appendFileSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { startDovecot } from '../support/dovecot.ts';
import { mboxBytes, type StoredLetter } from '../support/local-stores.ts';
import { runCli, type CliRun } from '../support/run-cli.ts';
import { benchMailbox, sampleFolders } from '../support/sample-mail.ts';
import { secretFile } from '../support/witness-archive.ts';
import { mbsync } from './mbsync.ts';
import { loginOf, type BenchPlace } from './place.ts';

const MB = 1e6;
/** Of 20,000 messages each, about 500 MB. */
const LARGE_SEEDS = [2, 3];

export async function measureMbox(place: BenchPlace): Promise<void> {
  const { folder: parent, figures, print, messages } = place;
  const server = await startDovecot({ format: 'mdbox', extra: 'mail_fsync = optimized' });
  const folder = mkdtempSync(path.join(parent, 'mbox-'));
  try {
    const there = { ...place, server };
    const passwordFile = secretFile(folder, 'password', server.password);
    print(`Writing ${messages} messages as one mbox and as Maildir ...`);
    const file = path.join(folder, 'All mail.mbox');
    const maildirs = path.join(folder, 'maildirs');
    const bytes = writeMbox(file, letters(messages, 1), path.join(maildirs, 'INBOX'));
    print('Moving the mbox into an account, pushing the Maildir with mbsync ...');
    const moved = await move(there, file, 'moved', passwordFile);
    const push = mbsync('Push', loginOf(there, 'pushed'), maildirs, path.join(folder, 'push-state'));
    // mbsync does not read back what it pushed; the rate compared is that of putting the mail there.
    const seconds = (moved.durationMs - Number(moved.json?.['readBackMs'] ?? 0)) / 1000;
    figures.note('mbox', bytes / MB, 'MB');
    figures.note('mbsync push of the same mail (mdbox)', push, 's');
    figures.note('move from mbox, read back and compared (mdbox)', moved.durationMs / 1000, 's');
    figures.note('move from mbox', messages / (moved.durationMs / 1000), 'messages/s');
    figures.atLeast('rate of move from mbox / rate of mbsync push (mdbox)', push / seconds, 'ratio', 2);
    figures.atMost('peak memory of move from mbox', moved.peakBytes / MB, 'MB', 350);

    const large = path.join(folder, 'Large.mbox');
    print(`Moving a mbox of ${LARGE_SEEDS.length * messages} messages ...`);
    const largeBytes = LARGE_SEEDS.reduce((sum, seed) => sum + writeMbox(large, letters(messages, seed), null), 0);
    const largeMoved = await move(there, large, 'large', passwordFile);
    figures.note('large mbox', largeBytes / MB, 'MB');
    figures.note(
      'move of the large mbox',
      (LARGE_SEEDS.length * messages) / (largeMoved.durationMs / 1000),
      'messages/s',
    );
    figures.atMost('peak memory of the move of the large mbox', largeMoved.peakBytes / MB, 'MB', 350);
  } finally {
    await server.stop();
  }
}

async function move(
  { built, folder, server }: BenchPlace,
  file: string,
  user: string,
  passwordFile: string,
): Promise<CliRun> {
  const to = `imap://${user}@${server.host}:${server.port}?security=none`;
  const data = path.join(folder, `data-${user}`);
  const run = await runCli(
    [
      'migrate',
      '--from-mbox',
      file,
      '--to',
      to,
      '--to-password-file',
      passwordFile,
      '--data-dir',
      data,
      '--quiet',
      '--json',
    ],
    { built },
  );
  if (run.code !== 0) throw new Error(`move ended with ${run.code}: ${run.stderr}\n${run.stdout}`);
  return run;
}

function* letters(messages: number, seed: number): Generator<StoredLetter> {
  for (const part of sampleFolders(benchMailbox(messages, seed))) {
    for (const { bytes, flags = [], date = 1_700_000_000 } of part.letters) {
      // In an mbox every message ends in a line end.
      const whole = bytes.subarray(-1).toString() === '\n' ? bytes : Buffer.concat([bytes, Buffer.from('\r\n')]);
      yield { bytes: whole, flags, date };
    }
  }
}

/** Appends to `file` and, when given, writes the same into a Maildir; returns the bytes of the messages. */
function writeMbox(file: string, mail: Iterable<StoredLetter>, maildir: string | null): number {
  for (const name of maildir === null ? [] : ['cur', 'new', 'tmp']) {
    mkdirSync(path.join(maildir ?? '', name), { recursive: true });
  }
  let [bytes, number] = [0, 0];
  for (const letter of mail) {
    appendFileSync(file, mboxBytes([letter], { style: 'mboxrd', newline: '\n' }));
    if (maildir !== null) {
      const name = `${letter.date}.${number++}.host:2,${letter.flags.includes('\\Seen') ? 'S' : ''}`;
      writeFileSync(path.join(maildir, 'cur', name), letter.bytes);
    }
    bytes += letter.bytes.length;
  }
  return bytes;
}
