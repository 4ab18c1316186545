// How fast a job runs and how long it will still take: averages over 30 seconds, shown calmly.
// Pure: the clock comes in as a number, so tests need no waiting.

export interface Pace {
  /** 30 s averages; null before there is a measure. */
  readonly bytesPerSecond: number | null;
  readonly messagesPerSecond: number | null;
  /** Time left, rounded up to something a person says; null in the first 5 s of measure, or when nothing moves. */
  readonly leftMs: number | null;
  /** When it will have ended, from the same figure; null with leftMs. */
  readonly endsAt: number | null;
  /** Speeds of the last minute or so, oldest first, for a small curve. */
  readonly curve: readonly number[];
}

export interface Measure {
  readonly at: number;
  readonly done: number;
  readonly total: number;
  readonly doneBytes: number;
  readonly totalBytes: number | null;
}

export const noPace: Pace = {
  bytesPerSecond: null,
  messagesPerSecond: null,
  leftMs: null,
  endsAt: null,
  curve: [],
};

const WINDOW_MS = 30_000;
const FIRST_WORD_MS = 5_000;
const SPEAK_EVERY_MS = 1_000;
const CURVE_EVERY_MS = 2_000;
const CURVE_POINTS = 40;

/** Up to a minute in steps of 5 s, up to ten minutes in half minutes, then in minutes, above two hours in quarters. */
export function roundUpLeft(ms: number): number {
  const step = ms <= 60_000 ? 5_000 : ms <= 600_000 ? 30_000 : ms <= 7_200_000 ? 60_000 : 900_000;
  return Math.max(step, Math.ceil(ms / step) * step);
}

/** Takes measures as they come and says the pace; the words change at most once a second. */
export function createPace(): { measure(next: Measure): Pace; rest(): Pace } {
  let measures: Measure[] = [];
  let spoken = noPace;
  let spokenAt = -Infinity;
  let curve: number[] = [];
  let curveFrom: Measure | null = null;

  /** Forgets the past: after a pause or in a new phase the old average says nothing. */
  function rest(): Pace {
    measures = [];
    curveFrom = null;
    spokenAt = -Infinity;
    spoken = { ...noPace, curve };
    return spoken;
  }

  function measure(next: Measure): Pace {
    const last = measures.at(-1);
    if (last && (next.done < last.done || next.doneBytes < last.doneBytes)) rest();
    measures.push(next);
    while (next.at - (measures[1]?.at ?? next.at) >= WINDOW_MS) measures.shift();

    curveFrom ??= next;
    const sinceMs = next.at - curveFrom.at;
    if (sinceMs >= CURVE_EVERY_MS) {
      const byBytes = next.totalBytes !== null || next.doneBytes > 0;
      const step = byBytes ? next.doneBytes - curveFrom.doneBytes : next.done - curveFrom.done;
      curve = [...curve, (step * 1000) / sinceMs].slice(-CURVE_POINTS);
      curveFrom = next;
    }
    if (next.at - spokenAt < SPEAK_EVERY_MS) return spoken;

    const first = measures[0] ?? next;
    const spanMs = next.at - first.at;
    if (spanMs <= 0) return spoken;
    const bytesPerSecond = ((next.doneBytes - first.doneBytes) * 1000) / spanMs;
    const messagesPerSecond = ((next.done - first.done) * 1000) / spanMs;
    let leftMs: number | null = null;
    if (spanMs >= FIRST_WORD_MS) {
      // Bytes tell better than counts where the total is known: one message may weigh as much as a thousand.
      const byBytes =
        next.totalBytes !== null && bytesPerSecond > 0
          ? (Math.max(0, next.totalBytes - next.doneBytes) * 1000) / bytesPerSecond
          : null;
      const byCount = messagesPerSecond > 0 ? (Math.max(0, next.total - next.done) * 1000) / messagesPerSecond : null;
      const exact = byBytes ?? byCount;
      leftMs = exact === null ? null : roundUpLeft(exact);
    }
    spokenAt = next.at;
    spoken = { bytesPerSecond, messagesPerSecond, leftMs, endsAt: leftMs === null ? null : next.at + leftMs, curve };
    return spoken;
  }

  return { measure, rest };
}
