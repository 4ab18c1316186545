// The mail's part of the contract: builds its rooms in order and joins their handlers.
import type { Handlers } from '../contract/index.ts';
import { createChanges } from './changes/index.ts';
import { createContents } from './contents.ts';
import { createLetters } from './letters.ts';
import { createLists, mailFolders } from './lists/index.ts';
import { createNews } from './news.ts';
import type { MailParts } from './parts.ts';
import { createReader } from './reader/index.ts';
import { createServers } from './servers.ts';
import { createSync } from './sync/index.ts';

export interface MailApi {
  readonly handlers: Handlers['mail'];
  /** Starts reading the accounts; without it only what is stored is shown. */
  start(): void;
  /** Accounts were added, changed or removed. */
  accountsChanged(): void;
  close(): Promise<void>;
}

export function createMailApi(given: Omit<MailParts, 'news'>, phishingAddress: () => string): MailApi {
  const news = createNews(given.emit, () => mailFolders(given.store));
  const parts: MailParts = { ...given, news };
  const servers = createServers(parts);
  const contents = createContents(parts, servers);
  const changes = createChanges(parts, servers);
  const sync = createSync(parts, { servers, contents, queue: changes.queue });
  const lists = createLists(parts, servers);
  const reader = createReader(parts, contents);
  const letters = createLetters(parts, { contents, phishingAddress, change: changes.handlers.change });

  return {
    handlers: { ...lists.handlers, ...reader.handlers, ...changes.handlers, ...letters.handlers, ...sync.handlers },
    start: () => sync.start(),
    accountsChanged: () => sync.accountsChanged(),
    async close() {
      news.close();
      await sync.close();
      await servers.close();
      reader.close();
    },
  };
}
