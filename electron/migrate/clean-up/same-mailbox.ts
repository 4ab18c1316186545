// A POP mailbox and an IMAP account are often two doors to one mailbox. What is deleted through one is then gone behind the
// other: this is told by names where it can be (and by the first deletion otherwise, canary.ts).
import type { ServerSettings } from '../../contract/accounts.ts';

/** "pop.example.net" and "imap.example.net" belong together; an address of digits only to itself. */
const domainOf = (host: string): string =>
  /^[\d.:[\]]+$/.test(host) ? host : host.toLowerCase().replace(/\.$/, '').split('.').slice(-2).join('.');

const same = (a: string, b: string): boolean => a.trim().toLowerCase() === b.trim().toLowerCase();

/** The same user on hosts of one domain: certainly, or so likely that nothing may be deleted. */
export function isSameMailbox(
  pop: { readonly address: string; readonly server: ServerSettings },
  imap: { readonly address: string; readonly server: ServerSettings },
): boolean {
  if (domainOf(pop.server.host) !== domainOf(imap.server.host)) return false;
  const [popUser, imapUser] = [pop.server.userName, imap.server.userName];
  // "marie" signs in as "marie@example.net" elsewhere; two whole addresses are two people unless they are one.
  const local = (name: string): string => name.replace(/@.*$/s, '');
  const bare = !popUser.includes('@') || !imapUser.includes('@');
  return same(popUser, imapUser) || same(pop.address, imap.address) || (bare && same(local(popUser), local(imapUser)));
}
