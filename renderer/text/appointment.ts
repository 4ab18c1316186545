// When an appointment is, in words: first as its own zone says it, then, where that differs, as the reader's clock does.
import { dates, language } from './locale.ts';

interface Moment {
  /** Milliseconds since 1970 UTC. */
  readonly at: number;
  /** 'YYYY-MM-DDTHH:MM:SS' on the clock of the appointment's zone. */
  readonly local: string;
}
export interface Appointment {
  readonly start: Moment | null;
  readonly end: Moment | null;
  readonly allDay: boolean;
  readonly timeZone: string;
}

const DAY_MS = 86_400_000;

/** A wall clock as if it were UTC, to be formatted in UTC; null when it cannot be read. */
function wall(moment: Moment | null): number | null {
  const found = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})/.exec(moment?.local ?? '');
  if (!found) return moment?.at ?? null;
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0] = found.slice(1).map(Number);
  return Date.UTC(year, month - 1, day, hour, minute);
}

const longDay: Intl.DateTimeFormatOptions = { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' };
const clockTime: Intl.DateTimeFormatOptions = { hour: '2-digit', minute: '2-digit' };

const dayIn = (time: number, timeZone?: string): string =>
  dates({ ...longDay, ...(timeZone && { timeZone }) }).format(time);
const clockIn = (time: number, timeZone?: string): string =>
  dates({ ...clockTime, ...(timeZone && { timeZone }) }).format(time);

function span(from: number, to: number | null, timeZone: string | undefined): string {
  const [day, clock] = [dayIn(from, timeZone), clockIn(from, timeZone)];
  if (to === null || to <= from) return language() === 'fr' ? `${day} à ${clock}` : `${day}, ${clock}`;
  const [lastDay, end] = [dayIn(to, timeZone), clockIn(to, timeZone)];
  if (language() === 'fr')
    return day === lastDay ? `${day}, de ${clock} à ${end}` : `du ${day} à ${clock} au ${lastDay} à ${end}`;
  return day === lastDay ? `${day}, ${clock} to ${end}` : `${day}, ${clock} to ${lastDay}, ${end}`;
}

/** "London time" for "Europe/London"; a name that is no IANA zone stays as it is; '' when there is none. */
export function zoneWords(timeZone: string, at: number): string {
  if (!timeZone) return '';
  try {
    const parts = dates({ timeZone, timeZoneName: 'longGeneric' }).formatToParts(at);
    const name = parts.find(({ type }) => type === 'timeZoneName')?.value ?? timeZone;
    return name.replace(/\s:/, '\u202F:');
  } catch {
    return timeZone;
  }
}

const sentence = (text: string): string => text.charAt(0).toLocaleUpperCase(language()) + text.slice(1);

/** The date and the times in the appointment's own zone, its end included; '' without a start. */
export function appointmentTime(appointment: Appointment, allDay: string): string {
  const [from, to] = [wall(appointment.start), wall(appointment.end)];
  if (from === null) return '';
  if (!appointment.allDay) return sentence(span(from, to, 'UTC'));
  // The end of a whole day is the midnight after it (RFC 5545, 3.6.1).
  const last = to === null || to - from <= DAY_MS ? null : to - DAY_MS;
  const days = last === null ? dayIn(from, 'UTC') : `${dayIn(from, 'UTC')} – ${dayIn(last, 'UTC')}`;
  return `${sentence(days)}, ${allDay}`;
}

/** The same on the reader's own clock; '' where that is the same clock, or for whole days. */
export function readersTime({ start, end, allDay }: Appointment): string {
  const from = wall(start);
  if (!start || allDay || from === null) return '';
  const own = new Date(start.at);
  const ownWall = Date.UTC(own.getFullYear(), own.getMonth(), own.getDate(), own.getHours(), own.getMinutes());
  return ownWall === from ? '' : sentence(span(start.at, end?.at ?? null, undefined));
}

/** For the small calendar sheet: "DEC" or "DÉC.", and the day's number. */
export function sheetDay(start: Moment | null): { month: string; day: string } | null {
  const from = wall(start);
  if (from === null) return null;
  return {
    month: dates({ month: 'short', timeZone: 'UTC' }).format(from).replace('.', ''),
    day: dates({ day: 'numeric', timeZone: 'UTC' }).format(from),
  };
}
