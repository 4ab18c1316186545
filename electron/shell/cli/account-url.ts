// Turns imaps://user@host:993 into server settings. Never holds a password: those would show in the process list.
import type { Security, ServerSettings } from '../../contract/accounts.ts';
import { AppError, type Language } from '../../contract/errors.ts';
import { wordsOf } from './words-table.ts';

const schemes = {
  imap: { imaps: { port: 993, security: 'tls' }, imap: { port: 143, security: 'starttls' } },
  smtp: { smtps: { port: 465, security: 'tls' }, smtp: { port: 587, security: 'starttls' } },
  pop: {
    pops: { port: 995, security: 'tls' },
    pop: { port: 110, security: 'starttls' },
    pop3s: { port: 995, security: 'tls' },
    pop3: { port: 110, security: 'starttls' },
  },
} as const;

const loopback = /^(localhost|127(\.\d{1,3}){3}|::1)$/i;

export interface ParsedUrl {
  /** The user name when it is an address, else user@host. */
  readonly address: string;
  readonly server: ServerSettings;
}

/**
 * Reads an --imap, --against, --to (`kind` imap), --smtp or --from (`kind` pop) URL. `?security=tls|starttls|none` overrides the scheme's own;
 * none is for loopback unless `allowInsecure`. Throws usage.invalid.
 */
export function parseAccountUrl(
  text: string,
  option: string,
  kind: keyof typeof schemes,
  allowInsecure: boolean,
  language: Language,
): ParsedUrl {
  const words = wordsOf(language);
  const wrong = (reason: string): AppError => new AppError('usage.invalid', { reason });
  const url = URL.canParse(text) ? new URL(text) : null;
  const known: Readonly<Record<string, { port: number; security: Security }>> = schemes[kind];
  const scheme = known[url?.protocol.slice(0, -1) ?? ''];
  if (url?.password) throw wrong(words.passwordInUrl);
  if (!url || !scheme || !url.username || !url.hostname || (url.pathname !== '' && url.pathname !== '/')) {
    throw wrong(kind === 'pop' ? words.badFrom(text) : words.badUrl(option));
  }
  const host = decoded(url.hostname)?.replace(/^\[(.*)\]$/, '$1');
  const userName = decoded(url.username);
  const security = url.searchParams.get('security') ?? scheme.security;
  if (!host || !userName || !isSecurity(security))
    throw wrong(kind === 'pop' ? words.badFrom(text) : words.badUrl(option));
  if (security === 'none' && !loopback.test(host) && !allowInsecure) throw wrong(words.insecureUrl(host));
  return {
    address: /^[^\s@]+@[^\s@]+$/.test(userName) ? userName : `${userName.replace(/[\s@]+/g, '.')}@${host}`,
    server: { host, port: url.port ? Number(url.port) : scheme.port, security, userName },
  };
}

const isSecurity = (value: string): value is Security => value === 'tls' || value === 'starttls' || value === 'none';

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

const units: Readonly<Record<string, number>> = { '': 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30, t: 2 ** 40 };
const decimal: Readonly<Record<string, number>> = { kb: 1e3, mb: 1e6, gb: 1e9, tb: 1e12 };

/** "1GiB", "500MiB", "2G" (binary), "700MB" (decimal) in bytes; null for "none". Throws usage.invalid below 1 MiB. */
export function parseSize(text: string, language: Language): number | null {
  if (text === 'none') return null;
  const match = /^(\d+(?:\.\d+)?)\s*([a-z]{0,3})$/i.exec(text.trim());
  const unit = match?.[2]?.toLowerCase() ?? '';
  const factor = decimal[unit] ?? units[unit.replace(/ib$/, '')];
  const bytes = Math.floor(Number(match?.[1]) * (factor ?? Number.NaN));
  if (!Number.isSafeInteger(bytes) || bytes < 2 ** 20) {
    throw new AppError('usage.invalid', { reason: wordsOf(language).badSize });
  }
  return bytes;
}
