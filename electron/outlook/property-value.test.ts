import fc from 'fast-check';
import { expect, test } from 'vitest';
import { utf16Text } from './property-value.ts';

test('reads UTF-16 as the decoder of the platform does: marks, half surrogates and half characters too', () => {
  const special = fc.constantFrom([0xff, 0xfe], [0x3d, 0xd8], [0x09, 0xde], [0x41, 0], [0], []);
  const bytes = fc.array(fc.oneof(special, fc.uint8Array({ maxLength: 5 }))).map((parts) => {
    return Uint8Array.from(parts.flatMap((part) => [...part]));
  });
  fc.assert(
    fc.property(bytes, (one) => {
      expect(utf16Text(one)).toBe(new TextDecoder('utf-16le').decode(one));
    }),
    { numRuns: 500 },
  );
});
