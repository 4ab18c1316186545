// The second half of an export: seal, read everything back, look at the server once more, certify.
import { writeFile } from 'node:fs/promises';
import { diskError } from '../base/index.ts';
import type { ExportResult } from '../contract/results.ts';
import type { FailedMessage } from '../contract/shapes.ts';
import { saveArchive } from '../store/index.ts';
import type { Source, Transfer, TransferFolderState } from '../transfer/index.ts';
import type { ArchiveChoices } from './archive-choices.ts';
import { certificateHtml, certificateInside, certificateJson, certificatePaths } from './certificate.ts';
import { basisOf } from './finished-before.ts';
import type { ArchiveParts } from './job-parts.ts';
import type { ArchiveWork } from './write-archive.ts';
import { progressOf } from './job-progress.ts';
import type { ArchiveSink, ArchiveSinkOptions, SinkVerification } from './sink.ts';

export interface Proof extends ArchiveWork {
  readonly transfer: Transfer;
  readonly sink: ArchiveSink;
  readonly options: ArchiveSinkOptions;
  readonly startedAt: number;
}

/** Seals, reads everything back, looks at the server once more, and certifies. */
export async function prove(proof: Proof): Promise<ExportResult> {
  const { context, parts, choices, transfer, source, sink, options, startedAt } = proof;
  const { signal } = context;
  const failed = transfer.states.flatMap((state) => state.failed);
  const { messages } = sink.counts();
  const common = {
    kind: 'export' as const,
    archiveId: sink.archiveId,
    found: transfer.states.reduce((total, state) => total + state.found, 0),
    saved: transfer.states.reduce((total, state) => total + state.saved, 0),
    distinct: messages,
    failed,
    accounts: [...options.accounts],
    format: choices.format,
    startedAt,
    version: parts.version,
  };
  context.progress(() => progressOf('sealing', transfer.states));
  const inside = { ...common, missing: common.found - common.saved, later: 0, ...lasting(startedAt) };
  await sink.finish(certificateInside({ ...inside, folders: folderRows(transfer.states, null, new Map()) }), signal);

  const readBackAt = Date.now();
  const verification = await sink.verify((progress) => {
    context.progress(() => progressOf('verifying', transfer.states, progress.folders));
  }, signal);
  const readBackMs = Date.now() - readBackAt;
  context.progress(() => progressOf('recounting', transfer.states, verification.folders));
  const later = await recount(transfer.states, source, signal);
  const laterTotal = [...later.values()].reduce((total, count) => total + count, 0);
  if (laterTotal > 0) context.log('later_mail', { messages: laterTotal });

  const result: ExportResult = {
    ...common,
    ...lasting(startedAt),
    readBackMs,
    failed: [...failed, ...damagedMessages(verification)],
    verified: verification.verified,
    missing: common.found - verification.verified,
    later: laterTotal,
    complete:
      common.found === common.saved && common.saved === verification.verified && verification.damaged.length === 0,
    folders: folderRows(transfer.states, verification, later),
    files: verification.files.map((file) => ({ ...file })),
    certificate: certificatePaths(choices.path),
  };
  const listings = transfer.states.map(({ folder, listed }) => ({
    folder,
    uidValidity: folder.uidValidity,
    keys: proof.listed?.(folder.id) ?? listed,
  }));
  await writeCertificates(result, basisOf(options, listings, proof.wish), choices);
  await sink.complete();
  remember(result, choices, proof.partOf, parts);
  return result;
}

const lasting = (startedAt: number): { finishedAt: number; durationMs: number } => ({
  finishedAt: Date.now(),
  durationMs: Date.now() - startedAt,
});

function folderRows(
  states: readonly TransferFolderState[],
  verification: SinkVerification | null,
  later: ReadonlyMap<string, number>,
): ExportResult['folders'] {
  return states.map(({ folder, found, saved }) => ({
    account: folder.account,
    path: folder.path,
    names: [...folder.names],
    role: folder.role,
    found,
    saved,
    verified: verification?.folders.get(folder.id) ?? 0,
    later: later.get(folder.id) ?? 0,
  }));
}

/** Messages each folder lists now that were not there when it was read. A folder that is gone has none. */
async function recount(
  states: readonly TransferFolderState[],
  source: Source,
  signal: AbortSignal,
): Promise<Map<string, number>> {
  const later = new Map<string, number>();
  for (const { folder, listed } of states) {
    const now = listed ? await source.relist(folder, signal) : null;
    if (!now || !listed) continue;
    let fresh = 0;
    if (folder.uidValidity !== null && now.uidValidity !== folder.uidValidity)
      fresh = Math.max(0, now.keys.size - listed.size);
    else for (const key of now.keys) if (!listed.has(key)) fresh += 1;
    later.set(folder.id, fresh);
  }
  return later;
}

const damagedMessages = (verification: SinkVerification): FailedMessage[] =>
  verification.damaged.map(({ path: entry, error, places }) => {
    const [account = '', folder = ''] = (places[0] ?? '').split(': ');
    return { account, folder, key: entry, subject: null, sizeBytes: null, error: error.toData() };
  });

async function writeCertificates(
  result: ExportResult,
  basis: string,
  { path, language }: ArchiveChoices,
): Promise<void> {
  const { jsonPath, htmlPath } = certificatePaths(path);
  try {
    await writeFile(jsonPath, certificateJson(result, basis), { flush: true });
    await writeFile(htmlPath, certificateHtml(result, language), { flush: true });
  } catch (error) {
    throw diskError(error, jsonPath);
  }
}

/** The archive joins the known ones. */
export function remember(result: ExportResult, choices: ArchiveChoices, partOf: string[], parts: ArchiveParts): void {
  saveArchive(parts.store, {
    archiveId: result.archiveId,
    path: choices.path,
    createdAt: result.startedAt,
    accounts: result.accounts.map((account) => account.address),
    partOf,
    messages: result.distinct,
    sizeBytes: result.files.reduce((total, file) => total + file.sizeBytes, 0),
    encryptedTo: choices.protection.kind,
    proof: {
      at: result.finishedAt,
      ok: result.complete,
      found: result.found,
      saved: result.saved,
      verified: result.verified,
      kind: 'export',
    },
  });
  parts.emit('archives.changed', {});
}
