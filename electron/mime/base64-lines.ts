// Base64 as a message carries it (RFC 2045 section 6.8): lines of 76 characters, which are 57 bytes, each with its CRLF.
import { Buffer } from 'node:buffer';

const LINE_BYTES = 57;
const alphabet = Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/');
/** The two characters of twelve bits, as they follow each other in memory. */
const pairs = new Uint16Array(
  Uint8Array.from({ length: 8192 }, (_, at) => alphabet[at % 2 === 0 ? at >>> 7 : (at >>> 1) & 63] ?? 0).buffer,
);
const [LINE_END = 0] = new Uint16Array(Uint8Array.of(0x0d, 0x0a).buffer);

/** '' stays ''. */
export function base64Lines(bytes: Uint8Array): Buffer {
  const { buffer, byteOffset, length } = bytes;
  const out = Buffer.allocUnsafeSlow(4 * Math.ceil(length / 3) + 2 * Math.ceil(length / LINE_BYTES));
  const whole = length - (length % LINE_BYTES);
  const end = encodeLines(
    new Uint8Array(buffer, byteOffset, whole),
    new Uint16Array(out.buffer, out.byteOffset, out.length / 2),
  );
  if (whole < length) {
    const rest = Buffer.from(buffer, byteOffset + whole, length - whole);
    out.write(`${rest.toString('base64')}\r\n`, 2 * end, 'latin1');
  }
  return out;
}

/**
 * Whole lines; returns how many pairs it wrote. Large files pass through here, straight into the bytes of the message: alone,
 * and with one kind of array, so that it is compiled once and for good.
 */
function encodeLines(bytes: Uint8Array, out: Uint16Array): number {
  let end = 0;
  for (let at = 0; at < bytes.length;) {
    for (const lineEnd = at + LINE_BYTES; at < lineEnd; at += 3) {
      const three = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
      out[end++] = pairs[three >>> 12] ?? 0;
      out[end++] = pairs[three & 4095] ?? 0;
    }
    out[end++] = LINE_END;
  }
  return end;
}
