import { expect, it } from 'vitest';
import { applyNames, effective, hasFlag, marksOf } from './flag-names.ts';
import { Flag } from './schema.ts';

it('keeps the flags it has bits for as bits, others as sorted words, whatever their case', () => {
  const marks = marksOf(['\\SEEN', '\\Recent', 'work', '$Forwarded', 'Alpha']);
  expect(marks).toEqual({ flags: Flag.seen | Flag.forwarded, keywords: 'Alpha work' });
  expect(hasFlag(marks, '\\Seen')).toBe(true);
  expect(hasFlag(marks, 'WORK')).toBe(true);
  expect(hasFlag(marks, '$Junk')).toBe(false);
});

it('adds and removes, and knows what of a change changes anything', () => {
  const marks = marksOf(['\\Seen', '$NotJunk']);
  const junk = { add: ['$Junk', '\\Seen'], remove: ['$NotJunk', 'work'] };
  expect(effective(marks, junk)).toEqual({ add: ['$Junk'], remove: ['$NotJunk'] });
  const after = applyNames(marks, junk);
  expect(after).toEqual({ flags: Flag.seen | Flag.junk, keywords: '' });
  const change = effective(marks, junk);
  expect(applyNames(after, { add: change.remove, remove: change.add })).toEqual(marks);
});
