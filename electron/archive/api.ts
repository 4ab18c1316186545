// The archive part of the contract: surveys, jobs, looking inside, and what this program knows of archives.
import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { freeBytes, isWritable, type BlobShelf } from '../base/index.ts';
import type { archive as calls } from '../contract/archive.ts';
import type { AreaHandlers } from '../contract/define.ts';
import { AppError } from '../contract/errors.ts';
import { surveyMailbox, surveyPeriods } from '../imap/index.ts';
import type { JobDefinition, Jobs } from '../jobs/index.ts';
import { readMessage } from '../mime/index.ts';
import { forgetArchive, listArchives } from '../store/index.ts';
import { prepareArchive } from './archive-choices.ts';
import { certificateHtml } from './certificate.ts';
import { exportJob, type ExportJobInput } from './export-job.ts';
import { extractJob, type ExtractJobInput } from './extract-job.ts';
import type { ArchiveParts, Credentials } from './job-parts.ts';
import { createOpenArchives, findMessage, messageBytes, viewMessage, type OpenArchives } from './open-archives.ts';
import { restoreJob, type RestoreJobInput } from './restore-job.ts';
import { checkTarget } from './sink.ts';
import { verifyJob, type VerifyJobInput } from './verify-job.ts';
import { generatePassphrase, passphraseStrength } from './words.ts';

export const archiveJobs = (parts: ArchiveParts): JobDefinition[] => [
  exportJob(parts),
  verifyJob(parts),
  extractJob(),
  restoreJob(parts),
];

export interface ArchiveApi {
  readonly handlers: AreaHandlers<typeof calls>;
  close(): Promise<void>;
}

export function createArchiveApi(parts: ArchiveParts, jobs: Jobs, blobs: BlobShelf): ArchiveApi {
  const archives = createOpenArchives();
  return {
    handlers: {
      ...exportHandlers(parts, jobs),
      ...readingHandlers(archives, blobs),
      ...workHandlers(parts, jobs),
      ...knownHandlers(parts),
    },
    close: () => archives.closeAll(),
  };
}

type Handlers = AreaHandlers<typeof calls>;
type Part<K extends keyof Handlers> = Pick<Handlers, K>;

async function imapOptions({ settings, password }: Credentials, parts: ArchiveParts, signal: AbortSignal) {
  return {
    settings: settings.imap,
    allowInsecure: settings.allowInsecure,
    password: await password(),
    log: parts.log,
    signal,
  };
}

function exportHandlers(
  parts: ArchiveParts,
  jobs: Jobs,
): Part<
  | 'survey'
  | 'surveyPeriods'
  | 'proposeTarget'
  | 'checkTarget'
  | 'generatePassphrase'
  | 'passphraseStrength'
  | 'startExport'
  | 'certificateHtml'
> {
  return {
    survey: async ({ accountId }, { signal }) => ({
      folders: await surveyMailbox(await imapOptions(parts.credentials(accountId), parts, signal)),
      countedAt: Date.now(),
    }),
    surveyPeriods: async ({ accountId, paths }, { signal }) =>
      surveyPeriods({ ...(await imapOptions(parts.credentials(accountId), parts, signal)), paths }),
    proposeTarget: ({ accountIds }) => proposeTarget(accountIds.map((id) => parts.credentials(id).address)),
    checkTarget: async ({ path: file }) => ({
      ...(await checkTarget(path.resolve(file), parts.journalDir)),
      freeBytes: await freeBytes(path.dirname(path.resolve(file))),
      writable: await isWritable(path.dirname(path.resolve(file))),
    }),
    generatePassphrase: ({ language }) => generatePassphrase(language),
    passphraseStrength: ({ passphrase }) => passphraseStrength(passphrase),
    async startExport({ accounts, ...wanted }) {
      const { choices, passphrase } = await prepareArchive(wanted);
      const addresses = accounts.map(({ accountId }) => parts.credentials(accountId).address);
      const input: ExportJobInput = { ...choices, accounts, addresses };
      return { jobId: jobs.start('export', input, passphrase === null ? null : { kind: 'passphrase', passphrase }) };
    },
    certificateHtml({ jobId, language }) {
      const { result } = jobs.get(jobId);
      const written = result?.kind === 'move' ? result.archive : result;
      if (written?.kind !== 'export') throw new AppError('app.not_found', { name: 'certificate' });
      return { html: certificateHtml(written, language) };
    },
  };
}

function readingHandlers(
  archives: OpenArchives,
  blobs: BlobShelf,
): Part<'open' | 'close' | 'listMessages' | 'readMessage' | 'messageBlob'> {
  return {
    open: ({ path: file, key }, { signal }) => archives.open(path.resolve(file), key, signal),
    async close({ handle }) {
      await archives.close(handle);
      return {};
    },
    listMessages({ handle, ...query }) {
      const { total, rows } = archives.get(handle).list(query);
      return {
        total,
        rows: rows.map((row) => ({
          messageId: row.sha256,
          folderId: row.folder.id,
          from: row.from,
          subject: row.subject,
          receivedAt: row.internalDate,
          sizeBytes: row.sizeBytes,
          flags: [...row.flags],
        })),
      };
    },
    readMessage({ handle, messageId }, { signal }) {
      const reader = archives.get(handle);
      return viewMessage(reader, findMessage(reader, messageId), signal);
    },
    async messageBlob({ handle, messageId, attachment }, { signal }) {
      const reader = archives.get(handle);
      const message = findMessage(reader, messageId);
      const bytes = await messageBytes(reader, message, signal);
      if (attachment === null) {
        const name = message.entry.split('/').at(-1) ?? 'message.eml';
        return { blobId: blobs.put(bytes), name, mimeType: 'message/rfc822', sizeBytes: bytes.byteLength };
      }
      const part = (await readMessage(bytes)).attachments[attachment];
      if (!part) throw new AppError('app.not_found', { name: 'attachment' });
      const content = part.content();
      return { blobId: blobs.put(content), name: part.name, mimeType: part.mimeType, sizeBytes: content.byteLength };
    },
  };
}

function workHandlers(parts: ArchiveParts, jobs: Jobs): Part<'startExtract' | 'startVerify' | 'startRestore'> {
  return {
    startExtract({ path: file, key, selection, out, decodeWinmail }) {
      const input: ExtractJobInput = { path: path.resolve(file), selection, out: path.resolve(out), decodeWinmail };
      return { jobId: jobs.start('extract', input, key) };
    },
    startVerify({ path: file, key, accountId }) {
      const addresses = accountId === null ? [] : [parts.credentials(accountId).address];
      const input: VerifyJobInput = { path: path.resolve(file), accountId, addresses };
      return { jobId: jobs.start('verify', input, key) };
    },
    startRestore({ path: file, key, ...rest }) {
      const { address } = parts.credentials(rest.accountId);
      const input: RestoreJobInput = { ...rest, path: path.resolve(file), address };
      return { jobId: jobs.start('restore', input, key) };
    },
  };
}

function knownHandlers(parts: ArchiveParts): Part<'known' | 'forget'> {
  return {
    known: () =>
      Promise.all(
        listArchives(parts.store).map(async (record) => ({
          ...record,
          present: await stat(record.path).then(
            (info) => info.isFile(),
            () => false,
          ),
        })),
      ),
    forget({ path: file }) {
      forgetArchive(parts.store, file);
      parts.emit('archives.changed', {});
      return {};
    },
  };
}

/** "claire.morel 2026-11-21.malle" in Documents (else the home folder), with a number when that exists. */
function proposeTarget(addresses: string[]): { folder: string; fileName: string } {
  const documents = path.join(os.homedir(), 'Documents');
  const folder = existsSync(documents) ? documents : os.homedir();
  const today = new Date();
  const date = [today.getFullYear(), today.getMonth() + 1, today.getDate()]
    .map((part) => String(part).padStart(2, '0'))
    .join('-');
  const owner = (addresses[0]?.split('@')[0] ?? 'mail').replace(/[^\p{L}\p{N}._-]+/gu, '-');
  for (let number = 1; ; number += 1) {
    const fileName = `${owner} ${date}${number > 1 ? ` ${number}` : ''}.malle`;
    if (!existsSync(path.join(folder, fileName))) return { folder, fileName };
  }
}
