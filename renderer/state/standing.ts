// Where each account stands: what its last proof is worth now. The worst one speaks for all of them.
import type { Account, KnownArchive } from '../api.ts';

const DAY_MS = 86_400_000;
/** A proof older than this turns amber. */
const FRESH_MS = 7 * DAY_MS;

export type ProofState = 'ok' | 'old' | 'failed' | 'part' | 'none';

/** What a known archive's last proof is worth now. */
export function proofState(archive: KnownArchive, now: number): ProofState {
  const proof = archive.proof;
  if (!proof) return 'none';
  if (!proof.ok) return proof.kind === 'export' ? 'part' : 'failed';
  return now - proof.at > FRESH_MS ? 'old' : 'ok';
}

/** `folders`: the proof is sound, but only some of the account's folders were chosen for it. */
export type StandingState = ProofState | 'folders';

export interface Standing<T> {
  readonly account: T;
  readonly state: StandingState;
  /** The archive with the account's last proof; null when no archive with a proof speaks of it. */
  readonly archive: KnownArchive | null;
}

/** Best first. */
const ORDER: readonly StandingState[] = ['ok', 'old', 'folders', 'none', 'part', 'failed'];

/** A proof of the whole account counts before a newer one of some of its folders. */
export function standings<T extends Pick<Account, 'address'>>(
  accounts: readonly T[],
  known: readonly KnownArchive[],
  now: number,
): Standing<T>[] {
  const proved = known
    .filter((archive) => archive.proof !== null)
    .sort((a, b) => (b.proof?.at ?? 0) - (a.proof?.at ?? 0));
  return accounts.map((account) => {
    const { address } = account;
    const mine = proved.filter((archive) => archive.accounts.includes(address));
    const whole = mine.find((archive) => !archive.partOf?.includes(address));
    const archive = whole ?? mine[0] ?? null;
    const state = archive ? proofState(archive, now) : 'none';
    return { account, archive, state: !whole && (state === 'ok' || state === 'old') ? 'folders' : state };
  });
}

export interface Verdict<T> {
  readonly state: StandingState;
  /** The accounts that stand so, the oldest proof first. */
  readonly accounts: readonly Standing<T>[];
  /** All accounts stand so. */
  readonly all: boolean;
  /** The archive whose proof shows it best: the one in trouble, else the newest; null when there is no proof. */
  readonly archive: KnownArchive | null;
}

/** The worst state and who is in it; null without accounts. */
export function verdictOf<T>(every: readonly Standing<T>[]): Verdict<T> | null {
  const worst = Math.max(...every.map(({ state }) => ORDER.indexOf(state)));
  const state = ORDER[worst];
  if (!state) return null;
  const oldestFirst = every.toSorted((a, b) => (a.archive?.proof?.at ?? 0) - (b.archive?.proof?.at ?? 0));
  const accounts = oldestFirst.filter((one) => one.state === state);
  const shown = state === 'ok' || state === 'none' ? oldestFirst.at(-1) : accounts[0];
  return { state, accounts, all: accounts.length === every.length, archive: shown?.archive ?? null };
}

/** Without accounts, the addresses the archives speak of stand for them. */
export function everyone(
  accounts: readonly Pick<Account, 'address' | 'name'>[],
  known: readonly KnownArchive[],
): readonly Pick<Account, 'address' | 'name'>[] {
  if (accounts.length) return accounts;
  const proved = known.filter((archive) => archive.proof).flatMap((archive) => archive.accounts);
  return [...new Set(proved)].map((address) => ({ address, name: address }));
}
