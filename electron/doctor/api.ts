// The doctor's part of the contract.
import type { Accounts } from '../accounts/index.ts';
import { toAppError, type Log } from '../base/index.ts';
import type { AreaHandlers } from '../contract/define.ts';
import { AppError } from '../contract/errors.ts';
import type { calls, Emit } from '../contract/index.ts';
import { probe } from './probe.ts';

export interface DoctorParts {
  readonly accounts: Pick<Accounts, 'credentials'>;
  readonly emit: Emit;
  readonly log: Log;
  /** For each step of a probe; 20 s when left out. */
  readonly timeoutMs?: number;
}

export function doctorHandlers(parts: DoctorParts): AreaHandlers<typeof calls.doctor> {
  const { accounts, emit, log } = parts;
  return {
    async probe({ probeId, address, settings, password, accountId }, { signal }) {
      const stored = password === null && accountId !== null ? (await accounts.credentials(accountId)).password : null;
      const used = password ?? stored;
      if (used === null) throw new AppError('account.password_missing', { address });
      return probe({
        address,
        settings,
        password: used,
        signal,
        log,
        onStep: (step) => emit('probe.step', { probeId, step }),
        toAppError: (error) => toAppError(error, log),
        ...(parts.timeoutMs === undefined ? {} : { timeoutMs: parts.timeoutMs }),
      });
    },
  };
}
