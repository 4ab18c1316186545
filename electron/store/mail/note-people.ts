// Who the person writes to and hears from, counted as messages come in: for completing addresses and "first time".
import type { MessagePeople } from './messages.ts';
import type { MailStore } from './open.ts';
import { foldedPerson } from './people.ts';
import { statement } from './statements.ts';

const UPSERT = `INSERT INTO people (address, name, folded, written, received, last_at) VALUES (?, ?, ?, ?, ?, ?)
  ON CONFLICT (address) DO UPDATE SET written = written + excluded.written, received = received + excluded.received,
    name = CASE WHEN excluded.name <> '' AND (name = '' OR excluded.last_at > last_at) THEN excluded.name ELSE name END,
    folded = CASE WHEN excluded.name <> '' AND (name = '' OR excluded.last_at > last_at) THEN excluded.folded ELSE folded END,
    last_at = max(last_at, excluded.last_at)`;

/** Of a letter to a whole list of people only the first count as people written to. */
const MAX_WRITTEN = 20;

export function notePeople(
  store: MailStore,
  message: { readonly fromName: string; readonly fromAddress: string; readonly people: MessagePeople },
  outgoing: boolean,
  at: number,
): void {
  const upsert = statement(store, UPSERT);
  if (!outgoing) {
    if (message.fromAddress.includes('@'))
      upsert.run(message.fromAddress, message.fromName, foldedPerson(message.fromName, message.fromAddress), 0, 1, at);
    return;
  }
  const { to = [], cc = [] } = message.people;
  for (const [name, address] of [...to, ...cc].slice(0, MAX_WRITTEN))
    if (address.includes('@')) upsert.run(address, name, foldedPerson(name, address), 1, 0, at);
}
