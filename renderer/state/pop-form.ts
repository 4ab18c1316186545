// Rules of the POP form that need no screen: the server to start from, its usual ports, and what is still missing.
import type { AccountSettings, Security, ServerSettings } from '../api.ts';
import { isAddress, isThisComputer, problemsOf } from './server-form.ts';

const usualPorts: Readonly<Record<Security, number>> = { tls: 995, starttls: 110, none: 110 };

/** A POP server in the manner of the receiving one that is known or guessed for the address. */
export function guessPop({ imap }: AccountSettings): ServerSettings {
  return {
    host: imap.host.replace(/^imap\d?\./i, /web\.de$/i.test(imap.host) ? 'pop3.' : 'pop.'),
    port: usualPorts.tls,
    security: 'tls',
    userName: imap.userName,
  };
}

/** Another encryption, with its usual port where the port was a usual one before. */
export function withPopSecurity(server: ServerSettings, security: Security): ServerSettings {
  const wasUsual = Object.values(usualPorts).includes(server.port) || !Number.isInteger(server.port);
  return { ...server, security, port: wasUsual ? usualPorts[security] : server.port };
}

/** The password would travel in clear text to another computer. */
export const isPopOpen = (server: ServerSettings): boolean =>
  server.security === 'none' && !isThisComputer(server.host);

export interface PopForm {
  readonly address: string;
  readonly server: ServerSettings | null;
  readonly password: string;
  readonly allowInsecure: boolean;
}
export type PopGap = 'address' | 'server' | 'consent' | 'password';

/** The first thing that stands against reading this mailbox; null when nothing does. */
export function popGap({ address, server, password, allowInsecure }: PopForm): PopGap | null {
  if (!isAddress(address)) return 'address';
  if (!server || problemsOf(server).length > 0) return 'server';
  if (isPopOpen(server) && !allowInsecure) return 'consent';
  return password ? null : 'password';
}
