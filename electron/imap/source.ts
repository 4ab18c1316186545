// A mailbox as a source of mail: EXAMINE and BODY.PEEK only, bounded memory, mended connections, no message that can
// stop the others.
import { silentLog, type Log } from '../base/index.ts';
import type { ServerSettings } from '../contract/accounts.ts';
import type { ReadonlyKeys, Source, SourceEvent, SourceNotice, TransferFolder } from '../transfer/index.ts';
import { folderGoneError, isFolderGone, refusedError, Refusal } from './errors.ts';
import { listFolders } from './folders.ts';
import { lastingConnection, usualPace, type LastingConnection, type Pace } from './lasting.ts';
import { splitPath } from './names.ts';
import { listUids, Renumbered, visitFolder, type FolderVisit } from './visit.ts';
import { readMessages } from './read.ts';
import { connectImap } from './session.ts';
import { UidKeys } from './uids.ts';

export interface ImapConnection {
  /** The account's address: names it in folders and reports. */
  readonly account: string;
  readonly settings: ServerSettings;
  readonly allowInsecure: boolean;
  /** Asked for at each connection; held only while one is open. */
  readonly password: () => Promise<string>;
  readonly onNotice?: (notice: SourceNotice) => void;
  readonly log?: Log;
  /** Pauses and limits; tests shorten them. */
  readonly pace?: Partial<Pace>;
}

export interface ImapSourceOptions extends ImapConnection {
  /** Paths to read (from a survey); null = all. One that is no longer there is listed and fails as imap.folder_gone. */
  readonly folders: readonly string[] | null;
}

export function lastingImap(options: ImapConnection): LastingConnection {
  const { settings, allowInsecure, log = silentLog } = options;
  const pace = { ...usualPace, ...options.pace };
  return lastingConnection({
    pace,
    connect: async (signal) => {
      const password = await options.password();
      return connectImap({ settings, password, allowInsecure, signal, log, stallMs: pace.stallMs });
    },
    onNotice: (notice) => {
      log.warn({ notice: notice.kind, account: options.account }, 'imap: connection');
      options.onNotice?.(notice);
    },
  });
}

export function createImapSource(options: ImapSourceOptions): Source {
  const { settings, account } = options;
  const { host } = settings;
  const line = lastingImap(options);

  async function folders(signal: AbortSignal): Promise<TransferFolder[]> {
    for (;;) {
      const session = await line.session(signal);
      try {
        const all = await listFolders(session, account);
        if (!options.folders) return all;
        const byPath = new Map(all.map((folder) => [folder.path, folder]));
        const separator = all[0]?.separator ?? session.separator;
        return options.folders.map((path) => {
          const names = splitPath(path, separator, session.prefix);
          const absent = { role: null, messages: 0, sizeBytes: null, uidValidity: null, separator };
          return byPath.get(path) ?? { id: path, account, names, path, ...absent };
        });
      } catch (error) {
        await line.recover(error, signal);
      }
    }
  }

  /** A folder as a whole cannot be read: the loop writes one line about it and goes on. */
  const folderError = (error: unknown, path: string): unknown => {
    if (!(error instanceof Refusal)) return error;
    return isFolderGone(error) ? folderGoneError(error, host, path) : refusedError(error, host);
  };

  async function* items(
    folder: TransferFolder,
    skip: (key: string) => boolean,
    signal: AbortSignal,
  ): AsyncGenerator<SourceEvent, void, undefined> {
    const visit = visitFolder(line, folder.path, folder.uidValidity, signal);
    let skipped = skip;
    for (;;) {
      try {
        return yield* readFolder(visit, skipped);
      } catch (error) {
        if (!(error instanceof Renumbered)) throw folderError(error, folder.path);
        yield { kind: 'restarted', uidValidity: error.uidValidity };
        skipped = () => false;
      }
    }
  }

  async function relist(
    folder: TransferFolder,
    signal: AbortSignal,
  ): Promise<{ uidValidity: string | null; keys: ReadonlyKeys } | null> {
    const visit = visitFolder(line, folder.path, null, signal);
    try {
      const uids = await listUids(visit);
      return { uidValidity: visit.uidValidity(), keys: new UidKeys(uids) };
    } catch (error) {
      if (error instanceof Refusal && isFolderGone(error)) return null;
      throw folderError(error, folder.path);
    }
  }

  return { folders, items, relist, close: () => line.close() };
}

async function* readFolder(
  visit: FolderVisit,
  skip: (key: string) => boolean,
): AsyncGenerator<SourceEvent, void, undefined> {
  const all = await listUids(visit);
  yield { kind: 'listed', keys: new UidKeys(all), totalBytes: null };
  yield* readMessages(
    visit,
    all.filter((uid) => !skip(String(uid))),
  );
  // Mail that came in while we were reading belongs to the run as well; what comes after this look is "later".
  const last = all.at(-1) ?? 0;
  const newer = await visit.run(async (session) => {
    await session.wire.run('NOOP');
    return session.uids(last + 1);
  });
  if (newer.length === 0) return;
  const both = new Uint32Array(all.length + newer.length);
  both.set(all);
  both.set(newer, all.length);
  yield { kind: 'listed', keys: new UidKeys(both), totalBytes: null };
  yield* readMessages(
    visit,
    newer.filter((uid) => !skip(String(uid))),
  );
}
