// Where each day, week and month begins in a list sorted by date: found by halving, as ids sort by date.
import type { ListPage } from '../../contract/mail.ts';
import { IDS_PER_SECOND } from '../../store/index.ts';

export type Group = ListPage['groups'][number];

const DAY_S = 86_400;

/** The first day of a week of local days. Weeks begin on Monday. */
const midnight = (at: Date, days = 0): Date => new Date(at.getFullYear(), at.getMonth(), at.getDate() + days);
const secondsOf = (id: number): number => Math.floor(id / IDS_PER_SECOND);

/** `ids` newest first, or oldest first when `ascending`. */
export function groupsOf(ids: Float64Array, ascending: boolean, now: Date): Group[] {
  const groups: Group[] = [];
  for (let index = 0; index < ids.length;) {
    const { kind, from, to } = groupAt(secondsOf(ids[index] ?? 0), now);
    groups.push({ kind, at: from, index });
    index = ascending ? firstFrom(ids, index, to, true) : firstFrom(ids, index, from, false);
  }
  return groups;
}

interface Span {
  readonly kind: Group['kind'];
  /** ms; the first moment of the group and the first after it. */
  readonly from: number;
  readonly to: number;
}

function groupAt(second: number, now: Date): Span {
  const [today, tomorrow, yesterday] = [midnight(now), midnight(now, 1), midnight(now, -1)].map(Number) as [
    number,
    number,
    number,
  ];
  const at = second * 1000;
  // A message without any date has the first second there is; the day after it may still be the same in another time zone.
  if (second < DAY_S) return { kind: 'undated', from: 0, to: DAY_S * 1000 };
  if (at >= tomorrow) return { kind: 'future', from: tomorrow, to: Infinity };
  if (at >= today) return { kind: 'today', from: today, to: tomorrow };
  if (at >= yesterday) return { kind: 'yesterday', from: yesterday, to: today };
  const monday = -((now.getDay() + 6) % 7);
  for (const [from, to] of [
    [midnight(now, monday), new Date(yesterday)],
    [midnight(now, monday - 7), midnight(now, Math.min(monday, -1))],
  ] as const)
    if (at >= from.getTime()) return { kind: 'week', from: from.getTime(), to: to.getTime() };
  const day = new Date(at);
  const from = new Date(day.getFullYear(), day.getMonth(), 1).getTime();
  const next = new Date(day.getFullYear(), day.getMonth() + 1, 1).getTime();
  return { kind: 'month', from: Math.max(from, DAY_S * 1000), to: Math.min(next, midnight(now, monday - 7).getTime()) };
}

/** The first place after `low` that is no longer in the group which ends (or, newest first, begins) at `bound`. */
function firstFrom(ids: Float64Array, low: number, bound: number, ascending: boolean): number {
  let [from, to] = [low + 1, ids.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    const at = secondsOf(ids[middle] ?? 0) * 1000;
    if (ascending ? at >= bound : at < bound) to = middle;
    else from = middle + 1;
  }
  return from;
}
