// The contract's part about moving: plan, and start.
import { registerSecret } from '../base/index.ts';
import type { Handlers } from '../contract/index.ts';
import type { SourcePasswords } from '../contract/jobs.ts';
import type { MoveSource } from '../contract/migrate.ts';
import type { JobDefinition, Jobs } from '../jobs/index.ts';
import path from 'node:path';
import { discoverStores } from './local.ts';
import { moveJob, type MoveJobInput, type MoveParts } from './move-job.ts';
import { planMove } from './plan.ts';

export const migrateJobs = (parts: MoveParts): readonly JobDefinition[] => [moveJob(parts)];

export function migrateHandlers(parts: MoveParts, jobs: Jobs): Handlers['migrate'] {
  return {
    sources: async () => (await discoverStores()).map(({ kind, ...found }) => ({ store: kind, ...found })),
    plan({ sources, passwords, accountId, options }, { signal }) {
      hold(passwords);
      const target = parts.credentials(accountId);
      return planMove({ sources: absolute(sources), key: passwords, target, options, log: parts.log }, signal);
    },
    startMove({ sources, passwords, accountId, options }) {
      hold(passwords);
      const { address } = parts.credentials(accountId);
      const input: MoveJobInput = { sources: absolute(sources), accountId, address, options };
      return { jobId: jobs.start('move', input, passwords) };
    },
  };
}

/** From here on they are blanked in every log and error. */
function hold(passwords: SourcePasswords | null): void {
  for (const password of Object.values(passwords?.passwords ?? {})) registerSecret(password);
}

const absolute = (sources: readonly MoveSource[]): MoveSource[] =>
  sources.map((source) => (source.kind === 'local' ? { ...source, path: path.resolve(source.path) } : source));
