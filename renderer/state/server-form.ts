// Rules of the account form that need no screen: what an address is, which fields are wrong, which connections are open
// to everyone on the way. The program checks again; this only spares a round trip.
import type { AccountSettings, Security, ServerSettings } from '../api.ts';

export const isAddress = (text: string): boolean => /^[^\s@]+@[^\s@]+\.[^\s@.]+$|^[^\s@]+@localhost$/.test(text.trim());

/** The part after @, lower case; '' without one. */
export const domainOf = (address: string): string => address.trim().toLowerCase().split('@')[1] ?? '';

export type Kind = 'imap' | 'smtp';

const usualPorts: Readonly<Record<Kind, Readonly<Record<Security, number>>>> = {
  imap: { tls: 993, starttls: 143, none: 143 },
  smtp: { tls: 465, starttls: 587, none: 25 },
};

/** Another encryption, with its usual port where the port was a usual one before. */
export function withSecurity(server: ServerSettings, security: Security, kind: Kind): ServerSettings {
  const wasUsual = Object.values(usualPorts[kind]).includes(server.port) || !Number.isInteger(server.port);
  return { ...server, security, port: wasUsual ? usualPorts[kind][security] : server.port };
}

/** A sending server to start from, in the manner of the receiving one. */
export function guessSmtp(imap: ServerSettings): ServerSettings {
  const security = imap.security === 'none' ? 'none' : 'tls';
  return {
    host: imap.host.replace(/^imap\./i, 'smtp.'),
    port: usualPorts.smtp[security],
    security,
    userName: imap.userName,
  };
}

export function isThisComputer(host: string): boolean {
  const name = host.trim().toLowerCase();
  return (
    name === 'localhost' || name.endsWith('.localhost') || /^127(\.\d{1,3}){3}$/.test(name) || /^\[?::1\]?$/.test(name)
  );
}

/** Hosts of other computers that would get the password in clear text. */
export function insecureHosts(settings: AccountSettings): string[] {
  const servers = [settings.imap, settings.smtp].filter((server) => server !== null);
  const hosts = servers.filter((server) => server.security === 'none' && !isThisComputer(server.host));
  return [...new Set(hosts.map((server) => server.host.trim()))];
}

export type FieldProblem = 'host' | 'port' | 'userName';

export function problemsOf(server: ServerSettings): FieldProblem[] {
  const problems: FieldProblem[] = [];
  if (!server.host.trim()) problems.push('host');
  if (!Number.isInteger(server.port) || server.port < 1 || server.port > 65535) problems.push('port');
  if (!server.userName.trim()) problems.push('userName');
  return problems;
}

/** True when nothing in the form stands against using it. */
export function isUsable(settings: AccountSettings): boolean {
  const servers = [settings.imap, settings.smtp].filter((server) => server !== null);
  return (
    servers.every((server) => problemsOf(server).length === 0) &&
    (insecureHosts(settings).length === 0 || settings.allowInsecure)
  );
}
