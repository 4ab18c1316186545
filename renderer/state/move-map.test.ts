// Where folders go: matched, under one folder, by hand, or nowhere.
import { expect, test } from 'vitest';
import { countedIn, inMoveOrder, mapOf, type MoveChoices, type PlanFolder } from './move-map.ts';

const folder = (id: string, names: string[], role: PlanFolder['role'], messages: number, to: string[]): PlanFolder => ({
  id,
  account: 'Local Folders',
  names,
  role,
  messages,
  sizeBytes: messages * 10,
  target: { path: to.join('/'), names: to, isNew: to[0] === 'Boats', messages: 5 },
  alreadyThere: role === 'inbox' ? 2 : null,
  tooLarge: 0,
});
const folders = [
  folder('0:a', ['Boats'], null, 3, ['Boats']),
  folder('0:b', ['Junk'], 'junk', 2, ['Spam']),
  folder('0:c', ['Inbox'], 'inbox', 7, ['INBOX']),
  folder('1:a', ['INBOX'], 'inbox', 9, ['INBOX']),
];
const choices = (change: Partial<MoveChoices> = {}): MoveChoices => ({
  under: null,
  leaveOut: new Set(),
  places: new Map(),
  ...change,
});
const shape = (change: Partial<MoveChoices>) =>
  mapOf(folders, [], choices(change)).destinations.map(({ names, messages, isNew }) => [
    names.join('/'),
    messages,
    isNew,
  ]);

test('two inboxes become one, in whatever case they are written', () => {
  expect(shape({})).toEqual([
    ['Boats', 3, true],
    ['Spam', 2, false],
    ['INBOX', 16, false],
  ]);
  expect(shape({ places: new Map([['0:a', ['inbox']]]) })[0]).toEqual(['inbox', 19, false]);
});

test('what is left out stays, unless it is sent somewhere by hand', () => {
  const left = mapOf(folders, [], choices({ leaveOut: new Set(['junk']), places: new Map([['0:a', []]]) }));
  expect(left.staying.map(({ id }) => id)).toEqual(['0:a', '0:b']);
  expect(left).toMatchObject({ messages: 16, sizeBytes: 160 });
  const sent = mapOf(folders, [], choices({ leaveOut: new Set(['junk']), places: new Map([['0:b', ['Odd']]]) }));
  expect(sent.staying).toEqual([]);
});

test('everything under one folder keeps its names, and knows what is there already', () => {
  const under = choices({ under: 'Old/Mail' });
  const map = mapOf(folders, [{ names: ['Old', 'Mail', 'Boats'], role: null, messages: 4 }], under);
  expect(map.destinations[0]).toMatchObject({ names: ['Old', 'Mail', 'Boats'], isNew: false, present: 4 });
  expect(map.destinations[1]).toMatchObject({ names: ['Old', 'Mail', 'Junk'], isNew: true });
});

test('a sum says whether every count in it is known', () => {
  expect(countedIn(folders, ({ alreadyThere }) => alreadyThere)).toEqual({ known: 4, complete: false });
  expect(countedIn(folders, ({ tooLarge }) => tooLarge)).toEqual({ known: 0, complete: true });
});

test('a size that is unknown makes the sum unknown', () => {
  expect(mapOf([{ ...folders[0]!, sizeBytes: null }], [], choices()).sizeBytes).toBeNull();
});

test('special folders of all sources stand together', () => {
  expect(inMoveOrder(folders).map(({ id }) => id)).toEqual(['0:c', '1:a', '0:a', '0:b']);
});
