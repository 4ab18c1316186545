// Every message of the corpus through the reader: whatever it holds, there is an answer that the contract takes. The
// corpus is not part of this repository: CORPUS names the folder that holds it.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { BlobShelf } from '../../electron/base/index.ts';
import type { AccountSettings } from '../../electron/contract/accounts.ts';
import { ReadMessage } from '../../electron/contract/mail.ts';
import { createReader } from '../../electron/mail/reader/index.ts';
import { createMboxSource } from '../../electron/migrate/mbox/source.ts';
import { openMailStore } from '../../electron/store/index.ts';
import { readSource } from '../support/read-source.ts';

const corpus = process.env['CORPUS'] ?? '';
const { signal } = new AbortController();

const server = { host: 'mail.example.org', port: 993, security: 'tls', userName: 'me' } as const;
const settings: AccountSettings = { imap: server, smtp: null, allowInsecure: false };

function* filesOf(...names: string[]): Generator<{ name: string; bytes: Buffer }> {
  for (const name of names) {
    const folder = path.join(corpus, name);
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      const file = path.join(entry.parentPath, entry.name);
      if (entry.isFile()) yield { name: path.relative(corpus, file), bytes: readFileSync(file) };
    }
  }
}

/** One reader on a store that holds one message, whose bytes are exchanged. */
function reader(): { read(bytes: Uint8Array): Promise<ReadMessage>; close(): void } {
  const store = openMailStore(null);
  const database = store.database;
  database.exec(
    "INSERT INTO folders (id, account_id, path, names, selectable, subscribed) VALUES (1, 'a', 'INBOX', '[]', 1, 1)",
  );
  const insert = database.prepare(
    `INSERT INTO messages (id, folder_id, thread_id, flags, keywords, received_at, size, message_id, subject, from_name,
      from_address, people, list_id, preview, files) VALUES (?, 1, 1, 0, '', 0, 0, '', '', '', '', '{}', '', '', '')`,
  );
  let id = 0;
  let next: Uint8Array = new Uint8Array();
  const parts = {
    store,
    dataDir: '',
    blobs: new BlobShelf(),
    accounts: () => [],
    credentials: () => ({ address: 'me@example.org', settings, password: () => Promise.resolve('') }),
  };
  const made = createReader(parts, { bytes: () => Promise.resolve(next) });
  return {
    async read(bytes) {
      next = bytes;
      insert.run(++id);
      const message = await made.handlers.read({ id }, { signal });
      await made.handlers.headers({ id }, { signal });
      return message;
    },
    close() {
      made.close();
      store.close();
    },
  };
}

describe('the corpus', () => {
  it.skipIf(corpus === '')(
    corpus === '' ? 'CORPUS is not set' : 'is read to the last message',
    async () => {
      const one = reader();
      const wrong: string[] = [];
      const counts = { eml: 0, mbox: 0, html: 0, withText: 0, sealed: 0 };
      const look = async (name: string, kind: 'eml' | 'mbox' | 'html', bytes: Uint8Array): Promise<void> => {
        counts[kind] += 1;
        try {
          const message = await one.read(bytes);
          const checked = v.safeParse(ReadMessage, message);
          if (!checked.success) wrong.push(`${name}: ${checked.issues[0].message}`);
          if (message.text !== '' || message.html !== null || message.parts.length > 0) counts.withText += 1;
          if (message.seal) counts.sealed += 1;
        } catch (error) {
          wrong.push(`${name}: ${String(error)}`);
        }
      };
      for (const { name, bytes } of filesOf('eml')) await look(name, 'eml', bytes);
      for (const { name, bytes } of filesOf('html')) {
        const head = Buffer.from('Subject: page\r\nContent-Type: text/html\r\n\r\n');
        await look(name, 'html', Buffer.concat([head, bytes]));
      }
      for (const { name } of filesOf('mbox')) {
        const folders = await readSource(createMboxSource(path.join(corpus, name))).catch(() => []);
        for (const { messages } of folders) for (const { bytes } of messages) await look(name, 'mbox', bytes);
      }
      one.close();
      console.log(JSON.stringify(counts));
      expect(wrong).toEqual([]);
      expect(counts.eml).toBeGreaterThan(1000);
    },
    600_000,
  );
});
