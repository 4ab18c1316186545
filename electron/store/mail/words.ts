// Writing the search index: one row for each message, as soon as its header is here and again when its text is.
import { spaced } from './fold.ts';
import type { MailStore } from './open.ts';
import { statement } from './statements.ts';

type Pairs = readonly (readonly [name: string, address: string])[];

export interface IndexedMessage {
  readonly subject: string;
  readonly fromName: string;
  readonly fromAddress: string;
  readonly people: {
    readonly to?: Pairs;
    readonly cc?: Pairs;
    readonly bcc?: Pairs;
    readonly replyTo?: Pairs;
    readonly sender?: Pairs;
  };
}

const wordsOf = (pairs: Pairs = []): string => pairs.map(([name, address]) => `${name} ${address}`).join(' ');

/** Puts the message's words into the index, in place of those it had. `body` '': not known yet. */
export function indexWords(
  store: MailStore,
  id: number,
  { subject, fromName, fromAddress, people }: IndexedMessage,
  body: string,
  files: readonly string[],
): void {
  const { to, cc, bcc, replyTo, sender } = people;
  const author = [`${fromName} ${fromAddress}`, wordsOf(sender), wordsOf(replyTo)].filter(Boolean).join(' ');
  const recipients = [wordsOf(to), wordsOf(cc), wordsOf(bcc)].filter(Boolean).join(' ');
  statement(
    store,
    'INSERT OR REPLACE INTO words (rowid, subject, author, people, body, files) VALUES (?, ?, ?, ?, ?, ?)',
  ).run(id, spaced(subject), spaced(author), spaced(recipients), spaced(body), spaced(files.join(' ')));
}
