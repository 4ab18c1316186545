// A small mailbox with everything that tends to go wrong, for the Source and Sink suites.
import { createHash } from 'node:crypto';

export interface SampleLetter {
  readonly bytes: Buffer;
  readonly flags: readonly string[];
  /** INTERNALDATE, seconds since 1970. */
  readonly date: number;
}
export interface SampleFolder {
  readonly names: readonly string[];
  readonly letters: readonly SampleLetter[];
}

const letter = (
  subject: string,
  body: string | Buffer,
  flags: readonly string[] = [],
  date = 1_600_000_000,
): SampleLetter => ({
  bytes: Buffer.concat([
    Buffer.from(`From: Anne <anne@example.test>\r\nSubject: ${subject}\r\n\r\n`),
    Buffer.from(body as string),
    Buffer.from('\r\n'),
  ]),
  flags,
  date,
});

const lines = (size: number): Buffer => Buffer.alloc(size - (size % 64), `${'abcdefghij'.repeat(6)}ab\r\n`);

export const sampleMail: readonly SampleFolder[] = [
  {
    names: ['INBOX'],
    letters: [
      letter('Bonjour', 'Première ligne\r\n', ['\\Seen'], 1_234_567_890),
      letter('Again', 'twice the same bytes'),
      letter('Again', 'twice the same bytes', ['\\Flagged']),
      letter(
        'Binary',
        Buffer.from(Array.from({ length: 250 }, (_, at) => at + 1).filter((byte) => byte !== 10 && byte !== 13)),
      ),
      letter('Answered draft', 'x', ['\\Answered', '\\Draft', '\\Deleted']),
      letter('Large', lines(3_000_000), ['\\Seen', '\\Flagged'], 86_400),
      letter('Exactly at the edge', lines(1_048_576)),
      ...Array.from({ length: 150 }, (_, at) =>
        letter(`Number ${at}`, `body ${at}\r\n.\r\n`, at % 2 ? ['\\Seen'] : [], 1_500_000_000 + at),
      ),
    ],
  },
  { names: ['Empty'], letters: [] },
  { names: ['Projets', 'Été & hiver', '日本'], letters: [letter('Deep', 'down', ['\\Seen'])] },
];

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** One line for each letter, to compare mailboxes whatever their order. */
export const fingerprint = (
  letters: readonly { sha256: string; flags: readonly string[]; internalDate: number }[],
): string[] => letters.map((one) => `${one.sha256} ${[...one.flags].sort().join(' ')} ${one.internalDate}`).sort();

export const fingerprintOf = (folder: SampleFolder): string[] =>
  fingerprint(
    folder.letters.map(({ bytes, flags, date }) => ({ sha256: sha256(bytes), flags, internalDate: date * 1000 })),
  );
