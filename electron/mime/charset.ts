// What text is in when a message does not say, or cannot be right: UTF-8 if it can be, else what the page itself
// declares, else the old western set.
import { Transform, type TransformCallback } from 'node:stream';

/** Where an HTML page declares its charset; browsers look no further than 1024 bytes, mail programs put more in front. */
const HEAD_BYTES = 8192;
const META = /<meta\b[^>]{0,400}?\bcharset\s*=\s*["']?\s*([\w.:-]{2,40})/i;

export function decodeUndeclared(bytes: Uint8Array): string {
  const utf8 = decodeAs('utf-8', bytes) ?? '';
  if (!utf8.includes('\ufffd') || isMostlyUtf8(utf8)) return utf8;
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, HEAD_BYTES)).toString('latin1');
  const declared = META.exec(head)?.[1];
  const named = declared && !/^utf-?8$/i.test(declared) ? decodeAs(declared, bytes) : null;
  return named ?? decodeAs('windows-1252', bytes) ?? utf8;
}

/** Damaged UTF-8 still has more good characters than bad ones; another charset hardly ever makes one by chance. */
function isMostlyUtf8(text: string): boolean {
  const bad = text.split('\ufffd').length - 1;
  const good = text.match(/[\u0080-\ufffc\u{10000}-\u{10ffff}]/gu)?.length ?? 0;
  return good > bad;
}

/** null: no such charset. */
function decodeAs(charset: string, bytes: Uint8Array): string | null {
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    return null;
  }
}

/** The same as a stream: it has to see the whole text before it can tell. */
export function undeclaredDecoder(): Transform {
  const chunks: Buffer[] = [];
  return new Transform({
    transform(chunk: Buffer | string, _: BufferEncoding, done: TransformCallback) {
      chunks.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
      done();
    },
    flush(done: TransformCallback) {
      done(null, Buffer.from(decodeUndeclared(Buffer.concat(chunks))));
    },
  });
}
