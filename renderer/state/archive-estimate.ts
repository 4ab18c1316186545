// Honest guesses for an export that has not started, and the rules for its file name and keys.

/** What deflate leaves of ordinary mail (measured on mailboxes with base64 attachments). */
const COMPRESSED = 0.76;
/** Manifest line, ZIP headers and padding of one message. */
const PER_MESSAGE_BYTES = 900;

/** About how large the archive will be; null when the server does not say sizes. */
export function estimateBytes(messages: number, sizeBytes: number | null, compress: boolean): number | null {
  return sizeBytes === null ? null : Math.round(sizeBytes * (compress ? COMPRESSED : 1) + messages * PER_MESSAGE_BYTES);
}

export type NameProblem = 'empty' | 'forbidden';

/** Names that Windows, macOS and Linux all accept; null when the name is fine. */
export function nameProblem(name: string): NameProblem | null {
  const trimmed = name.trim();
  if (!trimmed || /^\.+$/.test(trimmed) || trimmed === '.malle' || trimmed === '.zip') return 'empty';
  // eslint-disable-next-line no-control-regex -- control characters are forbidden in names on Windows
  return /[\u0000-\u001f/\\:*?"<>|]/.test(trimmed) || trimmed.length > 120 ? 'forbidden' : null;
}

/** The name with the ending of the format, whatever ending was typed before. */
export function withEnding(name: string, format: 'malle' | 'zip-aes256'): string {
  const base = name.trim().replace(/\.(malle|zip)$/i, '');
  return base + (format === 'malle' ? '.malle' : '.zip');
}

/** Joins a folder and a name with the separator the folder itself uses. */
export function joinPath(folder: string, name: string): string {
  const separator = /^[A-Za-z]:\\|^\\\\/.test(folder) ? '\\' : '/';
  return folder.endsWith(separator) ? folder + name : folder + separator + name;
}

export const baseName = (path: string): string => path.split(/[/\\]/).filter(Boolean).at(-1) ?? path;
export const folderName = (path: string): string => {
  const cut = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'));
  return cut <= 0 ? path.slice(0, Math.max(cut + 1, 0)) : path.slice(0, cut);
};

export type KeyProblem =
  | { readonly kind: 'bad'; readonly line: number }
  | { readonly kind: 'secret'; readonly line: number }
  | { readonly kind: 'many' };

export interface Recipients {
  readonly keys: readonly string[];
  readonly problem: KeyProblem | null;
  /** Some are hybrid post-quantum keys (age1pq...). */
  readonly hybrid: boolean;
}

const MOST_KEYS = 20;

/** Pasted public keys, one per line; comments (#) and empty lines are skipped, doubles kept once. */
export function readRecipients(text: string): Recipients {
  const keys = new Set<string>();
  let problem: KeyProblem | null = null;
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.trim();
    if (!line || line.startsWith('#')) continue;
    if (/AGE-SECRET-KEY/i.test(line)) problem ??= { kind: 'secret', line: index + 1 };
    else if (!/^age1[a-z0-9]{20,}$/.test(line)) problem ??= { kind: 'bad', line: index + 1 };
    else keys.add(line);
  }
  if (keys.size > MOST_KEYS) problem ??= { kind: 'many' };
  return { keys: [...keys], problem, hybrid: [...keys].some((key) => key.startsWith('age1pq')) };
}

/** Two different positions out of `count`, in order. `random` gives whole numbers below its argument. */
export function pickTwo(count: number, random: (below: number) => number): [number, number] {
  const first = random(count);
  const second = (first + 1 + random(count - 1)) % count;
  return first < second ? [first, second] : [second, first];
}
