// Threads: whatever the order in which messages come, those that refer to each other are together, and no others.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { transaction } from '../open.ts';
import { openMailStore } from './open.ts';
import { threadOf } from './threads.ts';

interface Letter {
  readonly id: number;
  readonly name: string;
  readonly references: readonly string[];
}

/** The thread of each letter, by its id, after all came in the order given. */
function threads(letters: readonly Letter[], account = 'a'): Map<number, number> {
  const store = openMailStore(null);
  const noted = new Map<string, number>();
  transaction(store, () => {
    for (const { id, name, references } of letters) threadOf(store, account, id, name, references);
  });
  const rows = store.database.prepare('SELECT message_id, thread_id FROM thread_ids').all() as {
    message_id: string;
    thread_id: number;
  }[];
  for (const row of rows) noted.set(row.message_id, row.thread_id);
  store.close();
  return new Map(letters.map(({ id, name }) => [id, noted.get(name) ?? id]));
}

const letter = (id: number, ...references: number[]): Letter => ({
  id,
  name: `letter-${id}@example.org`,
  references: references.map((other) => `letter-${other}@example.org`),
});

test('an answer that comes before what it answers; two threads that become one', () => {
  expect(new Set(threads([letter(3, 1, 2), letter(2, 1), letter(1)]).values()).size).toBe(1);
  expect(new Set(threads([letter(1), letter(2), letter(3, 1, 2)]).values()).size).toBe(1);
  expect(new Set(threads([letter(1), letter(2)]).values()).size).toBe(2);
});

test('names that are no names join nobody', () => {
  const nameless = (id: number): Letter => ({ id, name: '', references: ['null', '1', '@'] });
  const store = openMailStore(null);
  expect(
    transaction(store, () => [1, 2, 3].map((id) => threadOf(store, 'a', id, '', nameless(id).references))),
  ).toEqual([1, 2, 3]);
  store.close();
});

test('in any order, the same threads: those of the references', () => {
  const forest = fc.array(fc.option(fc.nat(), { nil: null }), { minLength: 1, maxLength: 25 });
  fc.assert(
    fc.property(forest, fc.infiniteStream(fc.nat()), (parents, stream) => {
      const root = (index: number): number => {
        const parent = parents[index];
        return parent == null || index === 0 ? index : root(parent % index);
      };
      const letters = parents.map((parent, index) =>
        parent === null || index === 0 ? letter(index + 1) : letter(index + 1, (parent % index) + 1),
      );
      const order = letters.map((one) => ({ one, key: stream.next().value as number })).sort((a, b) => a.key - b.key);
      const found = threads(order.map(({ one }) => one));
      for (let a = 0; a < parents.length; a += 1)
        for (let b = 0; b < a; b += 1) expect(found.get(a + 1) === found.get(b + 1)).toBe(root(a) === root(b));
    }),
    { numRuns: 60 },
  );
});
