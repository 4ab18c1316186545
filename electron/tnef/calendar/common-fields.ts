// The properties VEVENT and VTODO share, and the object around them ([MS-OXCICAL] 2.1.3.1).
import { textOf } from '../properties.ts';
import type { TnefCalendar } from '../message.ts';
import type { ContentLine } from './content-line.ts';
import { escapeText, joinLines, oneLine } from './content-line.ts';
import type { CalendarFacts } from './facts.ts';
import { categoriesOf, maximumWords, tags, type Facts } from './named-properties.ts';
import { basicUtc } from './wall-time.ts';

/** The subject without 'Updated:', 'Annulé :' and the like, whatever the language. */
export function summaryOf(facts: Facts, subject: string): string {
  const normalized = textOf(facts.bag.get(tags.normalizedSubject));
  if (normalized?.trim()) return oneLine(normalized.slice(0, maximumWords));
  const prefix = textOf(facts.bag.get(tags.subjectPrefix)) ?? '';
  const bare = prefix && subject.startsWith(prefix) ? subject.slice(prefix.length) : subject;
  return oneLine(bare.slice(0, maximumWords));
}

/** When the sender made this version; never now, so that the same message gives the same bytes. */
export function stampOf(facts: Facts, about: CalendarFacts, start: number | null): number {
  return (
    facts.time('ownerCriticalChange') ??
    facts.time('attendeeCriticalChange') ??
    about.sentAt ??
    facts.tagTime(tags.modifiedAt) ??
    facts.tagTime(tags.createdAt) ??
    start ??
    0
  );
}

// RFC 5545 3.8.1.3 has no word for 1, 'personal'.
const sensitivities = new Map([
  [1, 'X-PERSONAL'],
  [2, 'PRIVATE'],
  [3, 'CONFIDENTIAL'],
]);
const priorities = new Map([
  [0, 9],
  [1, 5],
  [2, 1],
]);

export const textLine = (name: string, text: string | null): ContentLine[] =>
  text?.trim() ? [`${name}:${escapeText(text)}`] : [];

export function commonLines(facts: Facts): ContentLine[] {
  const privacy = sensitivities.get(facts.tagNumber(tags.sensitivity) ?? 0);
  const priority = priorities.get(facts.tagNumber(tags.importance) ?? -1);
  const categories = categoriesOf(facts.bag);
  return [
    ...(privacy ? [`CLASS:${privacy}`] : []),
    ...(priority ? [`PRIORITY:${priority}`] : []),
    ...(categories.length ? [`CATEGORIES:${categories.map(escapeText).join(',')}`] : []),
  ];
}

export const timeLine = (name: string, at: number | null): ContentLine[] =>
  at === null ? [] : [`${name}:${basicUtc(at)}`];

/** One alarm, as many minutes before the start; negative: after it. */
export const alarmLines = (trigger: string, summary: string): ContentLine[] => [
  'BEGIN:VALARM',
  'ACTION:DISPLAY',
  `DESCRIPTION:${escapeText(summary || 'Reminder')}`,
  `TRIGGER${trigger}`,
  'END:VALARM',
];

export const beforeStart = (minutes: number): string =>
  `;RELATED=START:${minutes < 0 ? '' : '-'}PT${Math.abs(minutes)}M`;

export const calendarText = (method: TnefCalendar['method'], components: readonly ContentLine[]): string =>
  joinLines([
    'BEGIN:VCALENDAR',
    'PRODID:-//Malleposte//winmail.dat//EN',
    'VERSION:2.0',
    `METHOD:${method}`,
    ...components,
    'END:VCALENDAR',
  ]);
