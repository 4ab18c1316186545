// Names inside the archive that a person understands and every system accepts: Windows' forbidden characters and device
// names, trailing dots, 200 characters for the whole path, no two that differ only in case.

const MAX_PATH = 200;
const MAX_FOLDER_PATH = 110;
/** Linux and macOS count bytes of UTF-8 in one name: 255. */
const MAX_NAME_BYTES = 240;

// Control and format characters (bidirectional marks hide a name's real end), line separators, lone surrogates.
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
const FORBIDDEN = /[<>:"/\\|?*]/g;
const DEVICE = /^(?:con|prn|aux|nul|conin\$|conout\$|clock\$|(?:com|lpt)[0-9¹²³])(?:\.|$)/i;
const PLAIN = /^[\w ,;@#()+=!'&-]+$/;

/** The text as a part of a file name: cleaned, composed (NFC), no longer than asked in UTF-16 units. May be empty. */
export function cleanName(text: string, maxLength: number): string {
  let clean = text;
  if (!PLAIN.test(text)) {
    // Composed both before and after: taking characters out can bring others together.
    clean = text
      .slice(0, 4 * maxLength)
      .normalize('NFC')
      .replace(INVISIBLE, ' ')
      .replace(FORBIDDEN, '_')
      .normalize('NFC');
  }
  clean = clean.replace(/\s+/g, ' ').trim();
  if (clean.length > maxLength) clean = cut(clean, maxLength);
  return clean.replace(/[. ]+$/, '').replace(/^[. ]+/, '');
}

/** Cut without halving a surrogate pair or leaving its marks behind. */
function cut(text: string, maxLength: number): string {
  let end = maxLength;
  const code = text.charCodeAt(end);
  if (code >= 0xdc00 && code <= 0xdfff) end -= 1;
  return text.slice(0, end);
}

function fitBytes(name: string, maxBytes: number): string {
  if (name.length * 3 <= maxBytes) return name;
  while (Buffer.byteLength(name) > maxBytes) name = cut(name, name.length - 1);
  return name.replace(/[. ]+$/, '');
}

/** One folder's name; never empty, never a device. */
export function folderName(text: string, maxLength: number): string {
  const clean = fitBytes(cleanName(text, maxLength), MAX_NAME_BYTES - 8) || '_';
  return DEVICE.test(clean) ? `_${clean}` : clean;
}

/** Gives each folder its path in the archive; equal folders get the same one, others never, not even ignoring case. */
export class FolderPaths {
  /** parent path, then lower-case name -> the original it stands for. */
  readonly #taken = new Map<string, string>();

  /** `names` begins with the account's address. The result has no final slash. */
  path(names: readonly string[]): string {
    const share = Math.max(8, Math.floor(MAX_FOLDER_PATH / names.length) - 1);
    let at = '';
    for (const [level, name] of names.entries()) {
      // Deep trees are joined at the bottom rather than grown past the limit.
      if (at.length + share > MAX_FOLDER_PATH && level > 0) return this.#child(at, names.slice(level).join(' '), 12);
      at = this.#child(at, name, share);
    }
    return at;
  }

  #child(parent: string, original: string, maxLength: number): string {
    const base = folderName(original, maxLength);
    for (let number = 1; ; number += 1) {
      const name = number === 1 ? base : `${base} (${number})`;
      const path = parent ? `${parent}/${name}` : name;
      const owner = this.#taken.get(path.toLowerCase());
      if (owner === undefined) this.#taken.set(path.toLowerCase(), original);
      if (owner === undefined || owner === original) return path;
    }
  }
}

/**
 * `FOLDER/2026-11-21 Sender - Subject (a1b2c3d4).eml`. `hash` is as many hexadecimal digits as make the message unique.
 */
export function messagePath(folder: string, internalDate: number, from: string, subject: string, hash: string): string {
  const time = new Date(internalDate);
  const day = Number.isNaN(time.getTime()) ? '0000-00-00' : time.toISOString().slice(0, -14).padStart(10, '0');
  const end = ` (${hash}).eml`;
  const room = Math.min(MAX_PATH - folder.length - 1 - day.length - 1 - end.length, 120);
  const sender = cleanName(from, Math.max(8, Math.floor(room / 3)));
  const title = cleanName(subject, Math.max(8, room - sender.length - 3));
  const both = sender && title ? `${sender} - ${title}` : sender || title;
  const name = fitBytes(cut(both, Math.max(0, room)), MAX_NAME_BYTES - day.length - end.length - 1).trimEnd();
  return `${folder}/${day}${name ? ` ${name}` : ''}${end}`;
}
