// What the receiving server says about SPF, DKIM and DMARC (RFC 8601). Anybody can write such a field into a message: it
// counts only where the receiving server alone can have put it, and in that server's name.
import type { Trust } from '../../contract/mail.ts';
import { verdicts } from '../../contract/mail.ts';
import type { HeaderField } from '../../mime/index.ts';
import { ownerDomain } from './domains.ts';

type Authentication = NonNullable<Trust['authentication']>;
type Verdict = Authentication['spf'];

const MAX_FIELDS = 500;
const MAX_VALUE_LENGTH = 8000;

/**
 * The fields that the receiving side put there: everything above the second server of somebody else. A message's own
 * forged fields stand below the Received line of the server it was handed to, which the sender cannot write above.
 */
function receiversPart(fields: readonly HeaderField[], owners: ReadonlySet<string>): readonly HeaderField[] {
  let handedOver = false;
  for (const [at, { name, value }] of fields.slice(0, MAX_FIELDS).entries()) {
    if (name.toLowerCase() !== 'received') continue;
    if (handedOver) return fields.slice(0, at);
    const from = /^\s*from\s+(\S+)(?:\s+\(([^)\s]*))?/i.exec(value.slice(0, MAX_VALUE_LENGTH));
    // A line without "from" is a step inside one server.
    if (!from) continue;
    const hosts = [from[1], from[2]].flatMap((host) => ownerDomain(host ?? '') ?? []);
    const inside = hosts.length > 0 && hosts.every((host) => owners.has(host));
    if (!inside && !/^\s*from\s+(?:localhost|\[?127\.|\[?::1)/i.test(value)) handedOver = true;
  }
  return fields.slice(0, MAX_FIELDS);
}

/** authserv-id of a field's value; null for a field without one (Microsoft 365 writes none). */
function serverOf(value: string): string | null {
  const head = value.slice(0, MAX_VALUE_LENGTH).split(';', 1)[0]?.trim() ?? '';
  const id = head.split(/[\s(]/, 1)[0] ?? '';
  return id === '' || id.includes('=') ? null : id.toLowerCase();
}

/** Who receives for this account: the owners of its own domain, of its server, and of the host that took the mail in last. */
export function receivingOwners(fields: readonly HeaderField[], places: readonly string[]): Set<string> {
  const owners = new Set(places.flatMap((place) => ownerDomain(place) ?? []));
  const received = fields.find(({ name }) => name.toLowerCase() === 'received');
  const by = /\bby\s+([^\s;()]+)/i.exec(received?.value.slice(0, MAX_VALUE_LENGTH) ?? '')?.[1];
  const last = ownerDomain(by ?? '');
  if (last) owners.add(last);
  // Their mail is taken in under other names than it is handed out.
  for (const [name, others] of ALSO) if (owners.has(name)) for (const other of others) owners.add(other);
  return owners;
}

const ALSO: readonly (readonly [string, readonly string[]])[] = [
  ['gmail.com', ['google.com']],
  ['googlemail.com', ['google.com']],
  ['office365.com', ['outlook.com']],
  ['hotmail.com', ['outlook.com']],
  ['live.com', ['outlook.com']],
  ['icloud.com', ['apple.com', 'me.com']],
  ['me.com', ['apple.com', 'icloud.com']],
  ['orange.fr', ['wanadoo.fr']],
  ['infomaniak.com', ['infomaniak.ch']],
];

/** The authserv-id this message's receiving server seems to use: what the account's own id is learnt from. null: none. */
export function statedServer(fields: readonly HeaderField[], places: readonly string[]): string | null {
  const owners = receivingOwners(fields, places);
  for (const { name, value } of receiversPart(fields, owners)) {
    if (name.toLowerCase() !== 'authentication-results') continue;
    const id = serverOf(value);
    if (id !== null && owners.has(ownerDomain(id) ?? id)) return id;
  }
  return null;
}

/** `server`: the authserv-id that counts, set or learnt. null when that server says nothing about this message. */
export function authenticationOf(
  fields: readonly HeaderField[],
  server: string | null,
  places: readonly string[],
  from: string,
): Authentication | null {
  if (server === null) return null;
  const owner = ownerDomain(server) ?? server;
  const stated = receiversPart(fields, receivingOwners(fields, [...places, server])).filter(({ name, value }) => {
    if (name.toLowerCase() !== 'authentication-results') return false;
    const id = serverOf(value);
    return id !== null && (id === server || (ownerDomain(id) ?? id) === owner);
  });
  if (stated.length === 0) return null;
  const domain = ownerDomain(from) ?? from.slice(from.lastIndexOf('@') + 1).toLowerCase();
  let [spf, dkim, dmarc]: [Verdict, Verdict, Verdict] = [null, null, null];
  for (const { value } of stated) {
    for (const { method, verdict, of } of resultsOf(value)) {
      if (method === 'spf') spf ??= verdict;
      else if (method === 'dmarc') dmarc ??= verdict;
      // A signature of somebody else's domain says nothing about the sender's; the best of several counts.
      else if (method === 'dkim' && (of === null || ownerDomain(of) === domain) && dkim !== 'pass') dkim = verdict;
    }
  }
  return { by: server, domain, spf, dkim, dmarc };
}

/** "dkim=pass header.d=example.org" pieces of one field; comments taken out first (RFC 8601 section 2.2). */
function resultsOf(value: string): { method: string; verdict: Verdict; of: string | null }[] {
  const text = withoutComments(value.slice(0, MAX_VALUE_LENGTH));
  return text.split(';').flatMap((piece) => {
    const result = /^\s*([a-z0-9-]{1,20})(?:\/\d+)?\s*=\s*([a-z]{1,20})/i.exec(piece);
    if (!result) return [];
    const said = result[2]?.toLowerCase() ?? '';
    const verdict = verdicts.find((one) => one === said) ?? (said === 'hardfail' ? 'fail' : null);
    const of = /\bheader\.(?:d|i)\s*=\s*@?([^\s;]+)/i.exec(piece)?.[1] ?? null;
    return [{ method: result[1]?.toLowerCase() ?? '', verdict, of }];
  });
}

function withoutComments(text: string): string {
  let depth = 0;
  let out = '';
  for (const character of text) {
    if (character === '(') depth += 1;
    else if (character === ')') depth = Math.max(0, depth - 1);
    else if (depth === 0) out += character;
  }
  return out;
}
