// Reads a whole archive back, every hash; if asked, compares it with the server as it is now.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { errorWords } from '../contract/errors.ts';
import type { ArchiveKey, JobProgress } from '../contract/jobs.ts';
import type { VerifyResult } from '../contract/results.ts';
import { defineJob, type JobContext, type JobDefinition } from '../jobs/index.ts';
import { listArchives, saveArchive } from '../store/index.ts';
import { compareWithServer } from './compare.ts';
import { certificatePaths } from './certificate.ts';
import { requireKey, type ArchiveParts } from './job-parts.ts';
import { openArchive, placeName, verifyArchive, type ArchiveReader, type ArchiveVerification } from './reader.ts';
import { MAX_LISTED } from './verify-archive.ts';

export interface VerifyJobInput {
  readonly path: string;
  readonly accountId: string | null;
  readonly addresses: string[];
}

type Context = JobContext<VerifyJobInput>;

export const verifyJob = (parts: ArchiveParts): JobDefinition =>
  defineJob<VerifyJobInput>({
    kind: 'verify',
    subject: (input) => ({ path: input.path, accounts: input.addresses }),
    needsKey: () => true,
    run: (context) => runVerify(context, parts),
  });

async function runVerify(context: Context, parts: ArchiveParts): Promise<VerifyResult> {
  const { input, signal } = context;
  const startedAt = Date.now();
  const key: ArchiveKey = requireKey(context);
  const reader = await openArchive(input.path, key, signal);
  try {
    const { summary } = reader;
    const progress = (phase: JobProgress['phase'], verified: number, doneBytes: number): void =>
      context.progress(() => ({
        phase,
        total: summary.messages,
        done: verified,
        verified,
        missing: 0,
        totalBytes: summary.sizeBytes,
        doneBytes,
        folders: [],
      }));
    progress('verifying', 0, 0);
    const verification = await verifyArchive(reader, (at) => progress('verifying', at.verified, at.doneBytes), signal);
    const against = input.accountId === null ? null : await compareWithServer(reader, input.accountId, context, parts);
    const result: VerifyResult = {
      kind: 'verify',
      archiveId: summary.archiveId,
      intact: verification.intact,
      messages: verification.messages,
      places: verification.places,
      verified: verification.verified,
      damaged: verification.damaged.slice(0, MAX_LISTED).map(({ path: entry, error, places }) => ({
        path: entry,
        code: error.code,
        reason: errorWords(error, 'en').what,
        places: [...places],
      })),
      damagedCount: verification.damaged.length,
      files: verification.files.map((file) => ({ ...file })),
      missingFiles: [...verification.missingFiles],
      missingMessages: verification.lost.map((message) => ({
        folder: placeName(reader.places(message)[0]?.folder),
        subject: message.subject,
        from: message.from,
        path: message.entry,
      })),
      missingMessagesCount: verification.lostCount,
      certificateMatches: await certificateMatches(reader, verification),
      against,
      createdAt: summary.createdAt,
      sizeBytes: summary.sizeBytes,
      durationMs: Date.now() - startedAt,
      finishedAt: Date.now(),
    };
    remember(reader, result, parts);
    return result;
  } finally {
    await reader.close();
  }
}

/** Compares the files that are there with the certificate beside them; null when there is none that can be read. */
async function certificateMatches(reader: ArchiveReader, verification: ArchiveVerification): Promise<boolean | null> {
  const first = reader.summary.files[0]?.path ?? reader.path;
  try {
    const certificate = JSON.parse(await readFile(certificatePaths(first).jsonPath, 'utf8')) as {
      archiveId?: unknown;
      files?: { path?: unknown; sha256?: unknown }[];
    };
    if (certificate.archiveId !== reader.summary.archiveId || !Array.isArray(certificate.files)) return null;
    const stated = new Map(certificate.files.map((file) => [path.basename(String(file.path)), file.sha256]));
    return (
      verification.files.every((file) => stated.get(path.basename(file.path)) === file.sha256) &&
      stated.size === verification.files.length + verification.missingFiles.length
    );
  } catch {
    return null;
  }
}

/** The archive joins the known ones with this proof; a file that moved keeps its new path. */
function remember(reader: ArchiveReader, result: VerifyResult, parts: ArchiveParts): void {
  const { summary } = reader;
  const file = summary.files[0]?.path ?? reader.path;
  const known = listArchives(parts.store).find((record) => record.path === file);
  saveArchive(parts.store, {
    archiveId: summary.archiveId,
    path: file,
    createdAt: summary.createdAt,
    accounts: known?.accounts ?? summary.accounts.map((account) => account.address),
    ...(known?.partOf && { partOf: known.partOf }),
    messages: summary.messages,
    sizeBytes: summary.sizeBytes,
    encryptedTo: summary.encryptedTo,
    proof: {
      at: result.finishedAt,
      ok: result.intact && (known?.proof?.ok ?? true),
      found: known?.proof?.found ?? result.places,
      saved: known?.proof?.saved ?? result.places,
      verified: result.intact ? (known?.proof?.verified ?? result.places) : result.verified,
      kind: 'verify',
    },
  });
  parts.emit('archives.changed', {});
}
