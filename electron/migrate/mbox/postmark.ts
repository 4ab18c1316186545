// Telling the "From " line that begins a message from one that is text. A wrong answer merges two messages or tears one.

/** Longer first lines are no postmark. */
export const MAX_POSTMARK_BYTES = 1000;

// hh:mm and a four-digit year, as asctime writes them; some programs put a date as in the Date field there.
const TIME = /[ \t]\d{1,2}:\d{2}(?::\d{2})?(?=[ \t]|$)/;
const YEAR = /[ \t](?:19|20)\d{2}(?=[ \t]|$)/;
const FIELD = /^[!-9;-~]+[ \t]*:/;

/**
 * `line` is the whole line without its end, `next` the line after it (its first bytes do), null at the end of the file.
 * With a date, any next line that can begin a message is fine: a header field, nothing (a message without header), or
 * one more "From " line that some servers leave. Without a date, only one word or none may follow, and a field must come
 * next ("From -", "From 1844347792267117879@xxx", a bare "From ").
 */
export function isPostmark(line: string, next: string | null): boolean {
  if (!line.startsWith('From ') || line.length > MAX_POSTMARK_BYTES) return false;
  const dated = TIME.test(line) && YEAR.test(line);
  const follows = next ?? '';
  if (FIELD.test(follows)) return dated || !/[ \t]/.test(line.slice(5).trim());
  return dated && (follows === '' || /^>?From /.test(follows));
}
