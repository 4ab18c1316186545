// Clock-on-the-wall time: a date and time without a zone, held as the milliseconds since 1970 it would be in UTC.

export type Wall = number;

export const minuteMs = 60_000;
export const dayMs = 86_400_000;
/** Minutes between 1601-01-01, where MAPI counts from, and 1970-01-01. */
const minutesTo1970 = 194_074_560;
/** RFC 5545 has four-digit years. */
const firstWall = Date.UTC(1601, 0, 1);
const lastWall = Date.UTC(9999, 11, 31, 23, 59, 59);

export const isUsableTime = (time: number): boolean => time >= firstWall && time <= lastWall;

/** Minutes since 1601 ([MS-OXOCAL] 2.2.1.44) as wall-clock time. */
export const wallFromMinutes = (minutes: number): Wall => (minutes - minutesTo1970) * minuteMs;
export const minutesFromWall = (wall: Wall): number => Math.floor(wall / minuteMs) + minutesTo1970;

export const startOfDay = (wall: Wall): Wall => Math.floor(wall / dayMs) * dayMs;
/** 0 = Sunday. */
export const dayOfWeek = (wall: Wall): number => new Date(wall).getUTCDay();
export const daysInMonth = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate();
/** `month` 1 to 12. */
export const wallOf = (year: number, month: number, day: number, timeMs = 0): Wall =>
  Date.UTC(year, month - 1, day) + timeMs;
export const yearOf = (wall: Wall): number => new Date(wall).getUTCFullYear();
/** 1 to 12. */
export const monthOf = (wall: Wall): number => new Date(wall).getUTCMonth() + 1;
export const dayOf = (wall: Wall): number => new Date(wall).getUTCDate();

/** 'YYYY-MM-DDTHH:MM:SS'. */
export const isoWall = (wall: Wall): string => new Date(wall).toISOString().slice(0, 19);
/** RFC 5545 3.3.5 without the Z: '20260105T093000'. */
export const basicWall = (wall: Wall): string => isoWall(wall).replaceAll(/[-:]/g, '');
/** RFC 5545 3.3.4: '20260105'. */
export const basicDate = (wall: Wall): string => basicWall(wall).slice(0, 8);
/** RFC 5545 3.3.5, form 2. */
export const basicUtc = (at: number): string => `${basicWall(at)}Z`;
