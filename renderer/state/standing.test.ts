import { expect, test } from 'vitest';
import type { KnownArchive } from '../api.ts';
import { standings, verdictOf } from './standing.ts';

const DAY = 86_400_000;
const NOW = 100 * DAY;
const a = { address: 'a@example.org' };
const b = { address: 'b@example.org' };

type Proof = NonNullable<KnownArchive['proof']>;
const archive = (accounts: string[], daysAgo: number, proof: Partial<Proof> = {}, partOf?: string[]): KnownArchive => ({
  archiveId: `${accounts.join()} ${daysAgo}`,
  path: `/${accounts.join()} ${daysAgo}.malle`,
  present: true,
  createdAt: NOW - daysAgo * DAY,
  accounts,
  messages: 1,
  sizeBytes: 1,
  encryptedTo: 'passphrase',
  proof: { at: NOW - daysAgo * DAY, ok: true, found: 1, saved: 1, verified: 1, kind: 'export', ...proof },
  ...(partOf && { partOf }),
});
const verdict = (known: KnownArchive[]): string => {
  const worst = verdictOf(standings([a, b], known, NOW));
  return `${worst?.state}: ${worst?.accounts.map(({ account }) => account.address[0]).join(' ')}`;
};

test('the worst account speaks for all, whichever proof is the newest', () => {
  expect(verdict([archive([a.address], 1)])).toBe('none: b');
  expect(verdict([archive([a.address], 1), archive([b.address], 30)])).toBe('old: b');
  expect(verdict([archive([a.address], 1), archive([b.address], 30, { ok: false })])).toBe('part: b');
  expect(verdict([archive([a.address], 1), archive([b.address], 2, { ok: false, kind: 'verify' })])).toBe('failed: b');
  expect(verdict([archive([a.address, b.address], 3)])).toBe('ok: a b');
  expect(verdict([])).toBe('none: a b');
});

test('an account counts with its last proof, and a whole one before one of some folders', () => {
  const whole = archive([a.address, b.address], 5);
  expect(verdict([whole, archive([a.address], 1, { ok: false })])).toBe('part: a');
  expect(verdict([whole, archive([a.address], 1, {}, [a.address])])).toBe('ok: a b');
  expect(verdict([archive([a.address, b.address], 1, {}, [a.address])])).toBe('folders: a');
});

test('the oldest proof comes first, and no account is no verdict', () => {
  expect(verdict([archive([b.address], 3), archive([a.address], 2)])).toBe('ok: b a');
  expect(verdictOf(standings([], [archive([a.address], 1)], NOW))).toBeNull();
});
