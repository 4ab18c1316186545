// What a file is called and which colour its tile has, by its type and its name's ending. A tile is a picture: the full
// name always stands beside it.
import type { WinmailPart } from '../../api.ts';
import type { winmailWords } from '../../text/winmail.ts';

export type PartKind = keyof typeof winmailWords.kinds;
/** The tokens' monogram grounds, and red for PDF. */
export type TileTone = 1 | 2 | 3 | 4 | 5 | 6 | 'red';

const endings: readonly (readonly [PartKind, RegExp])[] = [
  ['winmail', /^(?:tnef|dat)$/],
  ['word', /^(?:docx?|dotx?|docm|odt|rtf)$/],
  ['sheet', /^(?:xlsx?|xlsm|xlsb|ods|csv|tsv)$/],
  ['slides', /^(?:pptx?|ppsx?|odp)$/],
  ['pdf', /^pdf$/],
  ['picture', /^(?:png|jpe?g|jpe|gif|webp|bmp|tiff?|heic|avif|svg|emf|wmf|ico)$/],
  ['archive', /^(?:zip|7z|rar|gz|tgz|tar|bz2|xz)$/],
  ['page', /^(?:html?|mht)$/],
  ['text', /^(?:txt|log|md|xml|json|ini)$/],
  ['sound', /^(?:mp3|wav|ogg|m4a|flac|wma)$/],
  ['film', /^(?:mp4|mov|avi|mkv|webm|wmv)$/],
  ['message', /^(?:eml|msg)$/],
  ['calendar', /^(?:ics|vcs)$/],
  ['card', /^vcf$/],
  ['program', /^(?:exe|msi|com|scr|bat|cmd|ps1|vbs|js|jar|lnk|hta|wsf|pif|cpl|reg|app|dmg|sh)$/],
];
const types: readonly (readonly [PartKind, RegExp])[] = [
  ['winmail', /^application\/(?:ms-tnef|vnd\.ms-tnef)$/],
  ['picture', /^image\//],
  ['sound', /^audio\//],
  ['film', /^video\//],
  ['pdf', /^application\/pdf$/],
  ['page', /^text\/html$/],
  ['calendar', /^text\/calendar$/],
  ['card', /^text\/(?:x-)?vcard$/],
  ['text', /^text\//],
  ['archive', /^application\/(?:zip|gzip|x-7z-compressed|vnd\.rar)$/],
];
const tones: Partial<Record<PartKind, TileTone>> = {
  word: 1,
  pdf: 'red',
  sheet: 4,
  picture: 2,
  slides: 2,
  archive: 3,
  message: 5,
  calendar: 5,
  card: 5,
  program: 'red',
};

/** The letters after the last dot, in lower case; '' when there is no short ending. */
export const endingOf = (name: string): string => /\.([A-Za-z0-9]{1,5})$/.exec(name)?.[1]?.toLowerCase() ?? '';

export function kindOf(part: Pick<WinmailPart, 'kind' | 'name' | 'mimeType'>): PartKind {
  if (part.kind === 'message') return 'message';
  if (part.kind === 'ole') return 'ole';
  const ending = endingOf(part.name);
  const isTnef = part.mimeType.endsWith('ms-tnef');
  return (
    endings.find(([kind, pattern]) => pattern.test(ending) && (kind !== 'winmail' || isTnef))?.[0] ??
    types.find(([, pattern]) => pattern.test(part.mimeType.toLowerCase()))?.[0] ??
    'file'
  );
}

/** A message, or what holds one: can be opened as a document of its own. */
export const opensHere = (part: WinmailPart): boolean =>
  part.kind === 'message' ||
  /^(?:message\/rfc822|application\/(?:(?:vnd\.)?ms-tnef|vnd\.ms-outlook))$/.test(part.mimeType.toLowerCase());

export const toneOf = (kind: PartKind): TileTone => tones[kind] ?? 6;

/** At most four letters for the tile. */
export function tileWord(part: Pick<WinmailPart, 'kind' | 'name'>): string {
  const ending = endingOf(part.name);
  if (part.kind === 'message') return 'EML';
  return ending.length >= 1 && ending.length <= 4 ? ending.toUpperCase() : '';
}
