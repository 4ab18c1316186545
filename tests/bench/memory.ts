// Memory: it must not grow with the largest message, nor much with their number.
import { startDovecot } from '../support/dovecot.ts';
import { appendLetters, fillMaildir, type Letter } from '../support/mailbox.ts';
import { seeded } from '../support/random.ts';
import { exportTo, loginOf, restoreTo, verifyFile, type BenchPlace } from './place.ts';
import { benchKeys } from './speed.ts';

const MB = 1e6;
const BIG_BYTES = 500 * MB;

export async function measureMemory(place: BenchPlace): Promise<void> {
  const { server, figures, print, messages } = place;
  const keys = benchKeys(place);

  print('One message of 500 MB ...');
  fillMaildir(server, 'big', ['INBOX'], [{ bytes: bigMessage(), date: 1_600_000_000 }]);
  const big = await exportTo(place, keys, loginOf(place, 'big'), 'big');
  figures.atMost('peak memory of export, one message of 500 MB', big.peakBytes / MB, 'MB', 350);
  const verified = await verifyFile(place, keys, big.file);
  figures.atMost('peak memory of verify, one message of 500 MB', verified.peakBytes / MB, 'MB', 350);
  const restored = await restoreTo(place, keys, big.file, loginOf(place, 'bigger'));
  figures.atMost('peak memory of restore, one message of 500 MB', restored.peakBytes / MB, 'MB', 350);

  const count = messages * 10;
  print(`${count} small messages ...`);
  // A storage that keeps many messages in one file: 200,000 files would measure the file system.
  const box = await startDovecot({ format: 'mdbox' });
  try {
    const there = { ...place, server: box };
    for (let folder = 1; folder <= 5; folder += 1) {
      await appendLetters(box, 'many', `Folder ${folder}`, Array.from(smallMessages(folder, count / 5)));
    }
    const many = await exportTo(there, keys, loginOf(there, 'many'), 'many');
    figures.note(`export of ${count} small messages`, count / (many.durationMs / 1000), 'messages/s');
    figures.atMost(`peak memory of export, ${count} small messages`, many.peakBytes / MB, 'MB', 400);
    const manyVerified = await verifyFile(there, keys, many.file);
    figures.atMost(`peak memory of verify, ${count} small messages`, manyVerified.peakBytes / MB, 'MB', 400);
    const manyRestored = await restoreTo(there, keys, many.file, loginOf(there, 'again'));
    figures.note(`restore of ${count} small messages`, count / (manyRestored.durationMs / 1000), 'messages/s');
    figures.atMost(`peak memory of restore, ${count} small messages`, manyRestored.peakBytes / MB, 'MB', 400);
  } finally {
    await box.stop();
  }
}

function bigMessage(): Buffer {
  const head = Buffer.from('Subject: big\r\nMIME-Version: 1.0\r\nContent-Transfer-Encoding: base64\r\n\r\n');
  const block = Buffer.from(
    seeded(5)
      .bytes(57 * 16_384)
      .toString('base64')
      .replace(/.{76}/g, '$&\r\n'),
  );
  return Buffer.concat([head, ...Array.from({ length: Math.ceil(BIG_BYTES / block.length) }, () => block)]);
}

function* smallMessages(seed: number, count: number): Generator<Letter> {
  const random = seeded(seed);
  for (let at = 0; at < count; at += 1) {
    const text = random.bytes(40 + random.below(300)).toString('hex');
    const head = `From: a${at}@example.com\r\nSubject: Note ${seed}-${at}\r\nMessage-ID: <${seed}.${at}@example.com>\r\n\r\n`;
    yield { bytes: Buffer.from(`${head}${text}\r\n`), flags: at % 3 ? ['\\Seen'] : [], date: 1_500_000_000 + at };
  }
}
