// The mailboxes behind the embedded IMAP server: folders and messages in memory, one set per account.

export interface StoredMessage {
  readonly uid: number;
  readonly bytes: Buffer;
  flags: string[];
  /** INTERNALDATE, seconds since 1970. */
  readonly date: number;
}

export interface StoredFolder {
  /** As the server writes it: modified UTF-7, '/' between names. */
  readonly name: string;
  readonly uidValidity: number;
  /** RFC 6154 attribute; null for an ordinary folder. */
  readonly use: string | null;
  uidNext: number;
  readonly messages: StoredMessage[];
}

export interface StoredAccount {
  readonly user: string;
  readonly password: string;
  readonly folders: Map<string, StoredFolder>;
}

export function createAccount(user: string, password: string): StoredAccount {
  const account: StoredAccount = { user, password, folders: new Map() };
  addFolder(account, 'INBOX', null);
  return account;
}

export function addFolder(account: StoredAccount, name: string, use: string | null): StoredFolder {
  const parent = name.slice(0, Math.max(0, name.lastIndexOf('/')));
  if (parent && !account.folders.has(parent)) addFolder(account, parent, null);
  const uidValidity = 1_700_000_000 + account.folders.size;
  const folder: StoredFolder = { name, uidValidity, use, uidNext: 1, messages: [] };
  account.folders.set(name, folder);
  return folder;
}

export function addMessage(folder: StoredFolder, bytes: Buffer, flags: readonly string[], date: number): StoredMessage {
  const message = { uid: folder.uidNext++, bytes, flags: [...flags], date };
  folder.messages.push(message);
  return message;
}

/** INBOX in any case, other names as they are. */
export const findFolder = (account: StoredAccount, name: string): StoredFolder | undefined =>
  account.folders.get(name.toUpperCase() === 'INBOX' ? 'INBOX' : name);

/** Messages of a sequence set ("1:5,9,20:*") by UID or by position, in mailbox order, with their positions from 1. */
export function inSet(
  folder: StoredFolder,
  set: string,
  byUid: boolean,
): { position: number; message: StoredMessage }[] {
  const last = byUid ? (folder.messages.at(-1)?.uid ?? 0) : folder.messages.length;
  const number = (text: string): number => (text === '*' ? last : Number(text));
  const ranges = set.split(',').map((part) => {
    const [a = '', b = a] = part.split(':');
    return [Math.min(number(a), number(b)), Math.max(number(a), number(b))] as const;
  });
  return folder.messages
    .map((message, at) => ({ position: at + 1, message }))
    .filter(({ position, message }) => {
      const value = byUid ? message.uid : position;
      return ranges.some(([from, to]) => value >= from && value <= to);
    });
}
