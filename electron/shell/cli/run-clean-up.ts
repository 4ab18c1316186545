// malleposte cleanup-pop: takes off a POP server what the place it was moved to proves to hold. Without --yes it only says
// what would go.
import path from 'node:path';
import { AppError } from '../../contract/errors.ts';
import type { ArchiveKey } from '../../contract/jobs.ts';
import type { MoveSource } from '../../contract/migrate.ts';
import { cleanUpWords } from './clean-up-words-table.ts';
import type { Ending } from './ending.ts';
import { follow } from './follow.ts';
import { targetAccount } from './mailbox.ts';
import { moveSources, parseMapping } from './migrate-options.ts';
import { cleanUpText } from './print-clean-up.ts';
import { archiveKey, mailboxPassword } from './secrets.ts';
import type { Request, Session } from './session.ts';

type Pop = Extract<MoveSource, { kind: 'pop3' }>;

export async function runCleanUp(session: Session): Promise<Ending> {
  const { api, args, language, signal } = session;
  const source = cleanUpSource(session);
  const password = await mailboxPassword(session, source.address, 'from-password-file');
  const file = args.value('to-archive');
  const archives: Record<string, ArchiveKey> = {};
  if (file !== null) archives[path.resolve(file)] = await archiveKey(session, file);
  const accountId = file === null ? await targetAccount(session) : null;
  const result = await follow(session, () =>
    api.migrate.startPopCleanUp(
      {
        source,
        passwords: { kind: 'passwords', passwords: { [source.address]: password }, archives },
        target:
          accountId === null
            ? { kind: 'archive', path: path.resolve(file ?? '') }
            : { kind: 'account', accountId, under: args.value('under'), to: inboxTo(session) },
        keepDays: keepDays(session),
        dryRun: !args.has('yes'),
      },
      { signal },
    ),
  );
  if (result.kind !== 'cleanup') throw new AppError('internal');
  return { json: result, text: cleanUpText(result, language), exitCode: result.complete ? 0 : 3 };
}

const wrong = (reason: string): AppError => new AppError('usage.invalid', { reason });

/** The one POP mailbox. Throws usage.invalid. */
export function cleanUpSource(request: Pick<Request, 'args' | 'language'>): Pop {
  const [source, ...others] = moveSources(request);
  if (source?.kind !== 'pop3' || others.length > 0) throw wrong(cleanUpWords[request.language].onePop);
  return source;
}

/** 0 when not given. Throws usage.invalid. */
export function keepDays({ args, language }: Pick<Request, 'args' | 'language'>): number {
  const text = args.value('keep-days') ?? '0';
  if (!/^\d{1,5}$/.test(text) || Number(text) > 36_500) throw wrong(cleanUpWords[language].badKeepDays);
  return Number(text);
}

/** Names of the folder that --map INBOX=DST sent the inbox to; null when it went as usual. Throws usage.invalid. */
export function inboxTo({ args, language }: Pick<Request, 'args' | 'language'>): string[] | null {
  const maps = args.values('map').map(parseMapping);
  const [map] = maps;
  if (!map) return null;
  if (maps.length > 1 || map.from !== 'INBOX' || map.to.length === 0) throw wrong(cleanUpWords[language].mapsInbox);
  return map.to;
}
