// What the words after "migrate" are taken for.
import path from 'node:path';
import { expect, test } from 'vitest';
import { parseArguments } from './arguments.ts';
import { moveSources, parseMapping, parseMarks, parseRoles, parseSince } from './migrate-options.ts';

const parsed = (...words: string[]) =>
  moveSources({ args: parseArguments(['migrate', ...words], 'en'), language: 'en' });
const sources = (...from: string[]) => parsed(...from.flatMap((one) => ['--from', one]));

test('POP servers, in both spellings, with their ports', () => {
  expect(sources('pops://marie%40a.test@pop.a.test', 'pop3://marie@b.test:1110')).toEqual([
    {
      kind: 'pop3',
      address: 'marie@a.test',
      server: { host: 'pop.a.test', port: 995, security: 'tls', userName: 'marie@a.test' },
      allowInsecure: false,
    },
    {
      kind: 'pop3',
      address: 'marie@b.test',
      server: { host: 'b.test', port: 1110, security: 'starttls', userName: 'marie' },
      allowInsecure: false,
    },
  ]);
});

test('paths, recognised or of a kind that is said, archives, several together', () => {
  expect(
    parsed(
      '--from-mbox',
      'a b.mbox',
      '--from',
      'C:\\Mail',
      '--from-malle=x.malle',
      '--from-pst',
      'm.pst',
      '--from-mbox',
      'c',
    ),
  ).toEqual([
    { kind: 'local', path: path.resolve('C:\\Mail'), store: null },
    { kind: 'local', path: path.resolve('m.pst'), store: 'outlook' },
    { kind: 'local', path: path.resolve('a b.mbox'), store: 'mbox' },
    { kind: 'local', path: path.resolve('c'), store: 'mbox' },
    { kind: 'archive', path: path.resolve('x.malle') },
  ]);
});

test.each(['https://a.test', 'pop://a.test', 'pops://u:secret@a.test', 'pop://u@a.test?security=none', ''])(
  '%j is refused',
  (text) => expect(() => sources(text)).toThrow(expect.objectContaining({ code: 'usage.invalid' })),
);

test('a day is one that exists', () => {
  expect(parseSince('2020-01-31', 'en')).toBe(new Date(2020, 0, 31).getTime());
  expect(parseSince(null, 'en')).toBeNull();
  expect([null, 'Read', 'none'].map((text) => parseMarks(text, 'en'))).toEqual(['kept', 'read', 'none']);
  expect(() => parseMarks('all', 'fr')).toThrow(expect.objectContaining({ code: 'usage.invalid' }));
  for (const text of ['2020-02-30', '2020-13-01', 'yesterday', '2020-1-1'])
    expect(() => parseSince(text, 'fr')).toThrow(expect.objectContaining({ code: 'usage.invalid' }));
});

test('roles and mappings', () => {
  expect(parseRoles('Junk, trash', 'en')).toEqual(['junk', 'trash']);
  expect(() => parseRoles('rubbish', 'en')).toThrow(expect.objectContaining({ code: 'usage.invalid' }));
  expect(parseMapping('a=b/c=Archive/2009')).toEqual({ from: 'a=b/c', to: ['Archive', '2009'] });
  expect(parseMapping('Sent=')).toEqual({ from: 'Sent', to: [] });
});
