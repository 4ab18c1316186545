// The door: MAPI properties in, an appointment, a meeting message or a task with its iCalendar text out.
import type { TnefCalendar, TnefProblem } from '../message.ts';
import type { PropertyBag } from '../properties.ts';
import { eventCalendar } from './event.ts';
import type { CalendarFacts } from './facts.ts';
import { calendarClass } from './message-class.ts';
import { factsOf } from './named-properties.ts';
import { taskCalendar } from './task.ts';

export type { CalendarRecipient } from './attendees.ts';
export type { CalendarFacts } from './facts.ts';

/** Of the body, for DESCRIPTION, in characters: it stands whole in the message beside it. */
const maximumText = 1_000_000;

/**
 * The calendar object of a message; null when its class is neither meeting nor appointment nor task. Never throws;
 * what could not be read is reported and left out. For a task request, `bag` is that of the task embedded in it.
 */
export function toCalendar(
  bag: PropertyBag,
  facts: CalendarFacts,
  problem: (p: TnefProblem) => void,
): TnefCalendar | null {
  const found = calendarClass(facts.messageClass);
  if (!found) return null;
  const properties = factsOf(bag);
  const length = facts.text?.length ?? 0;
  if (length > maximumText) problem({ code: 'limit', where: 'DESCRIPTION', detail: `${length} characters` });
  const about = { ...facts, text: facts.text?.slice(0, maximumText) ?? null };
  return found.kind === 'task'
    ? taskCalendar(properties, about, found, problem)
    : eventCalendar(properties, about, found, problem);
}
