// The facts beside a message: what its server says of the sender, and what a person should know before trusting it.
import type { Person, Trust } from '../../contract/mail.ts';
import { headerFields, type HeaderField } from '../../mime/index.ts';
import { acquaintance, addressesNamed, frequentAddresses, newestStored, readContent } from '../../store/index.ts';
import type { MailParts } from '../parts.ts';
import { authenticationOf, statedServer } from './authentication.ts';
import { ownerDomain } from './domains.ts';
import { IMITATED } from './imitated-table.ts';
import { noticesOf } from './notices.ts';

export interface TrustOptions {
  readonly accountId: string;
  readonly fields: readonly HeaderField[];
  readonly from: readonly Person[];
  readonly replyTo: readonly Person[];
  readonly html: string | null;
  /** Written by the person: nothing to warn of. */
  readonly outgoing: boolean;
  readonly isList: boolean;
}

export interface TrustTeller {
  /** `authservId`: as the account's settings say; null: learnt from its newest mail. */
  of(message: TrustOptions, authservId: string | null): Trust;
}

/** Messages looked at to learn how the account's server names itself, and how many must agree. */
const LOOKED_AT = 30;
const AGREEING = 0.6;
const FEWEST = 3;
const LASTS_MS = 30 * 60_000;
const KNOWN_ADDRESSES = 2000;

export function createTrust(parts: Pick<MailParts, 'store' | 'dataDir' | 'accounts' | 'credentials'>): TrustTeller {
  const learnt = new Map<string, { server: string | null; at: number }>();
  let domains: { list: readonly string[]; at: number } | null = null;

  function placesOf(accountId: string): string[] {
    const { address, settings } = parts.credentials(accountId);
    return [address, settings.imap.host];
  }

  function serverOf(accountId: string): string | null {
    const known = learnt.get(accountId);
    if (known && Date.now() - known.at < LASTS_MS) return known.server;
    const server = learn(accountId);
    learnt.set(accountId, { server, at: Date.now() });
    return server;
  }

  // One message can be forged; that most of a mailbox names the same server cannot.
  function learn(accountId: string): string | null {
    const places = placesOf(accountId);
    const votes = new Map<string, number>();
    let read = 0;
    for (const id of newestStored(parts.store, accountId, LOOKED_AT)) {
      const bytes = readContent(parts.store, parts.dataDir, id);
      if (!bytes) continue;
      read += 1;
      const server = statedServer(headerFields(bytes), places);
      if (server !== null) votes.set(server, (votes.get(server) ?? 0) + 1);
    }
    const [best] = [...votes].sort((a, b) => b[1] - a[1]);
    return best && best[1] >= Math.max(FEWEST, read * AGREEING) ? best[0] : null;
  }

  function knownDomains(): readonly string[] {
    if (domains && Date.now() - domains.at < LASTS_MS) return domains.list;
    const own = parts.accounts().map(({ address }) => address);
    const all = [...own, ...frequentAddresses(parts.store, KNOWN_ADDRESSES)].flatMap((one) => ownerDomain(one) ?? []);
    domains = { list: [...new Set([...all, ...IMITATED])], at: Date.now() };
    return domains.list;
  }

  return {
    of(message, authservId) {
      const { accountId, fields, from } = message;
      const sender = from[0]?.address ?? '';
      const server = authservId?.toLowerCase() ?? serverOf(accountId);
      const authentication =
        message.outgoing || from.length !== 1 ? null : authenticationOf(fields, server, placesOf(accountId), sender);
      const notices = noticesOf({
        ...message,
        authentication,
        me: parts.accounts().map(({ address }) => address),
        known: (address) => acquaintance(parts.store, address),
        addressesOf: (name) => addressesNamed(parts.store, name),
        knownDomains: knownDomains(),
      });
      return { authentication, notices };
    },
  };
}
