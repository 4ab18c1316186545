// What the door is given beside the properties: the envelope as the decoder understood it.
import type { TnefPerson } from '../message.ts';
import type { CalendarRecipient } from './attendees.ts';

export interface CalendarFacts {
  readonly messageClass: string;
  readonly subject: string;
  /** PidTagSentRepresenting*, else the sender; null when not said. */
  readonly from: TnefPerson | null;
  readonly recipients: readonly CalendarRecipient[];
  /** The plain body, for DESCRIPTION; null = none. */
  readonly text: string | null;
  /** Milliseconds since 1970; null when not said. */
  readonly sentAt: number | null;
}
