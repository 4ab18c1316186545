// The contract's part about moving: plan, start, and what becomes of the messages that were refused.
import path from 'node:path';
import { prepareArchive } from '../archive/index.ts';
import { registerSecret } from '../base/index.ts';
import { AppError } from '../contract/errors.ts';
import type { Handlers } from '../contract/index.ts';
import type { ArchiveKey, SourcePasswords } from '../contract/jobs.ts';
import type { MoveSource } from '../contract/migrate.ts';
import type { FailedMessage } from '../contract/shapes.ts';
import type { JobDefinition, Jobs } from '../jobs/index.ts';
import type { PickedMessages } from './chosen.ts';
import { cleanUpHandlers } from './clean-up/api.ts';
import { cleanUpJob } from './clean-up/job.ts';
import { discoverStores } from './local.ts';
import { moveJob, type MoveJobInput, type MoveParts } from './move-job.ts';
import { planMove } from './plan.ts';

export const migrateJobs = (parts: MoveParts): readonly JobDefinition[] => [moveJob(parts), cleanUpJob(parts)];

export function migrateHandlers(parts: MoveParts, jobs: Jobs): Handlers['migrate'] {
  /** A finished move, and what it could not bring over: all of it, or one `message`. Throws app.not_found, usage.invalid. */
  const refusedBy = (
    jobId: string,
    message: Pick<FailedMessage, 'account' | 'folder' | 'key'> | null,
  ): { input: MoveJobInput; only: PickedMessages[] } => {
    const input = jobs.input(jobId, 'move') as MoveJobInput | null;
    const { result } = jobs.get(jobId);
    if (!input || result?.kind !== 'move') throw new AppError('app.not_found', { name: 'move' });
    const refused = message
      ? result.failed.filter(
          ({ account, folder, key }) => account === message.account && folder === message.folder && key === message.key,
        )
      : result.failed;
    if (refused.length === 0) throw new AppError('usage.invalid', { reason: 'no message was refused' });
    return { input, only: picked(refused) };
  };

  return {
    sources: async () => (await discoverStores()).map(({ kind, ...found }) => ({ store: kind, ...found })),
    plan({ sources, passwords, accountId, archive, options }, { signal }) {
      const secrets = held(passwords);
      const { journalDir, log } = parts;
      const target = accountId === null ? null : parts.credentials(accountId);
      const file = archive && { ...archive, path: path.resolve(archive.path) };
      return planMove({ sources: absolute(sources), secrets, target, archive: file, options, journalDir, log }, signal);
    },
    async startMove({ sources, passwords, accountId, archive, options }) {
      if (accountId === null && !archive)
        throw new AppError('usage.invalid', { reason: 'a move needs an account or an archive to go to' });
      const secrets = held(passwords);
      const address = accountId === null ? null : parts.credentials(accountId).address;
      const prepared = archive && (await prepareArchive(archive));
      const input: MoveJobInput = {
        sources: absolute(sources),
        accountId,
        address,
        archive: prepared?.choices ?? null,
        options,
      };
      const passphrase = prepared?.passphrase ?? null;
      const key: SourcePasswords | null =
        passphrase === null ? secrets : { kind: 'passwords', passwords: {}, ...secrets, passphrase };
      return { jobId: jobs.start('move', input, key) };
    },
    retryRefused({ jobId, message, passwords }) {
      const { input, only } = refusedBy(jobId, message);
      if (input.accountId === null) throw new AppError('usage.invalid', { reason: 'the move went to no account' });
      return { jobId: jobs.start('move', { ...input, archive: null, only }, held(passwords)) };
    },
    saveRefused({ jobId, message, folder, passwords }) {
      const { input, only } = refusedBy(jobId, message);
      const files: MoveJobInput = { ...input, accountId: null, address: null, archive: null, only };
      return { jobId: jobs.start('move', { ...files, saveIn: path.resolve(folder) }, held(passwords)) };
    },
    ...cleanUpHandlers(parts, jobs, held),
  };
}

/** From here on they are blanked in every log and error; archives are known by their whole path. */
function held(passwords: SourcePasswords | null): SourcePasswords | null {
  if (!passwords) return null;
  for (const password of Object.values(passwords.passwords)) registerSecret(password);
  if (passwords.passphrase !== undefined) registerSecret(passwords.passphrase);
  const archives: Record<string, ArchiveKey> = {};
  for (const [file, key] of Object.entries(passwords.archives ?? {})) {
    registerSecret(key.kind === 'passphrase' ? key.passphrase : key.identity);
    archives[path.resolve(file)] = key;
  }
  return { ...passwords, archives };
}

const absolute = (sources: readonly MoveSource[]): MoveSource[] =>
  sources.map((source) => (source.kind === 'pop3' ? source : { ...source, path: path.resolve(source.path) }));

/** By folder; a folder that failed as a whole is taken as a whole. */
function picked(failed: readonly FailedMessage[]): PickedMessages[] {
  const folders = new Map<string, { account: string; path: string; keys: string[]; whole: boolean }>();
  for (const { account, folder, key } of failed) {
    const place = JSON.stringify([account, folder]);
    const one = folders.get(place) ?? { account, path: folder, keys: [], whole: false };
    folders.set(place, one);
    if (key === '') one.whole = true;
    else one.keys.push(key);
  }
  return Array.from(folders.values(), ({ keys, whole, ...of }) => ({ ...of, keys: whole ? [] : keys }));
}
