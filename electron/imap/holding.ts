// What a folder of a mailbox holds at this very moment, by SHA-256, for who is about to delete the same messages elsewhere:
// read back in this visit, and still there, and not marked as deleted. Looks only (EXAMINE); puts back one message if asked.
import { AppError } from '../contract/errors.ts';
import type { FolderRole } from '../contract/shapes.ts';
import { appendOne } from './append-one.ts';
import { fetchFlags } from './differences.ts';
import { isFolderGone, refusedError, Refusal } from './errors.ts';
import { readPresent, type Present } from './present.ts';
import { lastingImap, type ImapConnection } from './source.ts';
import { readTarget } from './target.ts';
import { Renumbered, visitFolder, type FolderVisit } from './visit.ts';

export interface Wanted {
  readonly sha256: string;
  readonly sizeBytes: number;
}

export interface Held {
  /** Of one copy. */
  readonly flags: readonly string[];
  readonly copies: number;
}

export interface Holding {
  /** The special use of the folder; null for an ordinary one. Throws imap.folder_gone, account.*, network.*. */
  role(): Promise<FolderRole | null>;
  /** Which of these hashes it holds now, and how often. Throws imap.folder_gone, account.*, network.*, cancelled. */
  holds(wanted: readonly Wanted[]): Promise<ReadonlyMap<string, Held>>;
  /** Stores a message that was lost. Throws message.*, account.*, network.*. */
  putBack(content: Buffer, flags: readonly string[], internalDate: number): Promise<void>;
  close(): Promise<void>;
}

/** How often a folder may be renumbered under our hands before that is an error of the server. */
const RENUMBERED = 5;

interface Known {
  readonly visit: FolderVisit;
  readonly present: Present;
  readonly uids: Map<string, number[]>;
}

export function openHolding(options: ImapConnection, path: string, signal: AbortSignal): Holding {
  const { host } = options.settings;
  const line = lastingImap(options);
  let known: Known | null = null;

  /** Runs `work` again after what passes; a folder that is gone is said as that. */
  async function lasting<T>(work: () => Promise<T>): Promise<T> {
    for (let renumbered = 0; ;) {
      try {
        return await work();
      } catch (error) {
        if (error instanceof Renumbered && (renumbered += 1) <= RENUMBERED) {
          known = null;
          continue;
        }
        if (error instanceof Renumbered) throw new AppError('imap.folder_gone', { host, folder: path });
        await line.recover(error, signal).catch((final: unknown) => {
          if (!(final instanceof Refusal)) throw final;
          throw isFolderGone(final)
            ? new AppError('imap.folder_gone', { host, folder: path })
            : refusedError(final, host);
        });
      }
    }
  }

  async function enter(): Promise<Known> {
    const visit = visitFolder(line, path, null, signal);
    return { visit, present: await readPresent(visit, true), uids: new Map() };
  }

  const holds = (wanted: readonly Wanted[]): Promise<ReadonlyMap<string, Held>> =>
    lasting(async () => {
      known ??= await enter();
      const { visit, present, uids } = known;
      await present.learn(new Set(wanted.map(({ sizeBytes }) => sizeBytes)), (sha256, uid) => {
        const list = uids.get(sha256);
        if (list) list.push(uid);
        else uids.set(sha256, [uid]);
      });
      const asked = wanted.flatMap(({ sha256 }) => uids.get(sha256) ?? []).sort((a, b) => a - b);
      const there = asked.length > 0 ? await flagsNow(visit, asked) : new Map<number, readonly string[]>();
      const held = new Map<string, Held>();
      for (const { sha256 } of wanted) {
        const copies = (uids.get(sha256) ?? []).flatMap((uid) => (there.has(uid) ? [uid] : []));
        const [copy] = copies;
        if (copy !== undefined) held.set(sha256, { flags: there.get(copy) ?? [], copies: copies.length });
      }
      return held;
    });

  /** Of these UIDs, the ones that are there and not marked as deleted. The folder is opened anew: an open one may be old news. */
  const flagsNow = (visit: FolderVisit, uids: readonly number[]): Promise<Map<number, readonly string[]>> =>
    visit.run(async (session) => {
      session.visitor = null;
      const fresh = await visit.ready();
      const found = new Map<number, readonly string[]>();
      await fetchFlags(fresh, uids, (batch) => {
        for (const { uid, flags } of batch) if (!flags.some((flag) => /^\\deleted$/i.test(flag))) found.set(uid, flags);
      });
      return found;
    });

  return {
    holds,
    role: () =>
      lasting(async () => {
        const { byRole, paths } = await readTarget(await line.session(signal));
        if (!paths.has(path)) throw new AppError('imap.folder_gone', { host, folder: path });
        for (const [role, at] of byRole) if (at === path) return role;
        return null;
      }),
    putBack: (content, flags, internalDate) =>
      lasting(async () => {
        const session = await line.session(signal);
        const { error } = await appendOne(session, path, { flags, internalDate, content });
        if (error) throw error;
      }),
    close: () => line.close(),
  };
}
