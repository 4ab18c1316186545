// Results for scripts: one object on the last line of stdout. The keys are a promise (README); reasons are in English.
import { errorWords, type AppErrorData, type Language } from '../../contract/errors.ts';
import type { JobResult } from '../../contract/jobs.ts';
import type { FailedMessage } from '../../contract/shapes.ts';

const failedRow = (message: FailedMessage): object => ({
  account: message.account,
  folder: message.folder,
  uid: message.key,
  reason: errorWords(message.error, 'en').what,
  code: message.error.code,
  detail: message.error.detail,
  subject: message.subject,
  from: message.from ?? null,
  receivedAt: message.receivedAt ?? null,
  sizeBytes: message.sizeBytes,
});

/** What --json prints for a finished job. */
export function resultJson(result: JobResult): object {
  if (!('failed' in result)) return result;
  const failed = result.failed.map(failedRow);
  if (result.kind !== 'move') return { ...result, failed };
  const refused = result.failed.map(({ folder, key, subject, from = null, receivedAt = null, sizeBytes, error }) => ({
    path: key ? `${folder}/${key}` : folder,
    reason: errorWords(error, 'en').what,
    ...{ subject, from, receivedAt, sizeBytes },
  }));
  const { archive } = result;
  return { ...result, failed, refused, archive: archive && { ...archive, failed: archive.failed.map(failedRow) } };
}

/** What --json prints for a failure; the sentences are in the person's language, the code is for scripts. */
export function errorJson(error: AppErrorData, language: Language): object {
  const { what, advice } = errorWords(error, language);
  return { error: { code: error.code, message: what, advice, detail: error.detail } };
}
