// However an answer is cut into pieces, the octets that come out are those the server was given.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stuffed } from '../../../tests/support/hostile-pop3.ts';
import { unstuff } from './unstuff.ts';

/** Feeds the pieces one by one, as the wire does. */
function through(pieces: readonly Buffer[]): { text: Buffer; rest: Buffer; ended: boolean } {
  const out: Buffer[] = [];
  let data = Buffer.alloc(0);
  let atStart = true;
  for (const [index, piece] of pieces.entries()) {
    data = Buffer.concat([data, piece]);
    const { body, used, ended } = unstuff(data, atStart);
    out.push(Buffer.from(body));
    data = data.subarray(used);
    if (used > 0) atStart = false;
    if (ended) return { text: Buffer.concat(out), rest: Buffer.concat([data, ...pieces.slice(index + 1)]), ended };
    expect(data.length).toBeLessThanOrEqual(4);
  }
  return { text: Buffer.concat(out), rest: data, ended: false };
}

const mail = fc
  .array(fc.constantFrom('.', '..', '\r\n', '\r', '\n', 'a', '\r\n.', '\r\n.\r\n', '\0', 'é'), { maxLength: 40 })
  .map((parts) => Buffer.from(parts.join('')));

test('any mail in any pieces comes out as it was, and nothing of the next answer is touched', () => {
  fc.assert(
    fc.property(mail, fc.array(fc.nat(200), { maxLength: 12 }), (body, cuts) => {
      const whole = Buffer.concat([stuffed(body), Buffer.from('.\r\n+OK next\r\n')]);
      const at = [...new Set(cuts.map((cut) => cut % whole.length))].sort((a, b) => a - b);
      const pieces = [0, ...at].map((from, index) => Buffer.from(whole.subarray(from, at[index] ?? whole.length)));
      const { text, rest, ended } = through(pieces);
      const sent =
        body.length === 0 || body.subarray(-2).toString() === '\r\n'
          ? body
          : Buffer.concat([body, Buffer.from('\r\n')]);
      expect(text).toEqual(sent);
      expect(rest.toString()).toBe('+OK next\r\n');
      expect(ended).toBe(true);
    }),
    { numRuns: 2000 },
  );
});

test('an answer that breaks off does not count as ended', () => {
  for (const text of ['', 'a', 'a\r\n', 'a\r\n.', 'a\r\n.\r', '.\r'])
    expect(through([Buffer.from(text)]).ended).toBe(false);
});
