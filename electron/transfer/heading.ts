// What a message that failed says of itself, for the lists that people decide from.
import { parseEnvelope } from '../mime/index.ts';

/** As far as its header could be read. */
export interface Heading {
  readonly subject: string | null;
  /** The sender's name, else the address. */
  readonly from: string | null;
  /** When it was received, ms since 1970 UTC. */
  readonly receivedAt: number | null;
}

export const noHeading: Heading = { subject: null, from: null, receivedAt: null };

/**
 * `head`: the message's first bytes; null when none came. `receivedAt` as its source dates it: null, and 0 as in "no date
 * known", leave the Date field to say it.
 */
export function headingOf(head: Uint8Array | null, receivedAt: number | null): Heading {
  const { subject, from, date } = head ? parseEnvelope(head) : { subject: '', from: '', date: null };
  return { subject: subject || null, from: from || null, receivedAt: receivedAt || date };
}
