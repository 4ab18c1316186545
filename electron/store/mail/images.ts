// Whose remote pictures may be shown: senders the person said "always" of, and single messages.
import type { MailStore } from './open.ts';

export interface ImageSender {
  readonly address: string;
  /** ms since 1970 when it was allowed. */
  readonly at: number;
}

/** Why the pictures of a message may be shown; null: they may not. `sender` in any case; '' = unknown. */
export function imagesAllowed(store: MailStore, messageId: number, sender: string): 'message' | 'sender' | null {
  const { database } = store;
  if (sender !== '' && database.prepare('SELECT 1 FROM image_senders WHERE address = ?').get(sender)) return 'sender';
  return database.prepare('SELECT 1 FROM image_messages WHERE message_id = ?').get(messageId) ? 'message' : null;
}

export function allowImagesOfMessage(store: MailStore, messageId: number): void {
  store.database.prepare('INSERT OR IGNORE INTO image_messages (message_id) VALUES (?)').run(messageId);
}

export function allowImagesOfSender(store: MailStore, address: string, at: number): void {
  store.database
    .prepare('INSERT INTO image_senders (address, at) VALUES (?, ?) ON CONFLICT (address) DO NOTHING')
    .run(address.toLowerCase(), at);
}

/** Also takes back what was allowed for single messages of this sender. */
export function forbidImagesOfSender(store: MailStore, address: string): void {
  const { database } = store;
  database.prepare('DELETE FROM image_senders WHERE address = ?').run(address);
  database
    .prepare(
      `DELETE FROM image_messages WHERE message_id IN
        (SELECT id FROM messages WHERE from_address = ? COLLATE NOCASE AND id IN (SELECT message_id FROM image_messages))`,
    )
    .run(address);
}

/** By address. */
export function listImageSenders(store: MailStore): ImageSender[] {
  return store.database
    .prepare('SELECT address, at FROM image_senders ORDER BY address')
    .all() as unknown as ImageSender[];
}
