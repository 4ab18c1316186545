// malleposte move: mail from a POP mailbox or another program's files into an account.
import { AppError } from '../../contract/errors.ts';
import type { SourcePasswords } from '../../contract/jobs.ts';
import type { MoveOptions, MovePlan, MoveRequest, MoveSource } from '../../contract/migrate.ts';
import type { Ending } from './ending.ts';
import { follow } from './follow.ts';
import { resultJson } from './json.ts';
import { addForNow, storedAccounts, urlOf } from './mailbox.ts';
import { moveSources, parseMapping, parseRoles, parseSince } from './move-options.ts';
import { moveText, planText } from './print-move.ts';
import { mailboxPassword } from './secrets.ts';
import type { Session } from './session.ts';

export async function runMove(session: Session): Promise<Ending> {
  const { api, args, language, signal } = session;
  const sources = moveSources(session);
  const url = urlOf(session, 'to');
  const passwords = await popPasswords(session, sources);
  const accountId = url
    ? await addForNow(session, url, 'to-password-file')
    : ((await storedAccounts(session, args.values('account')))[0] ?? '');
  const options: MoveOptions = {
    under: args.value('under'),
    folders: [],
    leaveOut: parseRoles(args.value('leave-out'), language),
    since: parseSince(args.value('since'), language),
  };
  const asked: MoveRequest = { sources, passwords, accountId, options };
  const request = args.has('folder') ? await withMappings(session, asked) : asked;
  if (args.has('dry-run')) {
    const plan = await api.migrate.plan(request, { signal });
    return { json: plan, text: planText(plan, language), exitCode: plan.fits === false ? 3 : 0 };
  }
  const result = await follow(session, () => api.migrate.startMove(request, { signal }));
  if (result.kind !== 'move') throw new AppError('internal');
  return { json: resultJson(result), text: moveText(result, language), exitCode: result.complete ? 0 : 3 };
}

async function popPasswords(session: Session, sources: readonly MoveSource[]): Promise<SourcePasswords | null> {
  const passwords: Record<string, string> = {};
  for (const source of sources)
    if (source.kind === 'pop3')
      passwords[source.address] ??= await mailboxPassword(session, source.address, 'from-password-file');
  return Object.keys(passwords).length > 0 ? { kind: 'passwords', passwords } : null;
}

/** Finds the folders that --folder names, in the words of the plan. Throws usage.invalid for one that is not there. */
async function withMappings({ api, args, words, signal }: Session, request: MoveRequest): Promise<MoveRequest> {
  const { folders } = await api.migrate.plan(request, { signal });
  const name = ({ names }: MovePlan['folders'][number]): string => names.join('/');
  const mapped = args.values('folder').flatMap((text) => {
    const { from, to } = parseMapping(text);
    const found = folders.filter((folder) => name(folder) === from);
    if (found.length === 0)
      throw new AppError('usage.invalid', { reason: words.unknownFolder(from, folders.map(name)) });
    return found.map(({ id }) => ({ folderId: id, to }));
  });
  return { ...request, options: { ...request.options, folders: mapped } };
}
