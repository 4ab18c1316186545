// An archive against the server as it is now. A message is the same when its UID stands under the same UIDVALIDITY
// (RFC 9051 §2.3.1.1: such a UID never names other bytes), or else when its bytes have the same SHA-256, wherever it
// stands: a message that was moved is neither missing here nor there.
import { createHash } from 'node:crypto';
import type { VerifyResult } from '../contract/results.ts';
import { createImapSource } from '../imap/index.ts';
import { parseEnvelope } from '../mime/index.ts';
import type { JobContext } from '../jobs/index.ts';
import { contentChunks, type Source, type TransferFolder, type TransferItem } from '../transfer/index.ts';
import { logNotices, type ArchiveParts } from './job-parts.ts';
import type { ArchiveReader } from './reader.ts';
import { MAX_LISTED } from './verify-archive.ts';

/** A list a person can work through; the counts beside it are exact. */

type Against = NonNullable<VerifyResult['against']>;

export async function compareWithServer(
  reader: ArchiveReader,
  accountId: string,
  context: JobContext<unknown>,
  parts: ArchiveParts,
): Promise<Against> {
  const { address, settings, password } = parts.credentials(accountId);
  const source = createImapSource({
    account: address,
    settings: settings.imap,
    allowInsecure: settings.allowInsecure,
    password,
    folders: null,
    onNotice: logNotices(context),
    log: parts.log,
  });
  const result: Against = {
    account: address,
    same: 0,
    missingHere: [],
    missingHereCount: 0,
    missingThere: [],
    missingThereCount: 0,
  };
  try {
    const archived = archivedKeys(reader, address);
    const onServer = new Set<string>();
    for (const folder of await source.folders(context.signal)) {
      await compareFolder({
        folder,
        source,
        reader,
        known: archived.get(folderKey(folder)),
        onServer,
        result,
        signal: context.signal,
      });
    }
    for (const message of reader.messages({ kind: 'all' })) {
      if (onServer.has(message.sha256)) continue;
      result.missingThereCount += 1;
      if (result.missingThere.length < MAX_LISTED) {
        result.missingThere.push({ folder: reader.places(message)[0]?.folder.path ?? '', path: message.entry });
      }
    }
    return result;
  } finally {
    await source.close();
  }
}

const folderKey = (folder: TransferFolder): string => `${folder.path}\0${folder.uidValidity ?? ''}`;

/** UID to hash for each folder of this account that the archive holds under its UIDVALIDITY. */
function archivedKeys(reader: ArchiveReader, address: string): Map<string, Map<string, string>> {
  const folders = new Map<string, Map<string, string>>();
  for (const message of reader.messages({ kind: 'all' })) {
    for (const { folder, key } of reader.places(message)) {
      if (folder.account !== address || folder.uidValidity === null) continue;
      const keys = folders.get(folderKey(folder)) ?? new Map<string, string>();
      folders.set(folderKey(folder), keys.set(key, message.sha256));
    }
  }
  return folders;
}

interface FolderComparison {
  readonly folder: TransferFolder;
  readonly source: Source;
  readonly reader: ArchiveReader;
  readonly known: ReadonlyMap<string, string> | undefined;
  readonly onServer: Set<string>;
  readonly result: Against;
  readonly signal: AbortSignal;
}

/** Messages known by UID are counted without fetching them; the others are fetched and hashed. */
async function compareFolder({
  folder,
  source,
  reader,
  known,
  onServer,
  result,
  signal,
}: FolderComparison): Promise<void> {
  const missing = (uid: string, subject: string | null): void => {
    result.missingHereCount += 1;
    if (result.missingHere.length < MAX_LISTED) result.missingHere.push({ folder: folder.path, uid, subject });
  };
  const same = (sha256: string): void => {
    result.same += 1;
    onServer.add(sha256);
  };
  const byUid = (uid: string): string | undefined => known?.get(uid);
  for await (const event of source.items(folder, (uid) => byUid(uid) !== undefined, signal)) {
    if (event.kind === 'listed') {
      for (const uid of event.keys) {
        const sha256 = byUid(uid);
        if (sha256 !== undefined && !onServer.has(`${folder.path}\0${uid}`)) {
          onServer.add(`${folder.path}\0${uid}`);
          same(sha256);
        }
      }
    } else if (event.kind === 'item') {
      const { sha256, subject } = await read(event.item);
      if (reader.find(sha256)) same(sha256);
      else missing(event.item.key, subject);
    } else if (event.kind === 'failed') {
      missing(event.key, event.heading.subject);
    }
  }
}

async function read(item: TransferItem): Promise<{ sha256: string; subject: string | null }> {
  const hash = createHash('sha256');
  let head: Uint8Array | null = null;
  for await (const chunk of contentChunks(item.content)) {
    hash.update(chunk);
    head ??= chunk;
  }
  return { sha256: hash.digest('hex'), subject: head ? parseEnvelope(head).subject : null };
}
