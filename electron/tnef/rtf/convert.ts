import type { RtfPicture } from './pictures.ts';
import { deencapsulate } from './deencapsulate.ts';
import type { RtfDocument } from './reader.ts';
export function convertRtf(
  rtf: Buffer,
  fallback: number,
  problem: (p: string) => void,
): { html: string; text: string; pictures: RtfPicture[]; document: RtfDocument } {
  const { text, document } = deencapsulate(rtf, fallback, false, problem);
  return {
    html: `<div>${text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('\r\n', '<br>')}</div>`,
    text,
    pictures: [],
    document,
  };
}
