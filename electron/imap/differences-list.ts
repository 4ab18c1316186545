// The folders and their counters in as few commands as the server allows: what tells which folders to look into at all.
import type { FolderRole } from '../contract/shapes.ts';
import { Refusal, refusedError } from './errors.ts';
import { folderRoles } from './folders.ts';
import { decodeName, splitPath } from './names.ts';
import { parseValues, textOf, utf8, type Reply, type Value } from './replies.ts';
import type { ImapSession, Listed } from './session.ts';

export interface MailboxState {
  readonly messages: number;
  readonly unseen: number;
  readonly uidNext: number | null;
  readonly uidValidity: string | null;
  readonly highestModseq: string | null;
}

export interface Mailbox {
  readonly path: string;
  readonly names: readonly string[];
  readonly separator: string | null;
  readonly role: FolderRole | null;
  readonly selectable: boolean;
  readonly subscribed: boolean;
  /** null: not asked, or the server did not say. */
  readonly state: MailboxState | null;
}

/** Everything the person may see, in the server's order. `withStates` counts each folder too. Throws imap.refused, network.*. */
export async function listMailboxes(session: ImapSession, withStates: boolean): Promise<Mailbox[]> {
  const { capabilities } = session;
  const wanted = [
    ...(capabilities.has('LIST-EXTENDED') ? ['SUBSCRIBED'] : []),
    ...(capabilities.has('SPECIAL-USE') ? ['SPECIAL-USE'] : []),
    ...(withStates && capabilities.has('LIST-STATUS') ? [`STATUS ${stateItems(session)}`] : []),
  ];
  const extended = wanted.length > 0 && (capabilities.has('LIST-EXTENDED') || capabilities.has('LIST-STATUS'));
  const folders = new Map<string, Listed>();
  const states = new Map<string, MailboxState>();
  const subscribed = new Set<string>();
  const read = (reply: Reply): void => {
    const values = parseValues(reply.pieces);
    if (reply.name === 'STATUS') return readState(session, values, states);
    if (reply.name !== 'LIST' && reply.name !== 'LSUB') return;
    const [flags, separator, raw] = values;
    const path = pathOf(session, raw);
    const attributes = Array.isArray(flags) ? flags.flatMap((flag) => textOf(flag) ?? []) : [];
    if (path === '') return;
    if (reply.name === 'LSUB' || attributes.some((attribute) => /^\\subscribed$/i.test(attribute)))
      subscribed.add(path);
    if (reply.name === 'LIST' && !folders.has(path))
      folders.set(path, { path, raw: utf8(textOf(raw) ?? ''), separator: textOf(separator), attributes });
  };
  try {
    if (withStates) await leaveFolder(session);
    await session.wire.run(`LIST "" "*"${extended ? ` RETURN (${wanted.join(' ')})` : ''}`, read);
    if (!extended || !capabilities.has('LIST-EXTENDED'))
      await session.wire.run('LSUB "" "*"', read).catch((error: unknown) => {
        if (!(error instanceof Refusal)) throw error;
      });
  } catch (error) {
    throw error instanceof Refusal ? refusedError(error, session.host) : error;
  }
  const all = [...folders.values()];
  const selectable = all.filter(({ attributes }) => !attributes.some((one) => NOT_SELECTABLE.test(one)));
  const uncounted = withStates ? selectable.filter(({ path }) => !states.has(path)).map(({ path }) => path) : [];
  for (const [path, state] of await readStates(session, uncounted)) states.set(path, state);
  const roles = folderRoles(selectable, session.prefix);
  return all.map(({ path, separator, attributes }) => ({
    path,
    names: splitPath(path, separator, session.prefix),
    separator,
    role: roles.get(path) ?? null,
    selectable: !attributes.some((one) => NOT_SELECTABLE.test(one)),
    subscribed: subscribed.has(path),
    state: states.get(path) ?? null,
  }));
}

/**
 * A folder that is open is counted as this connection knows it, also when it was deleted and made anew meanwhile. Where the
 * server has no UNSELECT (RFC 3691) the connection at least hears the news first.
 */
async function leaveFolder(session: ImapSession): Promise<void> {
  const canLeave = session.capabilities.has('UNSELECT') || session.capabilities.has('IMAP4REV2');
  session.visitor = null;
  await session.wire.run(canLeave ? 'UNSELECT' : 'NOOP').catch((error: unknown) => {
    // No folder is open.
    if (!(error instanceof Refusal)) throw error;
  });
}

const NOT_SELECTABLE = /^\\(?:noselect|nonexistent)$/i;

/** The counters of these folders; one the server refuses to count is left out. */
export async function readStates(session: ImapSession, paths: readonly string[]): Promise<Map<string, MailboxState>> {
  const states = new Map<string, MailboxState>();
  for (let at = 0; at < paths.length; at += 16) {
    const some = paths.slice(at, at + 16).map((path) => ['STATUS ', session.name(path), ` ${stateItems(session)}`]);
    await session.wire.runAll(some, (reply) => {
      if (reply.name === 'STATUS') readState(session, parseValues(reply.pieces), states);
    });
  }
  return states;
}

const stateItems = ({ capabilities }: ImapSession): string =>
  `(MESSAGES UNSEEN UIDNEXT UIDVALIDITY${capabilities.has('CONDSTORE') || capabilities.has('QRESYNC') ? ' HIGHESTMODSEQ' : ''})`;

const pathOf = (session: ImapSession, raw: Value | undefined): string => {
  const path = decodeName(utf8(textOf(raw) ?? ''), session.unicode);
  return path.toUpperCase() === 'INBOX' ? 'INBOX' : path;
};

function readState(session: ImapSession, values: readonly Value[], into: Map<string, MailboxState>): void {
  const [raw, list] = values;
  const path = pathOf(session, raw);
  if (path === '' || !Array.isArray(list)) return;
  const found = new Map<string, string>();
  for (let at = 0; at + 1 < list.length; at += 2) {
    const value = textOf(list[at + 1]);
    if (value !== null) found.set((textOf(list[at]) ?? '').toUpperCase(), value);
  }
  const count = (name: string): number | null => {
    const value = Number(found.get(name) ?? NaN);
    return Number.isSafeInteger(value) && value >= 0 ? value : null;
  };
  const modseq = found.get('HIGHESTMODSEQ') ?? '0';
  into.set(path, {
    messages: count('MESSAGES') ?? 0,
    unseen: count('UNSEEN') ?? 0,
    uidNext: count('UIDNEXT'),
    uidValidity: found.get('UIDVALIDITY') ?? null,
    highestModseq: modseq === '0' ? null : modseq,
  });
}
