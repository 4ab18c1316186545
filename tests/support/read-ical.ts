// iCalendar and vCard as an independent program reads them (ical.js, Thunderbird's parser), with its types put right.
import ICAL from 'ical.js';

/** Throws what ical.js throws for text that is not what it should be. */
export const readComponent = (text: string): ICAL.Component => new ICAL.Component(ICAL.parse(text) as string);

export const readValue = (component: ICAL.Component, name: string): string | undefined =>
  (component.getFirstPropertyValue(name) as { toString(): string } | null)?.toString();

/** Makes the calendar's own zones known, and says which they are. */
export function registerZones(calendar: ICAL.Component): string[] {
  return calendar.getAllSubcomponents('vtimezone').map((component) => {
    const zone = new ICAL.Timezone(component);
    ICAL.TimezoneService.register(zone);
    return zone.tzid;
  });
}

/** At most `limit` start times of an event, in UTC to the minute: series, exceptions and changed instances together. */
export function occurrencesOf(events: readonly ICAL.Component[], limit: number): string[] {
  const [first, ...exceptions] = events;
  if (!first) return [];
  const event = new ICAL.Event(first, { exceptions });
  const iterator = event.iterator();
  const found: string[] = [];
  while (found.length < limit) {
    const next = iterator.next() as ICAL.Time | undefined;
    if (!next) break;
    const { startDate } = event.getOccurrenceDetails(next) as { startDate: ICAL.Time };
    found.push(startDate.toJSDate().toISOString().slice(0, 16));
  }
  return found;
}

/** At most `limit` days of a rule that begins on a day, all 'YYYY-MM-DD'. */
export function daysOfRule(rule: string, first: string, limit: number): string[] {
  const iterator = ICAL.Recur.fromString(rule).iterator(ICAL.Time.fromDateString(first));
  const days: string[] = [];
  while (days.length < limit) {
    const next = iterator.next() as ICAL.Time | null;
    if (!next) break;
    days.push(next.toString());
  }
  return days;
}
