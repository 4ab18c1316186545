// A picture's bytes, out of hexadecimal digits or as they are.

const hexOf = new Int8Array(256).fill(-1);
for (let i = 0; i < 16; i += 1) {
  hexOf['0123456789abcdef'.charCodeAt(i)] = i;
  hexOf['0123456789ABCDEF'.charCodeAt(i)] = i;
}
/** -1 = not a digit, or no byte. */
export const hexDigit = (byte: number | undefined): number => (byte === undefined ? -1 : (hexOf[byte] ?? -1));

export interface Digits {
  /** Digits from..to; what is none is left out. Half a byte waits for its other half. */
  readonly hex: (source: Buffer, from: number, to: number) => void;
  readonly bytes: (source: Buffer, from: number, to: number) => void;
  /** Everything since the last time, as bytes of its own. */
  readonly take: () => Uint8Array;
}

/** Grows with the digits really there, whatever a document announces. */
export function createDigits(): Digits {
  let kept: Buffer = Buffer.alloc(0);
  let length = 0;
  let half = -1;
  const room = (more: number): void => {
    if (length + more <= kept.length) return;
    const larger = Buffer.alloc(Math.max(length + more, kept.length * 2));
    kept.copy(larger, 0, 0, length);
    kept = larger;
  };
  return {
    hex(source, from, to) {
      room((to - from + 1) >> 1);
      for (let at = from; at < to; at += 1) {
        const digit = hexOf[source[at] ?? 0] ?? -1;
        if (digit < 0) continue;
        if (half < 0) half = digit;
        else {
          kept[length++] = (half << 4) | digit;
          half = -1;
        }
      }
    },
    bytes(source, from, to) {
      room(to - from);
      source.copy(kept, length, from, to);
      length += to - from;
    },
    take() {
      const taken = new Uint8Array(kept.subarray(0, length));
      kept = Buffer.alloc(0);
      length = 0;
      half = -1;
      return taken;
    },
  };
}
