// The doors of the RTF reader: a compressed property to RTF, and RTF to the HTML or text its author wrote.
import { convertRtf } from './convert.ts';
import { deencapsulate } from './deencapsulate.ts';
import { problemList } from './limits.ts';
import { openPage } from './charset.ts';
import type { RtfPicture } from './pictures.ts';

export { decompressRtf } from './decompress.ts';
export type { DecompressedRtf } from './decompress.ts';
export type { RtfPicture } from './pictures.ts';

export interface ReadRtf {
  /**
   * 'html' or 'text': the document carried its original, which was taken out. 'rtf': it was written as RTF and
   * `html` and `text` were made from it. What is no RTF at all is 'text'.
   */
  readonly kind: 'html' | 'text' | 'rtf';
  /**
   * kind 'html': the author's HTML, as hostile as any (sanitise it); its own charset declarations mean nothing any
   * more. kind 'rtf': one <div>, only elements and attributes this folder writes, every text escaped. An attachment's
   * place (\objattph) is an empty <span data-attachment="n">, n from 0: the n-th attachment in the order of
   * PidTagRenderingPosition, hidden ones and those at 0xFFFFFFFF not counted ([MS-OXRTFEX] 2.2.3.4).
   */
  readonly html: string | null;
  /** Line ends CRLF. null for kind 'html': make it from the HTML. */
  readonly text: string | null;
  /** kind 'rtf': pictures inside the RTF; those that browsers show are in `html` as cid: addresses. */
  readonly pictures: readonly RtfPicture[];
  /** The code page the document names; null = none, and the fallback was used. */
  readonly codePage: number | null;
  /** English, for a log; bounded. */
  readonly problems: string[];
}

/** Where \fromhtml or \fromtext must stand: Outlook writes it among the first words ([MS-OXRTFEX] 2.2.3.1). */
const headBytes = 4096;

/**
 * What a person was meant to read. Never throws; linear in the length; the bounds are in limits.ts. `fallbackCodePage`
 * (0 = not known, then 1252) is used where the document does not name one.
 */
export function readRtf(rtf: Uint8Array, fallbackCodePage: number): ReadRtf {
  const bytes = Buffer.from(rtf.buffer, rtf.byteOffset, rtf.byteLength);
  const { list: problems, add } = problemList();
  const fallback = fallbackCodePage > 0 && openPage(fallbackCodePage) ? fallbackCodePage : 1252;
  const start = startOf(bytes);
  if (start < 0) {
    if (bytes.length > 0) add('not RTF: shown as text');
    return { kind: 'text', html: null, text: plainText(bytes, fallback), pictures: [], codePage: null, problems };
  }
  const body = bytes.subarray(start);
  const kind = kindOf(body);
  if (kind === 'rtf') {
    const { html, text, pictures, document } = convertRtf(body, fallback, add);
    return { kind, html, text, pictures, codePage: document.codePage, problems };
  }
  const { text, document } = deencapsulate(body, fallback, kind === 'html', add);
  const html = kind === 'html' ? text : null;
  return { kind, html, text: html === null ? text : null, pictures: [], codePage: document.codePage, problems };
}

/** The position of "{\rtf", behind a byte order mark and white space at most; -1 = it is not there. */
function startOf(bytes: Buffer): number {
  let at = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  while (at < bytes.length && at < 64 && (bytes[at] ?? 0) <= 0x20) at += 1;
  return bytes.toString('latin1', at, at + 5) === '{\\rtf' ? at : -1;
}

function kindOf(bytes: Buffer): 'html' | 'text' | 'rtf' {
  const head = bytes.toString('latin1', 0, Math.min(headBytes, bytes.length));
  for (let at = head.indexOf('\\from'); at >= 0; at = head.indexOf('\\from', at + 1)) {
    if (head[at - 1] === '\\') continue;
    if (head.startsWith('\\fromtext', at)) return 'text';
    if (head.startsWith('\\fromhtml', at) && head[at + 9] !== '0') return 'html';
  }
  return 'rtf';
}

function plainText(bytes: Buffer, fallback: number): string {
  const page = openPage(fallback);
  if (page?.decoder) return page.decoder.decode(bytes).toWellFormed();
  let text = '';
  for (const byte of bytes) if (byte !== 0) text += page?.single?.[byte] ?? '';
  return text;
}
