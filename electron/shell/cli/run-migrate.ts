// malleposte migrate: mail from POP mailboxes, other programs' files and archives into an account, an archive, or both.
import path from 'node:path';
import { AppError } from '../../contract/errors.ts';
import type { ArchiveKey, SourcePasswords } from '../../contract/jobs.ts';
import type { MoveArchive, MovePlan, MoveRequest, MoveSource } from '../../contract/migrate.ts';
import type { MoveResult } from '../../contract/results.ts';
import type { Ending } from './ending.ts';
import { follow } from './follow.ts';
import { resultJson } from './json.ts';
import { targetAccount } from './mailbox.ts';
import { moveSources, parseMapping, parseMarks, parseRoles, parseSince } from './migrate-options.ts';
import { moveText, planText } from './print-migrate.ts';
import { archiveShape } from './run-export.ts';
import { archiveKey, mailboxPassword, protection } from './secrets.ts';
import type { Session } from './session.ts';

export async function runMigrate(session: Session): Promise<Ending> {
  const { api, args, language, signal } = session;
  const sources = moveSources(session);
  const passwords = await sourcePasswords(session, sources);
  const asked: MoveRequest = {
    sources,
    passwords,
    accountId: await targetAccount(session),
    archive: await targetArchive(session),
    options: {
      under: args.value('under'),
      folders: [],
      leaveOut: parseRoles(args.value('leave-out'), language),
      since: parseSince(args.value('since'), language),
      marks: parseMarks(args.value('marks'), language),
    },
  };
  const request = args.has('map') ? await withMappings(session, asked) : asked;
  if (args.has('dry-run')) {
    const plan = await api.migrate.plan(request, { signal });
    return { json: plan, text: planText(plan, language), exitCode: plan.fits === false ? 3 : 0 };
  }
  let jobId = '';
  const result = await moved(session, async () => {
    const started = await api.migrate.startMove(request, { signal });
    jobId = started.jobId;
    return started;
  });
  const folder = args.value('save-refused');
  const saved =
    folder === null || result.failed.length === 0
      ? null
      : await moved(session, () =>
          api.migrate.saveRefused({ jobId, folder: path.resolve(folder), passwords }, { signal }),
        );
  return {
    json: { ...resultJson(result), ...(saved ? { saved: { folder: saved.savedIn, messages: saved.verified } } : {}) },
    text: moveText(result, saved, language),
    exitCode: result.complete ? 0 : 3,
  };
}

async function moved(session: Session, start: () => Promise<{ jobId: string }>): Promise<MoveResult> {
  const result = await follow(session, start);
  if (result.kind !== 'move') throw new AppError('internal');
  return result;
}

async function targetArchive(session: Session): Promise<MoveArchive | null> {
  const { args } = session;
  const file = args.value('to-archive');
  if (file === null) return null;
  // A dry run writes nothing: nobody is asked for a phrase.
  const shown: MoveArchive['protection'] = { kind: 'passphrase', passphrase: '-' };
  return {
    ...archiveShape(session),
    path: path.resolve(file),
    protection: args.has('dry-run') ? shown : await protection(session),
  };
}

async function sourcePasswords(session: Session, sources: readonly MoveSource[]): Promise<SourcePasswords | null> {
  const passwords: Record<string, string> = {};
  const archives: Record<string, ArchiveKey> = {};
  for (const source of sources) {
    if (source.kind === 'pop3')
      passwords[source.address] ??= await mailboxPassword(session, source.address, 'from-password-file');
    if (source.kind === 'archive') archives[source.path] ??= await archiveKey(session, source.path, 'from-');
  }
  const none = Object.keys(passwords).length === 0 && Object.keys(archives).length === 0;
  return none ? null : { kind: 'passwords', passwords, archives };
}

/** Finds the folders that --map names, in the words of the plan. Throws usage.invalid for one that is not there. */
async function withMappings({ api, args, words, signal }: Session, request: MoveRequest): Promise<MoveRequest> {
  const { folders } = await api.migrate.plan(request, { signal });
  const name = ({ names }: MovePlan['folders'][number]): string => names.join('/');
  const mapped = args.values('map').flatMap((text) => {
    const { from, to } = parseMapping(text);
    const found = folders.filter((folder) => name(folder) === from);
    if (found.length === 0)
      throw new AppError('usage.invalid', { reason: words.unknownFolder(from, folders.map(name)) });
    return found.map(({ id }) => ({ folderId: id, to }));
  });
  return { ...request, options: { ...request.options, folders: mapped } };
}
