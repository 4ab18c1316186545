// What a person should know before trusting a message, as facts: nothing is guessed, nothing is scored.
import type { Person, Trust } from '../../contract/mail.ts';
import { isRegistered, lookalikeOf, mixesScripts, ownerDomain, readableDomain } from './domains.ts';

type Notice = Trust['notices'][number];

export interface Acquaintance {
  /** Messages written to this address, and got from it, this one included. */
  readonly written: number;
  readonly received: number;
}

export interface NoticeInput {
  readonly from: readonly Person[];
  readonly replyTo: readonly Person[];
  readonly html: string | null;
  readonly authentication: Trust['authentication'];
  /** The person's own addresses. */
  readonly me: readonly string[];
  /** In Sent or Drafts there is nothing to warn of. */
  readonly outgoing: boolean;
  readonly isList: boolean;
  /** null: never seen. */
  known(address: string): Acquaintance | null;
  /** Addresses of people the person has written to under this name. */
  addressesOf(name: string): readonly string[];
  /** Domains the person writes to or receives from often, and those of the own accounts. */
  readonly knownDomains: readonly string[];
}

const warn = (kind: Notice['kind'], params: Notice['params']): Notice => ({ kind, tone: 'warn', params });
const info = (kind: Notice['kind'], params: Notice['params']): Notice => ({ kind, tone: 'info', params });

/** Most serious first; at most one of each kind. */
export function noticesOf(input: NoticeInput): Notice[] {
  const [sender] = input.from;
  if (input.outgoing || !sender) return [];
  const address = sender.address.toLowerCase();
  const domain = ownerDomain(address);
  const notices: Notice[] = [];

  const { authentication } = input;
  if (authentication?.dmarc === 'fail' || (authentication?.dkim === 'fail' && authentication.spf === 'fail'))
    notices.push(warn('authentication_failed', { domain: authentication.domain, by: authentication.by }));

  const named = addressInName(sender.name);
  if (named !== null && ownerDomain(named) !== domain && named !== address)
    notices.push(warn('name_imitates_address', { shown: named, address }));

  const twin = domain === null ? null : lookalikeOf(domain, input.knownDomains);
  if (domain !== null && (twin !== null || mixesScripts(domain)))
    notices.push(warn('lookalike_domain', { domain: readableDomain(domain), like: twin ?? '' }));

  const known = input.known(address);
  const isNew = known === null || (known.written === 0 && known.received <= 1);
  if (isNew && !input.isList) {
    const others = input.addressesOf(sender.name).filter((other) => other.toLowerCase() !== address);
    const [other] = others;
    if (other !== undefined && !others.some((one) => ownerDomain(one) === domain))
      notices.push(warn('name_imitates_contact', { name: sender.name, address: other }));
  }

  const elsewhere = replyElsewhere(input, address, domain);
  if (elsewhere) notices.push(elsewhere);

  const link = input.html === null ? null : linkElsewhere(input.html);
  // Newsletters count clicks through other hosts: a fact, but no alarm.
  if (link) notices.push((input.isList ? info : warn)('link_elsewhere', link));

  if (input.from.length > 1) notices.push(info('many_from', { count: input.from.length }));
  if (isNew && !input.isList) {
    const outside = !input.me.some((own) => ownerDomain(own) === domain);
    notices.push(info(outside && isCompany(input.me) ? 'external' : 'first_time', { address }));
  }
  return notices;
}

/** Where an answer would go, when that is neither the sender's domain nor the person's own, nor a mailing list. */
function replyElsewhere(input: NoticeInput, address: string, domain: string | null): Notice | null {
  if (input.isList) return null;
  const own = new Set(input.me.map((one) => one.toLowerCase()));
  for (const { address: reply } of input.replyTo) {
    const to = reply.toLowerCase();
    if (to === '' || to === address || own.has(to) || ownerDomain(to) === domain) continue;
    return warn('reply_elsewhere', { address: to, domain: ownerDomain(to) ?? to });
  }
  return null;
}

/** An address written where the name stands: "claire@bank.example" <x@elsewhere.example>. */
function addressInName(name: string): string | null {
  const found = /[^\s<>()",;:]{1,64}@[^\s<>()",;:]{1,255}/.exec(name.slice(0, 400));
  const address = found?.[0].toLowerCase().replace(/[.'’]+$/, '') ?? '';
  return ownerDomain(address) === null ? null : address;
}

/** "External" says something only where the own domain is a company's, not a provider's for everybody. */
function isCompany(me: readonly string[]): boolean {
  return me.length > 0 && me.every((address) => !PROVIDERS.has(ownerDomain(address) ?? ''));
}

const PROVIDERS = new Set([
  'gmail.com',
  'googlemail.com',
  'outlook.com',
  'outlook.fr',
  'hotmail.com',
  'hotmail.fr',
  'live.com',
  'live.fr',
  'msn.com',
  'yahoo.com',
  'yahoo.fr',
  'ymail.com',
  'icloud.com',
  'me.com',
  'mac.com',
  'aol.com',
  'gmx.com',
  'gmx.fr',
  'gmx.net',
  'gmx.de',
  'web.de',
  'orange.fr',
  'wanadoo.fr',
  'free.fr',
  'sfr.fr',
  'neuf.fr',
  'laposte.net',
  'bbox.fr',
  'numericable.fr',
  'aliceadsl.fr',
  'proton.me',
  'protonmail.com',
  'ik.me',
  'etik.com',
  'bluewin.ch',
  'skynet.be',
  'telenet.be',
  'posteo.net',
  'mailbox.org',
  'tutanota.com',
]);

const MAX_HTML_LENGTH = 1024 * 1024;
const MAX_LINKS = 500;

/** The first link whose text names a host of another owner than where it leads; null when there is none. */
export function linkElsewhere(html: string): { shown: string; host: string } | null {
  // Bounded pieces only: the text may be hostile. Anchors without an end are cut at the next one.
  const pieces = html.slice(0, MAX_HTML_LENGTH).split(/<a(?=\s)/i, MAX_LINKS + 1);
  for (const piece of pieces.slice(1)) {
    const href = /^[^>]{0,4000}?\shref\s*=\s*(?:"([^"]{1,2000})"|'([^']{1,2000})'|([^\s">]{1,2000}))/i.exec(piece);
    const target = hostOfUrl(href?.[1] ?? href?.[2] ?? href?.[3] ?? '');
    const open = piece.indexOf('>');
    if (target === null || open < 0) continue;
    const end = piece.slice(open, open + 4000).search(/<\/a/i);
    const text = piece
      .slice(open + 1, end < 0 ? open + 400 : open + end)
      .slice(0, 400)
      .replace(/<[^>]{0,400}>/g, '')
      .replace(/&amp;/g, '&')
      .trim();
    const shown = hostInText(text);
    if (shown !== null && ownerDomain(shown) !== ownerDomain(target)) return { shown, host: target };
  }
  return null;
}

function hostOfUrl(href: string): string | null {
  try {
    const url = new URL(href.replace(/&amp;/g, '&').trim());
    return /^https?:$/.test(url.protocol) && ownerDomain(url.hostname) ? url.hostname : null;
  } catch {
    return null;
  }
}

/** Endings of domains that are endings of files as well. */
const FILE_LIKE = /^[^/]*\.(?:zip|mov|md|py|sh|rs|pl|ps|ai|app|cab|doc)$/i;

/** A text that is an address of the web as a whole ("www.bank.example/login"), not one that happens to hold a dot. */
function hostInText(text: string): string | null {
  const found = /^(https?:\/\/)?((?:[\p{L}\p{N}-]{1,63}\.){1,8}\p{L}{2,24})(?:[/?#:]\S*)?$/iu.exec(text);
  const host = found?.[2]?.toLowerCase() ?? '';
  if (host === '' || (found?.[1] === undefined && FILE_LIKE.test(text))) return null;
  return isRegistered(host) ? host : null;
}
