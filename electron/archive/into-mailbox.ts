// Mail from any source into a mailbox on a server, never twice, then read back from there: what a restore and a move do.
// No journal is needed: the mailbox itself says what an interrupted run already brought.
import type { Log } from '../base/index.ts';
import type { MendedMessage } from '../contract/results.ts';
import type { FailedMessage, FolderRole } from '../contract/shapes.ts';
import { createImapSink, type ImapSink, type ImapSinkOptions } from '../imap/index.ts';
import type { JobContext } from '../jobs/index.ts';
import { runTransfer, type Source, type TransferObserver } from '../transfer/index.ts';
import { logNotices, type Credentials } from './job-parts.ts';
import { logFailed, progressOf } from './job-progress.ts';

export interface MailboxWork extends Pick<ImapSinkOptions, 'under' | 'place' | 'recognise'> {
  readonly context: JobContext<unknown>;
  readonly target: Credentials;
  /** Stays open. */
  readonly source: Source;
  readonly log: Log;
  /** Told of every message that is there, by the source's folder and key; all of it is read back afterwards. */
  readonly arrived?: TransferObserver['arrived'];
}

export interface Arrived {
  readonly folders: readonly ArrivedFolder[];
  readonly failed: FailedMessage[];
  /** What the server took only mended. */
  readonly mended: MendedMessage[];
  /** Keywords the server did not accept, each once. */
  readonly droppedKeywords: string[];
  readonly account: string;
  readonly host: string;
  /** How long reading everything back took. */
  readonly readBackMs: number;
}

export interface ArrivedFolder {
  /** The source's own id. */
  readonly id: string;
  readonly account: string;
  readonly path: string;
  readonly names: string[];
  readonly role: FolderRole | null;
  /** Full name on the server; '' when it was not reached. */
  readonly target: string;
  readonly found: number;
  readonly saved: number;
  readonly alreadyThere: number;
  /** Read back from the server. */
  readonly verified: number;
  /** Of `verified`: not equal byte for byte, but the same message as the server rewrote it. */
  readonly recognised: number;
}

/** Throws what ends the run: account.*, network.*, disk.*, cancelled. */
export async function copyIntoMailbox(work: MailboxWork): Promise<Arrived> {
  const { context, source, target, log } = work;
  const { signal } = context;
  const { address, settings, password } = target;
  let sink: ImapSink | null = null;
  try {
    const folders = await source.folders(signal);
    const transfer = runTransfer(folders, {
      changed: () => context.progress(() => progressOf('copying', transfer.states)),
      folderDone: ({ folder, saved, already, failed }) =>
        context.log('folder_done', { folder: folder.names.join(' / '), saved: saved + already, failed: failed.length }),
      failed: (message) => logFailed(context, transfer.states, message),
      ...(work.arrived ? { arrived: work.arrived } : {}),
    });
    context.log('started', {
      folders: folders.length,
      messages: folders.reduce((total, folder) => total + folder.messages, 0),
    });
    sink = createImapSink({
      account: address,
      settings: settings.imap,
      allowInsecure: settings.allowInsecure,
      password,
      under: work.under,
      ...(work.place ? { place: work.place } : {}),
      ...(work.recognise ? { recognise: true } : {}),
      report: transfer.report,
      onNotice: logNotices(context),
      log,
    });
    const { states } = transfer;
    await transfer.run(source, sink, signal);
    const readBackAt = Date.now();
    const verified = await sink.verify(
      (counts) => context.progress(() => progressOf('verifying', states, counts)),
      signal,
    );
    const reached = sink;
    return {
      folders: states.map(({ folder, found, saved, already }) => ({
        id: folder.id,
        account: folder.account,
        path: folder.path,
        names: [...folder.names],
        role: folder.role,
        target: reached.target(folder.id) ?? '',
        found,
        saved,
        alreadyThere: already,
        verified: verified.get(folder.id) ?? 0,
        recognised: reached.recognised().get(folder.id) ?? 0,
      })),
      failed: states.flatMap((state) => state.failed),
      mended: sink.mended().map(({ folder, key, subject, mends }) => ({
        ...{ account: folder.account, folder: folder.path, key, subject },
        mends: [...mends],
      })),
      droppedKeywords: [...sink.droppedKeywords()],
      account: address,
      host: settings.imap.host,
      readBackMs: Date.now() - readBackAt,
    };
  } finally {
    await sink?.close();
  }
}

/** One count over all folders. */
export const sumOf = <F>(folders: readonly F[], of: (folder: F) => number): number =>
  folders.reduce((total, folder) => total + of(folder), 0);
