// How far a job is, on stderr: one live line on a terminal, a plain line every few seconds elsewhere, nothing when quiet.
// Count first, bytes second, time last.
import type { Language } from '../../contract/errors.ts';
import type { Job, JobProgress } from '../../contract/jobs.ts';
import { formatBytes } from '../../contract/size.ts';
import type { Output } from './terminal.ts';
import { wordsOf } from './words-table.ts';

export interface ProgressView {
  update(job: Job): void;
  /** A line that stays, above the live one. */
  note(line: string): void;
  end(): void;
}

const PLAIN_EVERY_MS = 5_000;
const BAR_WIDTH = 20;
const MIN_BAR_WIDTH = 6;
/** No time is promised before this much of the phase has been seen. */
const ESTIMATE_AFTER_MS = 3_000;

export const formatCount = (count: number, language: Language): string => new Intl.NumberFormat(language).format(count);

/** "45 s", "3 min 20 s", "2 h 05 min"; never more precise than it can be. */
export function formatDuration(durationMs: number): string {
  const seconds = Math.max(1, Math.round(durationMs / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return minutes < 10 && seconds % 60 ? `${minutes} min ${seconds % 60} s` : `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}

/** The share of the phase that is done, 0 to 1; by bytes where they are known, since messages differ in size. */
function share(progress: JobProgress): number {
  if (progress.phase === 'verifying') return progress.total ? progress.verified / progress.total : 0;
  if (progress.totalBytes) return Math.min(1, progress.doneBytes / progress.totalBytes);
  return progress.total ? Math.min(1, progress.done / progress.total) : 0;
}

/** The line about a progress: phase, count, bytes, and the time left where it can be told (`remainingMs` not null). */
export function progressLine(job: Job, remainingMs: number | null, language: Language): string {
  const words = wordsOf(language);
  const { progress } = job;
  if (!progress) return '';
  const done = progress.phase === 'verifying' ? progress.verified : progress.done;
  const parts = [
    words.of(formatCount(done, language), words.messages(progress.total, formatCount(progress.total, language))),
  ];
  if (progress.phase === 'copying' && progress.doneBytes > 0) {
    const shown = formatBytes(progress.doneBytes, language);
    parts.push(progress.totalBytes ? words.of(shown, formatBytes(progress.totalBytes, language)) : shown);
  }
  if (progress.missing > 0) parts.push(`${words.missing} ${formatCount(progress.missing, language)}`);
  if (remainingMs !== null) parts.push(words.left(formatDuration(remainingMs)));
  return `${words.phase(progress.phase, job.kind)} ${parts.join(', ')}`;
}

/** The text with a bar before it as wide as there is room; on a narrow terminal the text alone, cut. 0 columns: unknown. */
function liveLine(text: string, done: number, columns = 0): string {
  const room = (columns > 0 ? columns : 80) - 1;
  const width = Math.min(BAR_WIDTH, room - text.length - 3);
  if (width < MIN_BAR_WIDTH) return text.slice(0, room);
  const filled = Math.round(done * width);
  return `[${'#'.repeat(filled)}${'.'.repeat(width - filled)}] ${text}`;
}

export function progressView(output: Output, language: Language, quiet: boolean, now = Date.now): ProgressView {
  if (quiet) return { update: () => undefined, note: () => undefined, end: () => undefined };
  const live = output.isTTY === true;
  let shown = false;
  let phase = '';
  let phaseStart = now();
  let startShare = 0;
  let lastPlain = now();

  const clear = (): void => {
    if (shown) output.write('\r\u001b[2K');
    shown = false;
  };

  function remaining(progress: JobProgress): number | null {
    const elapsed = now() - phaseStart;
    const gained = share(progress) - startShare;
    if (elapsed < ESTIMATE_AFTER_MS || gained <= 0 || share(progress) >= 1) return null;
    return (elapsed * (1 - share(progress))) / gained;
  }

  return {
    update(job) {
      const { progress } = job;
      if (!progress || job.state !== 'running') return;
      if (progress.phase !== phase) {
        phase = progress.phase;
        phaseStart = now();
        startShare = share(progress);
        lastPlain = live ? 0 : Math.min(lastPlain, now());
      }
      const text = progressLine(job, remaining(progress), language);
      if (live) {
        clear();
        output.write(liveLine(text, share(progress), output.columns));
        shown = true;
      } else if (now() - lastPlain >= PLAIN_EVERY_MS) {
        lastPlain = now();
        output.write(`${text}\n`);
      }
    },
    note(line) {
      clear();
      output.write(`${line}\n`);
    },
    end: clear,
  };
}
