// A mail store in memory, filled as the sync fills it: for tests of what is read from it.
import {
  indexWords,
  insertMessages,
  listMailFolders,
  openMailStore,
  saveListing,
  type MailStore,
  type NewMessage,
} from '../../electron/store/index.ts';
import type { FolderRole } from '../../electron/contract/shapes.ts';

export const ME = 'me@example.com';
/** A Friday at noon, local time. */
export const NOON = new Date(2026, 10, 20, 12).getTime();

export interface FilledStore {
  readonly store: MailStore;
  /** A folder's id by its path. */
  readonly id: (path: string) => number;
  /** Puts messages into a folder, each a second newer than the one before unless it says otherwise. Returns their ids. */
  readonly put: (path: string, ...messages: Partial<NewMessage & { body: string }>[]) => number[];
  readonly close: () => void;
}

/** `folders`: paths with their roles. `account`: whose they are. */
export function filledStore(folders: Readonly<Record<string, FolderRole | null>>, account = 'a'): FilledStore {
  const store = openMailStore(null);
  saveListing(
    store,
    account,
    Object.entries(folders).map(([path, role]) => ({
      path,
      names: path.split('/'),
      separator: '/',
      role,
      selectable: true,
      subscribed: true,
    })),
  );
  const ids = new Map(listMailFolders(store).map((folder) => [folder.path, folder.id]));
  const id = (path: string): number => ids.get(path) ?? 0;
  let uid = 0;
  const put: FilledStore['put'] = (path, ...messages) => {
    const made = messages.map((message) => newMessage((uid += 1), message));
    const put = insertMessages(store, account, id(path), made, new Set([ME]));
    for (const [index, message] of made.entries()) {
      const body = messages[index]?.body;
      const row = put[index];
      if (body === undefined || row === undefined) continue;
      indexWords(store, row, message, body, message.files ?? []);
      store.database.prepare('UPDATE messages SET flags = flags | 512 WHERE id = ?').run(row);
    }
    return put;
  };
  return { store, id, put, close: () => store.close() };
}

const newMessage = (uid: number, message: Partial<NewMessage>): NewMessage => ({
  uid,
  flags: 0,
  keywords: '',
  receivedAt: NOON + uid * 1000,
  sentAt: null,
  size: 1000 + uid,
  messageId: `m${uid}@example.com`,
  references: [],
  subject: `Subject ${uid}`,
  fromName: 'Paul',
  fromAddress: 'paul@example.com',
  people: { to: [['Me', ME]] },
  listId: '',
  preview: '',
  files: null,
  ...message,
});
