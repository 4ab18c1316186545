// What an account's folder in Apple Mail's store is called for a person.
import path from 'node:path';

/**
 * "IMAP-claire@example.org@imap.example.org" and "POP-..." (V2) hold the address; "Mailboxes" is what lies on this Mac.
 * Newer versions name the folder by a random id whose account stands in a system database: its first digits have to do.
 */
export function accountName(folder: string): string {
  const name = path.basename(folder).normalize('NFC');
  const old = /^(?:IMAP|POP|EWS|Exchange|Mac|iToolsMail)-(.+)$/i.exec(name)?.[1];
  // user@host, or an address as the user name: address@host.
  if (old) {
    const text = decoded(old);
    return /^([^@]+@[^@]+)@[^@]+$/.exec(text)?.[1] ?? text;
  }
  if (/^mailboxes$/i.test(name)) return 'On My Mac';
  return /^[0-9A-F]{8}-[0-9A-F-]{27}$/i.test(name) ? name.slice(0, 8) : name;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
