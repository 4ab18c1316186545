// The text of a message, the best form it has: HTML, HTML or text inside RTF, plain RTF, plain text ([MS-OXCMAIL] 2.1.3.3).
import { asUtf8, decodeNamed, decodePage, decodeText, isAscii, isDecodable } from './code-page.ts';
import { isLate, limits, spend } from './limits.ts';
import type { TnefBody } from './message.ts';
import { binaryOf, numberOf, type PropertyBag, textOf } from './properties.ts';
import type { Scope } from './property-list.ts';
import { decompressRtf, readRtf, type RtfPicture } from './rtf/index.ts';
import { tags } from './tags-table.ts';

export interface FoundBody {
  readonly body: TnefBody;
  /** Pictures that stood in the RTF; the HTML refers to them by content id. */
  readonly pictures: readonly RtfPicture[];
}

/** `said`: the message's code pages, the most trusted first. */
export function readBody(bag: PropertyBag, said: readonly (number | null)[], scope: Scope): FoundBody {
  const text = textOf(bag.get(tags.body));
  const html = readHtml(bag, said, scope);
  if (html !== null && html.trim() !== '') return { body: { html, text, source: 'html' }, pictures: [] };
  return readRichText(bag, text, said, scope);
}

const RTF = 'PidTagRtfCompressed';

/** [MS-OXRTFCP], [MS-OXRTFEX]: the original inside the RTF, else the RTF itself as HTML, else the plain text. */
function readRichText(
  bag: PropertyBag,
  plain: string | null,
  said: readonly (number | null)[],
  scope: Scope,
): FoundBody {
  const text = plain?.trim() ? plain : null;
  const fallback: FoundBody = { body: { html: null, text, source: text === null ? 'none' : 'text' }, pictures: [] };
  const compressed = binaryOf(bag.get(tags.rtfCompressed));
  if (!compressed || compressed.length === 0 || isLate(scope.budget)) return fallback;
  const unpacked = decompressRtf(compressed, Math.min(limits.rtfBytes, scope.budget.decodedBytes));
  spend(scope.budget, 'decodedBytes', unpacked.rtf.length);
  const page = said.find((each): each is number => each !== null && isDecodable(each)) ?? 0;
  const read = unpacked.rtf.length === 0 ? null : readRtf(unpacked.rtf, page);
  for (const detail of [...unpacked.problems, ...(read?.problems ?? [])])
    scope.report({ code: 'rtf', where: RTF, detail });
  const pictures = (read?.pictures ?? []).slice(0, limits.pictures);
  spend(scope.budget, 'decodedBytes', read?.html?.length ?? 0);
  if (read?.kind === 'html' && read.html?.trim())
    return { body: { html: read.html, text, source: 'rtf-html' }, pictures };
  if (read?.kind === 'text' && text === null && read.text?.trim()) {
    return { body: { html: null, text: read.text, source: 'rtf-text' }, pictures };
  }
  // RTF that says nothing visible is no reason to hide a text; pictures and attachments' places are visible.
  const visible = read?.text?.trim() || pictures.length > 0 || read?.html?.includes('data-attachment');
  if (read?.kind === 'rtf' && read.html !== null && visible) {
    scope.report({ code: 'rtf_converted', where: RTF, detail: `${unpacked.rtf.length} bytes` });
    return { body: { html: read.html, text: text ?? read.text, source: 'rtf' }, pictures };
  }
  return fallback;
}

/** PidTagBodyHtml ([MS-OXCMSG] 2.2.1.58.9): binary in the Internet code page, or a string. */
function readHtml(bag: PropertyBag, said: readonly (number | null)[], scope: Scope): string | null {
  const value = bag.get(tags.bodyHtml);
  const asText = textOf(value);
  if (asText !== null) return asText;
  const bytes = binaryOf(value);
  if (!bytes || bytes.length === 0) return null;
  if (bytes.length > limits.textBytes || !spend(scope.budget, 'decodedBytes', bytes.length)) {
    scope.report({ code: 'limit', where: 'PidTagBodyHtml', detail: `${bytes.length} bytes` });
    return null;
  }
  return decodeHtml(bytes, [numberOf(bag.get(tags.internetCodepage)), ...said], scope);
}

const META_BYTES = 4096;

/** A byte order mark wins, then the said code page, then what the page itself declares. */
function decodeHtml(bytes: Uint8Array, said: readonly (number | null)[], scope: Scope): string {
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 0) end--;
  const body = bytes.subarray(0, end);
  if (body[0] === 0xff && body[1] === 0xfe) return decodePage(bytes.subarray(0, end + (end % 2)), 1200) ?? '';
  if (body[0] === 0xfe && body[1] === 0xff) return decodePage(body, 1201) ?? '';
  if (body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf) return decodePage(body, 65001) ?? '';
  const internet = said[0] ?? null;
  // The zeros at the end belong to the last letter.
  if (internet === 1200 && body.includes(0)) return decodePage(bytes.subarray(0, end + (end % 2)), 1200) ?? '';
  const declared = declaredCharset(body);
  if (internet === null || internet === 0) {
    const named = declared === null ? null : decodeNamed(body, declared);
    if (named !== null) return named;
  }
  const decoded = decodeText(body, said);
  const named = declared === null ? null : decodeNamed(body, declared);
  // Whole UTF-8 with more than ASCII in it, on a page that says UTF-8, is no accident, whatever the property says.
  const isUtf8 = decoded.page !== 65001 && /^utf-?8$/i.test(declared ?? '') && !isAscii(body) && asUtf8(body) !== null;
  if (decoded.guess === null && !isUtf8) return decoded.text;
  if (named !== null && !named.includes('\ufffd')) {
    scope.report({ code: 'charset', where: 'PidTagBodyHtml', detail: `${declared ?? ''}, as the page itself says` });
    return named;
  }
  scope.report({ code: 'charset', where: 'PidTagBodyHtml', detail: decoded.guess ?? '' });
  return decoded.text;
}

/** charset=... in the first bytes of the page; null when there is none. */
function declaredCharset(bytes: Uint8Array): string | null {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, META_BYTES)).toString('latin1');
  const found = /charset\s{0,8}=\s{0,8}["']?([\w.:-]{2,40})/i.exec(head);
  // A page whose declaration can be read as ASCII is not UTF-16, whatever it says (HTML 13.2.3.2).
  return found?.[1]?.replace(/^utf-?16.*/i, 'utf-8') ?? null;
}
