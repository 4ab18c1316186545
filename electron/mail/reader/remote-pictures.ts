// The pictures a message would fetch from the network: which there are, and which are only there to tell that it is read.
// One pass over the HTML without a tree; what a browser would read differently is simply not fetched.
import { isTrackerUrl } from './tracker-table.ts';

export interface RemotePictures {
  /** Addresses as the URL parser writes them, each once. */
  readonly pictures: ReadonlySet<string>;
  /** Of one pixel, hidden, or at a host that only counts readers. Never fetched. */
  readonly trackers: ReadonlySet<string>;
}

/** A tag that goes on for longer belongs to no picture. */
const MAX_TAG_LENGTH = 16 * 1024;
const MAX_PICTURES = 2000;
const MAX_URL_LENGTH = 8192;
/** Spacers of layouts are as small; up to this nobody can see a picture. */
const SMALL = 2;

const none: RemotePictures = { pictures: new Set(), trackers: new Set() };

/** Never throws. */
export function remotePictures(html: string | null): RemotePictures {
  if (html === null) return none;
  const pictures = new Set<string>();
  const trackers = new Set<string>();
  const image = /<im(?:g|age)(?=[\s/"'])/gi;
  while (image.exec(html) !== null && pictures.size + trackers.size < MAX_PICTURES) {
    const { attributes: tag, length } = tagAt(html, image.lastIndex);
    // What stands inside a tag is no tag: and the work grows with the length alone.
    image.lastIndex += length;
    const url = remoteUrl(tag.get('src') ?? '');
    if (url === null) continue;
    if (isUnseen(tag) || isTrackerUrl(url)) trackers.add(url.href);
    else pictures.add(url.href);
  }
  // Seen once is seen, whatever else stands under the same address; a tracker's host stays one.
  for (const url of pictures) trackers.delete(url);
  return { pictures, trackers };
}

/** As `<img src>` means it; null for what is not on the network. */
export function remoteUrl(reference: string): URL | null {
  const text = reference.trim();
  if (text.length > MAX_URL_LENGTH) return null;
  const url = URL.parse(text.startsWith('//') ? `https:${text}` : text);
  if (!url || !/^https?:$/.test(url.protocol)) return null;
  url.hash = '';
  url.username = '';
  url.password = '';
  return url;
}

function isUnseen(tag: ReadonlyMap<string, string>): boolean {
  const size = (name: 'width' | 'height'): number | null => {
    const styled = new RegExp(`(?:^|;)\\s*(?:max-)?${name}\\s*:\\s*(\\d+(?:\\.\\d+)?)\\s*(?:px)?\\s*(?:!|;|$)`, 'i');
    const found =
      styled.exec(tag.get('style') ?? '')?.[1] ?? /^\s*(\d+(?:\.\d+)?)\s*(?:px)?\s*$/i.exec(tag.get(name) ?? '')?.[1];
    return found === undefined ? null : Number(found);
  };
  const [width, height] = [size('width'), size('height')];
  if (width === 0 || height === 0) return true;
  if (width !== null && height !== null && width <= SMALL && height <= SMALL) return true;
  if (tag.has('hidden')) return true;
  return /(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden|opacity\s*:\s*0(?:\.0+)?\s*(?:!|;|$))/i.test(
    tag.get('style') ?? '',
  );
}

/** The attributes of the tag that goes on at `start`, names in lower case; the first of a name counts (HTML 13.2.5.33). */
function tagAt(html: string, start: number): { attributes: Map<string, string>; length: number } {
  const attributes = new Map<string, string>();
  const input = html.slice(start, start + MAX_TAG_LENGTH);
  let at = 0;
  const skip = (signs: RegExp): void => {
    while (at < input.length && signs.test(input[at] ?? '')) at += 1;
  };
  for (;;) {
    skip(/[\s/]/);
    if (at >= input.length || input[at] === '>') return { attributes, length: at };
    const from = at;
    at += 1;
    skip(/[^\s/>=]/);
    const name = input.slice(from, at).toLowerCase();
    skip(/\s/);
    let value = '';
    if (input[at] === '=') {
      at += 1;
      skip(/\s/);
      const quote = input[at];
      if (quote === '"' || quote === "'") {
        const end = input.indexOf(quote, at + 1);
        // A quote that is never closed: the tag has no end either.
        if (end < 0) return { attributes, length: at };
        value = input.slice(at + 1, end);
        at = end + 1;
      } else {
        const begin = at;
        skip(/[^\s>]/);
        value = input.slice(begin, at);
      }
    }
    if (!attributes.has(name)) attributes.set(name, decodeReferences(value));
  }
}

/** The references that stand in addresses and styles; others are left as written. */
const decodeReferences = (text: string): string =>
  text.includes('&')
    ? text.replace(
        /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(amp|quot|apos|lt|gt|colon|sol|period|tab|newline));?/gi,
        (whole, hex, decimal, name) => {
          const named = {
            amp: '&',
            quot: '"',
            apos: "'",
            lt: '<',
            gt: '>',
            colon: ':',
            sol: '/',
            period: '.',
            tab: '\t',
            newline: '\n',
          };
          if (name !== undefined) return named[String(name).toLowerCase() as keyof typeof named];
          const code = hex === undefined ? Number(decimal) : parseInt(String(hex), 16);
          return code === 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)
            ? whole
            : String.fromCodePoint(code);
        },
      )
    : text;
