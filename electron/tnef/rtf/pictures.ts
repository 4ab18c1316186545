// Pictures inside RTF (\pict): what they are, as files of their own.
import { createHash } from 'node:crypto';

export interface RtfPicture {
  /** From the bytes, so that the same picture has the same name wherever it stands. Without angle brackets. */
  readonly contentId: string;
  readonly mimeType: string;
  readonly bytes: Uint8Array;
}

/** What the words in a \pict group said. Sizes in twips, 0 = not said; scales in per cent. */
export interface PictureWords {
  kind: '' | 'png' | 'jpeg' | 'emf' | 'wmf' | 'dib' | 'ddb' | 'mac' | 'os2';
  width: number;
  height: number;
  goalWidth: number;
  goalHeight: number;
  scaleX: number;
  scaleY: number;
  /** Of a device-dependent bitmap. */
  bitsPerPixel: number;
  planes: number;
  widthBytes: number;
}

export const noPicture: Readonly<PictureWords> = {
  kind: '',
  width: 0,
  height: 0,
  goalWidth: 0,
  goalHeight: 0,
  scaleX: 100,
  scaleY: 100,
  bitsPerPixel: 1,
  planes: 1,
  widthBytes: 0,
};

const shown = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/bmp']);
/** Whether every browser shows it. Metafiles are kept as files only. */
export const isShown = (mimeType: string): boolean => shown.has(mimeType);

/** null: nothing that could be shown or saved (no bytes, or a bitmap of an unknown kind). The bytes are not copied. */
export function makePicture(words: PictureWords, data: Uint8Array): RtfPicture | null {
  if (data.length === 0) return null;
  const sniffed = sniff(data);
  if (sniffed !== null) return named(sniffed, data);
  switch (words.kind) {
    case 'png':
      return named('image/png', data);
    case 'jpeg':
      return named('image/jpeg', data);
    case 'emf':
      return named('image/emf', data);
    case 'wmf':
      return named('image/wmf', data);
    case 'mac':
      return named('image/x-pict', data);
    case 'dib': {
      const file = fileOfDib(data);
      return file ? named('image/bmp', file) : null;
    }
    case 'ddb': {
      const file = fileOfDeviceBitmap(words, data);
      return file ? named('image/bmp', file) : null;
    }
    default:
      return null;
  }
}

/** The first bytes win over the word: writers put JPEG behind \pngblip. */
function sniff(data: Uint8Array): string | null {
  const head = Buffer.from(data.buffer, data.byteOffset, Math.min(data.length, 44));
  if (head.subarray(0, 4).equals(Buffer.from([0x89, 0x50, 0x4e, 0x47]))) return 'image/png';
  if (head[0] === 0xff && head[1] === 0xd8 && head[2] === 0xff) return 'image/jpeg';
  if (head.toString('latin1', 0, 4) === 'GIF8') return 'image/gif';
  if (head.length >= 44 && head.readUInt32LE(0) === 1 && head.toString('latin1', 40, 44) === ' EMF') return 'image/emf';
  return null;
}

function named(mimeType: string, bytes: Uint8Array): RtfPicture {
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 32);
  return { contentId: `rtf.${hash}@winmail`, mimeType, bytes };
}

const fileHeader = 14;

/** A DIB with a file header in front of it; null when its own header cannot be. */
function fileOfDib(data: Uint8Array): Uint8Array | null {
  if (data.length < 16) return null;
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const header = view.getUint32(0, true);
  if (header !== 12 && (header < 40 || header > 124 || data.length < 40)) return null;
  const bits = view.getUint16(header === 12 ? 10 : 14, true);
  if (![1, 4, 8, 16, 24, 32].includes(bits)) return null;
  const used = header === 12 ? 0 : view.getUint32(32, true);
  const colours = bits <= 8 ? (used > 0 && used <= 256 ? used : 1 << bits) : Math.min(used, 256);
  // BI_BITFIELDS: three masks follow a header of 40 bytes.
  const masks = header === 40 && view.getUint32(16, true) === 3 ? 12 : 0;
  const pixels = header + masks + colours * (header === 12 ? 3 : 4);
  if (pixels > data.length) return null;
  return bitmapFile(data.length, pixels, (file) => file.set(data, fileHeader));
}

function bitmapFile(size: number, pixels: number, fill: (file: Uint8Array, view: DataView) => void): Uint8Array {
  const file = new Uint8Array(fileHeader + size);
  const view = new DataView(file.buffer);
  file.set([0x42, 0x4d]);
  view.setUint32(2, file.length, true);
  view.setUint32(10, fileHeader + pixels, true);
  fill(file, view);
  return file;
}

/** A bitmap of Windows 2: rows from the top, each of an even number of bytes, no palette. 1, 24 and 32 bits only. */
function fileOfDeviceBitmap(words: PictureWords, data: Uint8Array): Uint8Array | null {
  const { width, height, bitsPerPixel: bits, widthBytes } = words;
  if (words.planes !== 1 || ![1, 24, 32].includes(bits)) return null;
  if (width < 1 || height < 1 || width > 32_767 || height > 32_767) return null;
  const least = Math.ceil((width * bits) / 8);
  if (widthBytes < least || widthBytes * height > data.length) return null;
  const row = Math.ceil(least / 4) * 4;
  const pixels = 40 + (bits === 1 ? 8 : 0);
  return bitmapFile(pixels + row * height, pixels, (file, view) => {
    view.setUint32(fileHeader, 40, true);
    view.setInt32(fileHeader + 4, width, true);
    view.setInt32(fileHeader + 8, height, true);
    view.setUint16(fileHeader + 12, 1, true);
    view.setUint16(fileHeader + 14, bits, true);
    if (bits === 1) view.setUint32(fileHeader + 44, 0xffffff, true);
    for (let y = 0; y < height; y += 1) {
      const from = (height - 1 - y) * widthBytes;
      file.set(data.subarray(from, from + least), fileHeader + pixels + y * row);
    }
  });
}

/** The size on the screen in CSS pixels, 1 to 4000; null = the picture's own. */
export function pictureSize(words: PictureWords): { width: number; height: number } | null {
  const side = (goal: number, scale: number): number => Math.round((goal / 15) * ((scale > 0 ? scale : 100) / 100));
  const width = side(words.goalWidth, words.scaleX);
  const height = side(words.goalHeight, words.scaleY);
  return width >= 1 && height >= 1 && width <= 4000 && height <= 4000 ? { width, height } : null;
}
