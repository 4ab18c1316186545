// Telling the "From " line that begins a message from one that is text. A wrong answer merges two messages or tears one.

/** Longer first lines are no postmark. */
export const MAX_POSTMARK_BYTES = 1000;

// hh:mm with a four-digit year somewhere after it (a zone may stand between or behind), as asctime writes it.
const TIME = /[ \t]\d{1,2}:\d{2}(?::\d{2})?(?=[ \t])/;
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
  const time = TIME.exec(line);
  const dated = time !== null && YEAR.test(line.slice(time.index + 1));
  const follows = next ?? '';
  if (FIELD.test(follows)) return dated || !/[ \t]/.test(line.slice(5).trim());
  return dated && (follows === '' || /^>?From /.test(follows));
}
