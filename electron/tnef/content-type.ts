// The MIME type of an attachment: what the sender's program said, else what the first bytes show.
import { isAscii, asUtf8 } from './code-page.ts';
import { magics, refinements } from './content-type-table.ts';

export const UNKNOWN_TYPE = 'application/octet-stream';
/** How much of a file is looked at to call it text. */
const TEXT_SAMPLE = 4096;
const TOKEN = /^[a-z0-9!#$&^_.+-]{1,127}\/[a-z0-9!#$&^_.+-]{1,127}$/;

/** `said`: PidTagAttachMimeTag ([MS-OXCMSG] 2.2.2.29) as it came, null when absent; used only when it is a MIME type. */
export function contentType(bytes: Uint8Array, name: string, said: string | null): string {
  const tag = (said ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (TOKEN.test(tag) && tag !== UNKNOWN_TYPE) return tag;
  return sniff(bytes, name);
}

export function sniff(bytes: Uint8Array, name: string): string {
  const found = magicOf(bytes)?.mimeType ?? (isText(bytes) ? 'text/plain' : UNKNOWN_TYPE);
  const dot = name.lastIndexOf('.');
  const extension = dot === -1 ? '' : name.slice(dot + 1).toLowerCase();
  return refinements.get(found)?.get(extension) ?? found;
}

/** With the dot; '' when the first bytes say nothing. */
export const extensionOf = (bytes: Uint8Array): string =>
  magicOf(bytes)?.extension ?? (bytes.length > 0 && isText(bytes) ? '.txt' : '');

function magicOf(bytes: Uint8Array): (typeof magics)[number] | undefined {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 64)).toString('latin1');
  return magics.find((magic) => head.startsWith(magic.bytes, magic.at));
}

function isText(bytes: Uint8Array): boolean {
  if (bytes.length === 0) return false;
  const sample = bytes.subarray(0, TEXT_SAMPLE);
  for (const byte of sample) {
    if (byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d && byte !== 0x0c) return false;
  }
  if (isAscii(sample)) return true;
  // The sample may end inside a character.
  for (let cut = 0; cut < 4; cut++) {
    if (asUtf8(sample.subarray(0, sample.length - (bytes.length > sample.length ? cut : 0))) !== null) return true;
  }
  return false;
}
