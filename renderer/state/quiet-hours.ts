// When nothing is announced.
import type { Settings } from '../api.ts';

/** Whether a moment is in the quiet hours, by the clock on the wall; they may go past midnight. */
export function isQuiet(quiet: Settings['notifications']['quiet'], at: Date): boolean {
  if (!quiet || quiet.from === quiet.to) return false;
  const minute = at.getHours() * 60 + at.getMinutes();
  return quiet.from < quiet.to ? minute >= quiet.from && minute < quiet.to : minute >= quiet.from || minute < quiet.to;
}

/** "22:30" as minutes after midnight; null when it is no time. */
export function minuteOf(time: string): number | null {
  const [, hours, minutes] = /^(\d{2}):(\d{2})/.exec(time) ?? [];
  const minute = Number(hours) * 60 + Number(minutes);
  return minute >= 0 && minute < 1440 ? minute : null;
}
export const timeOf = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
