import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fieldValue, headerFields } from './fields.ts';

const fields = (text: string): [string, string][] =>
  headerFields(Buffer.from(text, 'latin1')).map(({ name, value }) => [name, value]);

describe('headerFields', () => {
  it('reads the fields in their order, unfolded and decoded', () => {
    const text =
      'Received: from a by b;\r\n Mon, 2 Mar 2020 10:00:00 +0100\r\nSUBJECT: =?utf-8?q?=C3=89t=C3=A9?=\r\n =?utf-8?q?_pass=C3=A9?=\r\nreceived: from c\r\n\r\nBody: no';
    expect(fields(text)).toEqual([
      ['Received', 'from a by b; Mon, 2 Mar 2020 10:00:00 +0100'],
      ['SUBJECT', 'Été passé'],
      ['received', 'from c'],
    ]);
    expect(fieldValue(headerFields(Buffer.from(text)), 'subject')).toBe('Été passé');
    expect(fieldValue(headerFields(Buffer.from(text)), 'to')).toBe('');
  });

  it('passes over what is no field: spool lines, stray continuations, NUL bytes, a missing body', () => {
    expect(fields('From claire Mon\nA: 1\nno field here\n lost\nB : 2\0\n')).toEqual([
      ['A', '1'],
      ['B', '2'],
    ]);
    expect(fields('\n\r\nA: after empty lines')).toEqual([['A', 'after empty lines']]);
    expect(fields('')).toEqual([]);
  });

  it('keeps long values whole and counts fields', () => {
    const many = Array.from({ length: 3000 }, (_, i) => `X-${i}: ${i}`).join('\n');
    expect(fields(many)).toHaveLength(2000);
    expect(fields(`To: ${'a@b.example, '.repeat(3000)}`)[0]?.[1].length).toBeGreaterThan(38_000);
  });

  it('answers any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2000 }), (bytes) => {
        for (const { name, value } of headerFields(bytes)) {
          expect(name).toMatch(/^[!-9;-~]+$/);
          expect(value).toBe(value.trim());
          expect(value).not.toMatch(/[\r\n\0]/);
        }
      }),
    );
  });
});
