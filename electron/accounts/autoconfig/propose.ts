// Server settings from an address, without any connection: the table of known providers, else the commonest names.
import { domainToASCII } from 'node:url';
import { isLoopbackHost } from '../../base/index.ts';
import type { AccountSettings, Provider, ServerSettings } from '../../contract/accounts.ts';
import { providerTable, type ProviderRow, type ServerRow } from './provider-table.ts';

export interface Proposal {
  readonly provider: Provider | null;
  readonly settings: AccountSettings;
  readonly from: 'table' | 'rules';
}

const byDomain = new Map(providerTable.flatMap((row) => row.domains.map((domain) => [domain, row] as const)));
const byHost = new Map(
  providerTable.flatMap((row) =>
    // A server on this computer says nothing about who is behind it.
    isLoopbackHost(row.imap.host) ? [] : [[row.imap.host, row] as const],
  ),
);

/** Settings for an address; anything a table does not know is proposed by rule. Never throws. */
export function propose(address: string): Proposal {
  const at = address.lastIndexOf('@');
  const local = address.slice(0, at);
  const domain = domainOf(address);
  const row = byDomain.get(domain);
  if (row) {
    const server = (from: ServerRow): ServerSettings => ({
      host: from.host,
      port: from.port,
      security: from.security,
      userName: from.userName === 'local' ? local : address,
    });
    const settings = { imap: server(row.imap), smtp: server(row.smtp), allowInsecure: false };
    return { provider: providerOf(row), settings, from: 'table' };
  }
  return { provider: null, settings: byRule(address, domain), from: 'rules' };
}

function byRule(address: string, domain: string): AccountSettings {
  const literal = /^\[(?:ipv6:)?(.+)\]$/i.exec(domain)?.[1];
  const host = literal ?? domain;
  if (isLoopbackHost(host)) {
    const plain = { host, security: 'none', userName: address } as const;
    return { imap: { ...plain, port: 143 }, smtp: { ...plain, port: 587 }, allowInsecure: false };
  }
  const name = (service: string): string => (literal === undefined ? `${service}.${host}` : host);
  const secure = { security: 'tls', userName: address } as const;
  return {
    imap: { ...secure, host: name('imap'), port: 993 },
    smtp: { ...secure, host: name('smtp'), port: 465 },
    allowInsecure: false,
  };
}

/** The provider behind an address, or behind its IMAP server when the domain is the person's own; null when unknown. */
export function providerFor(address: string, imapHost: string): Provider | null {
  const row = byHost.get(imapHost.toLowerCase()) ?? byDomain.get(domainOf(address));
  return row ? providerOf(row) : null;
}

/** The part after the last @, as DNS spells it (RFC 5891); a name DNS cannot spell stays as typed. */
function domainOf(address: string): string {
  const typed = address.slice(address.lastIndexOf('@') + 1).toLowerCase();
  return typed.startsWith('[') ? typed : domainToASCII(typed) || typed;
}

const providerOf = (row: ProviderRow): Provider => ({
  id: row.id,
  name: row.name,
  appPassword: row.appPasswordUrl !== null,
  appPasswordUrl: row.appPasswordUrl,
  oauthOnly: row.oauthOnly,
});
