// The way a message came: its Received fields (RFC 5321 section 4.4) as hops, oldest first, with delays and encryption.
import { parseDate, type HeaderField } from '../../mime/index.ts';

export interface Hop {
  /** The host it came from, '' when it was handed in on the spot. */
  readonly from: string;
  readonly by: string;
  /** Milliseconds since 1970; null when missing or unreadable. */
  readonly at: number | null;
  /** Since the hop before; null when one of the times is missing. Clocks differ: it may be negative. */
  readonly delayMs: number | null;
  /** By TLS, or it never left one machine. */
  readonly encrypted: boolean;
}

export interface Route {
  /** The program it was written with, as it names itself; '' when it does not. */
  readonly mailer: string;
  readonly hops: readonly Hop[];
}

/** Longer chains are loops; the newest are kept. */
const MAX_HOPS = 100;
/** RFC 3848 and the IANA list of mail transmission types: those that end in S, or SA, run over TLS. */
const TLS_PROTOCOL = /^(?:utf8)?(?:e?smtp|lmtp|http)sa?$/i;
const TLS_COMMENT = /\b(?:tls|ssl)[ _]?v?[ _]?\d|version=tls|\bcipher[= ]|\bover tls\b/i;
const LOCAL_PROTOCOL = /^(?:local|lmtp|mapi|pipe|stdin|bsmtp|spamassassin|sieve)$/i;
const LOCAL_HOST = /^(?:localhost(?:\.localdomain)?|\[?127\.\d+\.\d+\.\d+\]?|\[?(?:ipv6:)?::1\]?|unknown-local)$/i;

/** Never throws. */
export function routeOf(fields: readonly HeaderField[]): Route {
  const chain = fields
    .filter(({ name }) => name.toLowerCase() === 'received')
    .slice(0, MAX_HOPS)
    .map(({ value }) => parseHop(value))
    .reverse();
  const hops = chain.map((hop, index): Hop => {
    const before = chain[index - 1]?.at ?? null;
    return { ...hop, delayMs: hop.at === null || before === null ? null : hop.at - before };
  });
  return { mailer: mailerOf(fields), hops };
}

function mailerOf(fields: readonly HeaderField[]): string {
  for (const name of ['user-agent', 'x-mailer', 'x-newsreader']) {
    const value = fields.find((field) => field.name.toLowerCase() === name)?.value;
    if (value) return value.slice(0, 120).trim();
  }
  return '';
}

function parseHop(value: string): Omit<Hop, 'delayMs'> {
  const text = value.slice(0, 4000);
  // The date follows the last semicolon (RFC 5322 section 3.6.7); comments may hold semicolons of their own.
  const semicolon = text.lastIndexOf(';');
  const at = parseDate(semicolon < 0 ? text : text.slice(semicolon + 1));
  const clauses = withoutComments(semicolon < 0 ? text : text.slice(0, semicolon));
  const from = clause(clauses, 'from');
  const by = clause(clauses, 'by');
  const protocol = clause(clauses, 'with');
  const handedIn = from === '' || LOCAL_HOST.test(from) || LOCAL_PROTOCOL.test(protocol);
  const encrypted = TLS_PROTOCOL.test(protocol) || TLS_COMMENT.test(text) || handedIn;
  return { from: shown(from), by: shown(by), at, encrypted };
}

const clause = (text: string, word: 'from' | 'by' | 'with'): string =>
  new RegExp(`(?:^|\\s)${word}\\s+(\\S+)`, 'i').exec(text)?.[1] ?? '';

const shown = (host: string): string => host.replace(/[;,]+$/, '').slice(0, 255);

/** Comments nest (RFC 5322 section 3.2.2); one that never ends is left where it is. */
function withoutComments(text: string): string {
  let out = '';
  let depth = 0;
  let from = 0;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at];
    if (sign === '\\') at += 1;
    else if (sign === '(') {
      if (depth === 0) out += `${text.slice(from, at)} `;
      if (depth === 0) from = at;
      depth += 1;
    } else if (sign === ')' && depth > 0) {
      depth -= 1;
      if (depth === 0) from = at + 1;
    }
  }
  return out + text.slice(from);
}
