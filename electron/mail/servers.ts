// The accounts' servers: a pool of connections each, made when first needed. A refused sign-in is tried once; then the
// account waits until the person changed something or asks for another try.
import type { ServerSettings } from '../contract/accounts.ts';
import { AppError, type AppErrorData } from '../contract/errors.ts';
import { connectImap, createPool, type ImapSession, type Lane, type Pool } from '../imap/index.ts';
import type { MailParts, Servers, UseOptions } from './parts.ts';

/** Connections at the same time. Most providers allow 10 to 15 for all of a person's programs together. */
const LINES = 4;
/** Hosts that are known to allow fewer, by the end of their name. */
const fewer: readonly (readonly [suffix: string, lines: number])[] = [
  ['orange.fr', 3],
  ['free.fr', 3],
  ['laposte.net', 3],
  ['mail.yahoo.com', 3],
  ['mail.ru', 3],
];

/**
 * What the account waits for the person with; anything else passes by itself, also a certificate that cannot be trusted (a
 * hotel's network before its page was clicked away): no password leaves before the line is trusted.
 */
const needsPerson = ({ code }: AppError): boolean =>
  code !== 'account.blocked' &&
  (/^(?:account|secrets)\./.test(code) || code === 'network.insecure_refused' || code === 'app.not_found');

export interface AccountServers extends Servers {
  /** As use, for work that keeps its connection for hours (IDLE). */
  watch<T>(
    accountId: string,
    work: (session: ImapSession, uidValidity: string | null) => Promise<T>,
    options: { readonly path: string; readonly signal: AbortSignal },
  ): Promise<T>;
  /** How many folders can be watched at the same time. */
  watchable(accountId: string): number;
  /** A person waits for something of this account. */
  isUrgent(accountId: string): boolean;
  /** It waits for the person. */
  isRefused(accountId: string): boolean;
  /** Lets a waiting account try again; with `settings` changed, on new connections. */
  retry(accountId: string): void;
  /** Sleep or a change of network: every connection is made anew. */
  reset(): void;
  /** The account is gone or its settings changed. */
  forget(accountId: string): Promise<void>;
}

interface Entry {
  readonly pool: Pool;
  /** Why it waits for the person. */
  refused: AppError | null;
  /** The last failure to reach the server; null once it was reached. */
  unreached: AppError | null;
}

export function createServers(parts: MailParts): AccountServers {
  const entries = new Map<string, Entry>();

  function entryOf(accountId: string): Entry {
    const known = entries.get(accountId);
    if (known) return known;
    const connect = async (signal: AbortSignal): Promise<ImapSession> => {
      if (entry.refused) throw entry.refused;
      try {
        const { settings, password } = parts.credentials(accountId);
        const session = await connectImap({
          settings: settings.imap,
          password: await password(),
          allowInsecure: settings.allowInsecure,
          signal,
          log: parts.log,
        });
        entry.unreached = null;
        return session;
      } catch (error) {
        if (error instanceof AppError && error.code !== 'cancelled') {
          if (needsPerson(error)) entry.refused = error;
          else entry.unreached = error;
        }
        throw error;
      }
    };
    const entry: Entry = {
      pool: createPool({ connect, limit: linesFor(imapOf(parts, accountId)) }),
      refused: null,
      unreached: null,
    };
    entries.set(accountId, entry);
    return entry;
  }

  function use<T>(
    accountId: string,
    work: (session: ImapSession, uidValidity: string | null) => Promise<T>,
    folder: UseOptions['folder'],
    lane: Lane,
    signal: AbortSignal | undefined,
  ): Promise<T> {
    const entry = entryOf(accountId);
    if (entry.refused) return Promise.reject(entry.refused);
    return entry.pool.use(work, { folder, lane, signal });
  }

  return {
    use: async (accountId, work, { folder, urgent, signal }) =>
      use(accountId, work, folder, urgent ? 'urgent' : 'background', signal),
    watch: async (accountId, work, { path, signal }) => use(accountId, work, { path, access: 'read' }, 'watch', signal),
    watchable: (accountId) => entryOf(accountId).pool.watchable(),
    isUrgent: (accountId) => entries.get(accountId)?.pool.busy('urgent') ?? false,
    isRefused: (accountId) => (entries.get(accountId)?.refused ?? null) !== null,
    trouble(accountId): AppErrorData | null {
      const entry = entries.get(accountId);
      return (entry?.refused ?? entry?.unreached)?.toData() ?? null;
    },
    retry(accountId) {
      const entry = entries.get(accountId);
      if (entry) entry.refused = null;
    },
    reset() {
      for (const { pool } of entries.values()) pool.reset();
    },
    async forget(accountId) {
      const entry = entries.get(accountId);
      entries.delete(accountId);
      await entry?.pool.close();
    },
    async close() {
      const all = [...entries.values()];
      entries.clear();
      await Promise.all(all.map(({ pool }) => pool.close()));
    },
  };
}

function imapOf(parts: MailParts, accountId: string): ServerSettings | null {
  try {
    return parts.credentials(accountId).settings.imap;
  } catch {
    return null;
  }
}

function linesFor(settings: ServerSettings | null): number {
  const host = settings?.host.toLowerCase() ?? '';
  return fewer.find(([suffix]) => host === suffix || host.endsWith(`.${suffix}`))?.[1] ?? LINES;
}
