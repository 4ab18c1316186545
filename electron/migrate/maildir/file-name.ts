// What a Maildir file's name says: which message it is, its flags, its size, when it was delivered.
// https://cr.yp.to/proto/maildir.html; Dovecot's lower-case letters are keywords of the folder's dovecot-keywords file.
import { fileDate } from '../received-date.ts';

export interface MaildirName {
  /** The unique part: it stays when flags change. */
  readonly key: string;
  readonly letters: string;
  /** From `,S=`; null when the name does not say. */
  readonly sizeBytes: number | null;
  /** ms since 1970; null when the name does not begin with a time. */
  readonly deliveredMs: number | null;
}

/** Where a file system has no colons, programs write "!", ";", "-" or "," before the flags. */
const INFO = /[:!;,-]2,([A-Za-z,]*)$/;

export function readMaildirName(name: string): MaildirName {
  const info = INFO.exec(name);
  const key = info ? name.slice(0, info.index) : name;
  const size = /,S=(\d{1,13})(?=,|$)/.exec(key);
  const seconds = /^(\d{9,10})(?=\D)/.exec(key);
  return {
    key,
    letters: info?.[1] ?? '',
    sizeBytes: size ? Number(size[1]) : null,
    deliveredMs: seconds ? Number(seconds[1]) * 1000 : null,
  };
}

const FLAGS: Readonly<Record<string, string>> = {
  D: '\\Draft',
  F: '\\Flagged',
  P: '$Forwarded',
  R: '\\Answered',
  S: '\\Seen',
  T: '\\Deleted',
};

/** `keywords`: Dovecot's names for the letters a to z. */
export function maildirFlags(letters: string, keywords: readonly string[]): string[] {
  const flags = new Set<string>();
  for (const letter of letters) {
    const flag = FLAGS[letter] ?? keywords[letter.charCodeAt(0) - 97];
    if (flag) flags.add(flag);
  }
  return [...flags];
}

/** Lines of "0 $Forwarded"; what cannot be a keyword is left out. */
export function readKeywords(text: string): string[] {
  const keywords: string[] = [];
  for (const line of text.split('\n')) {
    const match = /^(\d{1,2}) ([!#$&'+\-./0-9:;<=>?@A-Z^_`a-z|~]{1,100})\r?$/.exec(line);
    if (match && Number(match[1]) < 26) keywords[Number(match[1])] = match[2] ?? '';
  }
  return keywords;
}

const MINUTE_MS = 60_000;
const WEEK_MS = 7 * 24 * 3_600_000;

/**
 * A file's time is the date of receipt (Dovecot sets it so) unless it is later than the name says: then the file was
 * copied, and its time is that of the copy. Delivered a week after the topmost Received means filled by a program that
 * kept no dates: then the header knows better. `modifiedMs`, `headerDate` and the result in ms since 1970.
 */
export function maildirDate(name: MaildirName, modifiedMs: number, headerDate: number | null): number | null {
  const { deliveredMs } = name;
  if (deliveredMs === null) return headerDate ?? fileDate(modifiedMs);
  if (modifiedMs > deliveredMs + MINUTE_MS) return headerDate ?? deliveredMs;
  const isSetOnPurpose = modifiedMs < deliveredMs - MINUTE_MS;
  if (!isSetOnPurpose && headerDate !== null && headerDate < modifiedMs - WEEK_MS) return headerDate;
  return modifiedMs;
}
