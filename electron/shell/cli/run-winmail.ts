// malleposte winmail: what a winmail.dat holds, told or written as files. Needs no account and no data folder.
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { diskError, throwIfAborted } from '../../base/index.ts';
import { MAX_UPLOAD_BYTES } from '../../contract/blobs.ts';
import { AppError } from '../../contract/errors.ts';
import { isWinmailRemark } from '../../contract/winmail-problem-table.ts';
import type { WinmailDocument } from '../../contract/winmail.ts';
import { describeDocument, legalName, readDocument, savedFiles, uniqueNames, writeFiles } from '../../winmail/index.ts';
import type { OpenedDocument } from '../../winmail/index.ts';
import type { Ending } from './ending.ts';
import type { Request } from './session.ts';
import { personText, winmailText } from './winmail-text.ts';

interface Outcome {
  readonly json: object;
  readonly text: string;
  readonly exitCode: Ending['exitCode'];
}

/** Throws disk.*, app.too_large, cancelled; what has been written by then stays. */
export async function runWinmail(request: Request, signal: AbortSignal): Promise<Ending> {
  const { args } = request;
  const files = args.words;
  const out = args.value('out');
  const unique = uniqueNames();
  const outcomes: { file: string; outcome: Outcome }[] = [];
  for (const file of files) {
    const own = unique(legalName(path.basename(file).replace(/(.)\.[^.]*$/, '$1'), 'winmail'));
    const folder = out === null ? null : path.resolve(out, files.length > 1 ? own : '.');
    outcomes.push({ file, outcome: await runOne(file, folder, request, signal) });
  }
  const [only] = outcomes;
  const text = outcomes.map(({ outcome }) => outcome.text).join('\n');
  if (only && outcomes.length === 1) return { ...only.outcome, text };
  const exitCode = outcomes.reduce<Ending['exitCode']>(
    (worst, { outcome }) => (outcome.exitCode > worst ? outcome.exitCode : worst),
    0,
  );
  return { json: { files: outcomes.map(({ file, outcome }) => ({ path: file, ...outcome.json })) }, text, exitCode };
}

async function runOne(file: string, out: string | null, request: Request, signal: AbortSignal): Promise<Outcome> {
  throwIfAborted(signal);
  const document = await readDocument(await readBounded(path.resolve(file), signal), path.basename(file));
  const told = describeDocument(document);
  const written = out !== null && told.isTnef ? await writeFiles(out, savedFiles(document), signal) : null;
  return {
    json: { ...jsonOf(told, document), ...(written ? { written } : {}) },
    text: winmailText(told, file, written, request.language),
    exitCode: !told.isTnef ? 4 : told.problems.every(({ code }) => isWinmailRemark(code)) ? 0 : 3,
  };
}

async function readBounded(file: string, signal: AbortSignal): Promise<Uint8Array> {
  try {
    const info = await stat(file);
    if (info.isDirectory()) throw Object.assign(new Error('a folder'), { code: 'EISDIR' });
    if (info.size > MAX_UPLOAD_BYTES) throw new AppError('app.too_large', { limitBytes: MAX_UPLOAD_BYTES });
    return await readFile(file, { signal });
  } catch (error) {
    throwIfAborted(signal);
    throw diskError(error, file);
  }
}

/** The keys are a promise (README). Lengths are in characters, times in milliseconds since 1970 UTC. */
function jsonOf(told: Omit<WinmailDocument, 'handle'>, document: OpenedDocument): object {
  const { body, calendar, contact, problems } = told;
  const kind = body.html !== null ? 'html' : body.text !== null ? 'text' : 'none';
  return {
    isTnef: told.isTnef,
    mimeType: told.mimeType,
    messageClass: told.messageClass,
    subject: told.subject,
    from: told.from && personText(told.from),
    to: told.to.map(personText),
    cc: told.cc.map(personText),
    sentAt: told.sentAt,
    body: { kind, length: (body.html ?? body.text ?? '').length, source: body.source },
    attachments: told.parts
      // The winmail.dat itself is what was taken apart.
      .filter(({ index }) => document.parts[index]?.role !== 'winmail')
      .map(({ name, mimeType, sizeBytes, sha256, inline, kind: of, fromWinmail, reference, modifiedAt }) => ({
        ...{ name, mimeType, sizeBytes, sha256, inline },
        embedded: of === 'message',
        ...{ kind: of, fromWinmail, reference, modifiedAt },
      })),
    calendar,
    contact,
    problems: problems.filter(({ code }) => !isWinmailRemark(code)),
    remarks: problems.filter(({ code }) => isWinmailRemark(code)),
  };
}
