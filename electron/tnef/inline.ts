// Which attachments the text shows: by content id (RFC 2392), content location (RFC 2557), or the name Outlook put there.
import type { FoundAttachment } from './attachment.ts';
import type { TnefAttachment } from './message.ts';

/** [MS-OXCMSG] 2.2.2.18: attRenderedInBody. */
const RENDERED_IN_BODY = 0x4;
const LONGEST_REFERENCE = 1024;

/** The attachments with `inline` set where the HTML refers to them. */
export function linkAttachments(found: readonly FoundAttachment[], html: string | null): TnefAttachment[] {
  const ids = html === null ? new Set<string>() : referencesOf(html, 'cid:');
  const places = html === null || found.every((each) => !each.attachment.contentLocation) ? null : sourcesOf(html);
  const taken = new Set(found.map((each) => each.attachment.contentId?.toLowerCase() ?? ''));
  const idsByName = new Map(
    [...ids].filter((id) => !taken.has(id)).map((id) => [id.split('@', 1)[0] ?? '', id] as const),
  );
  return found.map(({ attachment, flags }) => {
    const id = attachment.contentId?.toLowerCase() ?? null;
    if (id !== null && ids.has(id)) return { ...attachment, inline: true };
    const place = attachment.contentLocation;
    if (place !== null && places?.has(place.toLowerCase())) return { ...attachment, inline: true };
    // Old Outlook writes cid:name@number without giving the attachment a content id.
    const name = attachment.name.toLowerCase();
    const named = id === null ? idsByName.get(name) : undefined;
    if (named !== undefined) {
      idsByName.delete(name);
      return { ...attachment, contentId: named, inline: true };
    }
    return (flags & RENDERED_IN_BODY) !== 0 && html !== null && id !== null
      ? { ...attachment, inline: true }
      : attachment;
  });
}

/** What follows `scheme` up to a quote, bracket or space, unescaped, lower case. */
function referencesOf(html: string, scheme: string): Set<string> {
  const found = new Set<string>();
  const lower = html.toLowerCase();
  for (let at = lower.indexOf(scheme); at !== -1; at = lower.indexOf(scheme, at + scheme.length)) {
    const start = at + scheme.length;
    const end = endOfValue(lower, start);
    const id = decoded(lower.slice(start, end));
    if (id !== '') found.add(id);
  }
  return found;
}

/** Values of src, background and href. */
function sourcesOf(html: string): Set<string> {
  const found = new Set<string>();
  const lower = html.toLowerCase();
  for (const attribute of ['src=', 'background=', 'href=']) {
    for (let at = lower.indexOf(attribute); at !== -1; at = lower.indexOf(attribute, at + attribute.length)) {
      const start = at + attribute.length;
      const quote = lower[start];
      const from = quote === '"' || quote === "'" ? start + 1 : start;
      found.add(decoded(lower.slice(from, endOfValue(lower, from))));
    }
  }
  return found;
}

function endOfValue(text: string, start: number): number {
  const last = Math.min(text.length, start + LONGEST_REFERENCE);
  for (let at = start; at < last; at++) {
    const code = text.charCodeAt(at);
    // Quotes, brackets, spaces.
    if (code <= 0x20 || code === 0x22 || code === 0x27 || code === 0x29 || code === 0x3c || code === 0x3e) return at;
  }
  return last;
}

function decoded(text: string): string {
  const plain = text.replaceAll('&amp;', '&');
  if (!plain.includes('%')) return plain;
  try {
    return decodeURIComponent(plain).toLowerCase();
  } catch {
    return plain;
  }
}

/** Types every browser shows. */
const SHOWN = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/bmp']);
const PLACE = /<span data-attachment="(\d{1,6})"><\/span>/g;

/**
 * Puts pictures where plain RTF had a place for an attachment (\objattph, [MS-OXRTFEX] 2.2.3.4: the n-th place is the n-th
 * attachment by rendering position, hidden ones not counted). The pictures get a content id where they have none.
 */
export function placeAttachments(
  found: readonly FoundAttachment[],
  html: string,
): { found: FoundAttachment[]; html: string } {
  const placed = found
    .map((each, index) => ({ each, index }))
    .filter(({ each }) => each.position !== null && !each.attachment.hidden)
    .sort((a, b) => (a.each.position ?? 0) - (b.each.position ?? 0));
  const result = [...found];
  const text = html.replace(PLACE, (_, number: string) => {
    const at = placed[Number(number)];
    const attachment = at?.each.attachment;
    if (!at || !attachment || attachment.kind !== 'file' || !SHOWN.has(attachment.mimeType)) return '';
    const contentId = attachment.contentId ?? `attachment-${at.index + 1}@tnef`;
    result[at.index] = { ...at.each, attachment: { ...attachment, contentId } };
    return `<img src="cid:${encodeURIComponent(contentId)}" alt="">`;
  });
  return { found: result, html: text };
}
