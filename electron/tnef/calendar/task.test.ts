// Tasks as to-dos another program reads.
import { expect, test } from 'vitest';
import { make, put } from '../../../tests/support/make-calendar.ts';
import * as mapi from '../../../tests/support/mapi-blobs.ts';
import { binary, flag, integer, time } from '../../../tests/support/mapi-blobs.ts';
import { readValue as value } from '../../../tests/support/read-ical.ts';

test('a task', () => {
  const pattern = mapi.writePattern({
    frequency: 0x200c,
    type: 4,
    period: 1,
    specific: [31],
    start: mapi.minutes(2024, 1, 31),
  });
  const { calendar, problems, first } = make(
    [
      put('taskStart', time(2024, 0, 31)),
      put('taskDue', time(2024, 1, 2)),
      put('percentComplete', { type: 'float', value: 0.25 }),
      put('taskStatus', integer(1)),
      put('taskRecurrence', binary(pattern)),
      put('reminderSet', flag(true)),
      put('reminderTime', time(2024, 0, 31, 7)),
      put('taskGlobalId', binary(Buffer.alloc(16, 1))),
    ],
    { messageClass: 'IPM.Task' },
  );
  expect(problems).toEqual([]);
  expect(calendar).toMatchObject({
    kind: 'task',
    method: 'PUBLISH',
    start: { local: '2024-01-31T00:00:00' },
    end: { local: '2024-02-02T00:00:00' },
    recurrence: 'FREQ=MONTHLY;BYMONTHDAY=-1',
  });
  expect(first.name).toBe('vtodo');
  expect(value(first, 'due')).toBe('2024-02-02');
  expect(value(first, 'percent-complete')).toBe('25');
  expect(value(first, 'status')).toBe('IN-PROCESS');
  expect(value(first.getFirstSubcomponent('valarm')!, 'trigger')).toBe('2024-01-31T07:00:00Z');
});

test('a task that is done, with no date at all', () => {
  const { calendar, first } = make([put('taskComplete', flag(true)), put('dateCompleted', time(2024, 4, 1))], {
    messageClass: 'IPM.TaskRequest.Accept',
  });
  expect(calendar).toMatchObject({ method: 'REPLY', start: null, end: null });
  expect(value(first, 'status')).toBe('COMPLETED');
  expect(value(first, 'completed')).toBe('2024-05-01T00:00:00Z');
});
