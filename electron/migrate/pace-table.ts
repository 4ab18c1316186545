// What providers allow and what a connection gives, for an honest finish time. Numbers from the providers' help pages.

export interface TargetLimits {
  /** The end of the server's name. */
  readonly host: string;
  /** Uploads; null = no limit is known. */
  readonly bytesPerDay: number | null;
  readonly bytesPerHour: number | null;
  readonly messagesPerHour: number | null;
  readonly maxMessageBytes: number | null;
}

const limits = (host: string, more: Partial<TargetLimits>): TargetLimits => ({
  host,
  bytesPerDay: null,
  bytesPerHour: null,
  messagesPerHour: null,
  maxMessageBytes: null,
  ...more,
});

export const targetLimits: readonly TargetLimits[] = [
  limits('imap.gmail.com', { bytesPerDay: 500e6, maxMessageBytes: 35_651_584 }),
  limits('office365.com', { bytesPerHour: 300e6, messagesPerHour: 3600, maxMessageBytes: 45 * 2 ** 20 }),
  limits('outlook.com', { bytesPerHour: 300e6, messagesPerHour: 3600, maxMessageBytes: 45 * 2 ** 20 }),
  limits('mail.me.com', { maxMessageBytes: 20 * 2 ** 20 }),
  limits('infomaniak.com', { maxMessageBytes: 210_763_776 }),
];

export interface Pace {
  readonly bytesPerSecond: number;
  readonly messagesPerSecond: number;
}

/** A home connection and an ordinary server: the slow and the fast end. Reading back counts as a second way. */
export const usualPace = {
  slow: { bytesPerSecond: 300e3, messagesPerSecond: 6 },
  fast: { bytesPerSecond: 4e6, messagesPerSecond: 150 },
} as const;

/** Into an archive on a disk of this computer: an old one with a mailbox on a server, a new one with files. */
export const archivePace = {
  slow: { bytesPerSecond: 2e6, messagesPerSecond: 60 },
  fast: { bytesPerSecond: 30e6, messagesPerSecond: 1500 },
} as const;
