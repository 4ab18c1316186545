// Lines against the RFC's numbers and another program's reading of them.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readComponent, readValue } from '../../../tests/support/read-ical.ts';
import { calendarAddress, escapeText, fold, joinLines, parameter } from './content-line.ts';

const anyText = fc.string({ unit: 'binary', maxLength: 300 });
const isControl = (char: string): boolean => (char < ' ' && char !== '\n' && char !== '\t') || char === '\x7f';
/** What is left of a text: no control characters, no half pairs, one kind of line end. */
const shown = (text: string): string =>
  Array.from(text.toWellFormed().replaceAll(/\r\n?|\u2028|\u2029/g, '\n'))
    .filter((char) => !isControl(char))
    .join('');

test('no line is longer than 75 octets, and joined they are the line again', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const line = `SUMMARY:${escapeText(text)}`;
      const folded = fold(line);
      expect(folded.endsWith('\r\n')).toBe(true);
      for (const each of folded.slice(0, -2).split('\r\n')) expect(Buffer.byteLength(each)).toBeLessThanOrEqual(75);
      expect(folded.slice(0, -2).replaceAll('\r\n ', '')).toBe(line);
      expect(folded.isWellFormed()).toBe(true);
    }),
  );
});

test('another program reads the text that was meant, in values and in parameters', () => {
  fc.assert(
    fc.property(anyText, anyText, (value, name) => {
      const ics = joinLines([
        'BEGIN:VCALENDAR',
        `SUMMARY:${escapeText(value)}`,
        `ATTENDEE;CN=${parameter(name)};X-A=b:${calendarAddress('a@example.org')}`,
        'END:VCALENDAR',
      ]);
      const calendar = readComponent(ics);
      expect(readValue(calendar, 'summary')).toBe(shown(value));
      const attendee = calendar.getFirstProperty('attendee')!;
      expect(attendee.getFirstParameter('x-a')).toBe('b');
      expect(attendee.getFirstValue()).toBe('mailto:a@example.org');
    }),
  );
});

test('nothing in an address ends a line or begins a property', () => {
  expect(calendarAddress('a@b.org\r\nBEGIN:VEVENT')).toBe('mailto:a@b.org%20BEGIN:VEVENT');
  expect(calendarAddress('  ')).toBe('invalid:nomail');
  expect(parameter('a"b;c\r\nd')).toBe(`"a'b;c d"`);
});

test('a long body folds in linear time', () => {
  const body = 'ä'.repeat(2_000_000);
  expect(fold(body).length).toBeGreaterThan(body.length);
});
