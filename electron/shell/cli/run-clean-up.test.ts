// What "cleanup-pop" understands before it touches anything, and what it says afterwards.
import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import type { CleanUpResult } from '../../contract/clean-up.ts';
import type { AppError } from '../../contract/errors.ts';
import { parseArguments } from './arguments.ts';
import { checkRequest } from './check.ts';
import { cleanUpText } from './print-clean-up.ts';
import { inboxTo, keepDays } from './run-clean-up.ts';
import type { Request } from './session.ts';
import { wordsOf } from './words-table.ts';

const POP = 'pop3s://marie@pop.old.example';
const request = (...words: string[]): Request => {
  const args = parseArguments(['cleanup-pop', ...words, '--from-password-file', 'p'], 'en');
  return { args, language: 'en', words: wordsOf('en'), io: { stdin: Readable.from([]) } as unknown as Request['io'] };
};
const wrong = (...words: string[]): string => {
  try {
    checkRequest('cleanup-pop', request(...words));
    return '';
  } catch (error) {
    return String((error as AppError).params['reason']);
  }
};

test('one POP mailbox and one place it went to', () => {
  const to = ['--account', 'marie@new.example'];
  expect(wrong('--from', POP, ...to)).toBe('');
  expect(wrong(...to)).toContain('one --from pop3s://');
  expect(wrong('--from', POP, '--from', 'pop3s://anne@pop.old.example', ...to)).toContain('one --from');
  expect(wrong('--from', 'Mail.mbox', ...to)).toContain('one --from');
  expect(wrong('--from', POP)).toContain('--to-archive');
  expect(wrong('--from', POP, ...to, '--to-archive', 'a.malle', '--passphrase-file', 'q')).toContain('--to-archive');
  expect(wrong('--from', POP, '--to-archive', 'a.malle')).toContain('--passphrase-file');
});

test('days are whole and not negative; the inbox alone can have gone elsewhere', () => {
  const to = ['--from', POP, '--account', 'marie@new.example'];
  expect(keepDays(request(...to))).toBe(0);
  expect(keepDays(request(...to, '--keep-days', '30'))).toBe(30);
  for (const days of ['-1', '1.5', 'x', '99999']) expect(wrong(...to, `--keep-days=${days}`)).toContain('--keep-days');
  expect(inboxTo(request(...to))).toBeNull();
  expect(inboxTo(request(...to, '--map', 'INBOX=Old/Mail'))).toEqual(['Old', 'Mail']);
  expect(wrong(...to, '--map', 'Sent=Old')).toContain('INBOX=');
  expect(wrong(...to, '--map', 'INBOX=')).toContain('INBOX=');
});

const result: CleanUpResult = {
  kind: 'cleanup',
  dryRun: true,
  complete: false,
  found: 1200,
  proven: 1198,
  provenBytes: 5_000_000,
  deleted: 0,
  deletedBytes: 0,
  kept: 2,
  keptBy: [
    { reason: 'recent', messages: 1, sizeBytes: 10 },
    { reason: 'refused', messages: 1, sizeBytes: 10 },
  ],
  keptMessages: [
    {
      ...{ key: 'u7', reason: 'refused', detail: '-ERR no', subject: 'Letter', from: 'Claire' },
      receivedAt: null,
      sizeBytes: 10,
    },
  ],
  gone: 0,
  goneBefore: 3,
  left: 1200,
  arrived: 0,
  keepSince: Date.UTC(2024, 0, 5, 12),
  account: 'marie@old.example',
  host: 'pop.old.example',
  target: { kind: 'account', name: 'marie@new.example', folder: 'INBOX' },
  startedAt: 0,
  finishedAt: 0,
  durationMs: 61_000,
  version: '0',
};

test('a dry run says what would go and that nothing went, a real one what went, in both languages', () => {
  const dry = cleanUpText(result, 'en');
  expect(dry).toMatch(/1,198 messages \(5.MB\) would be deleted/);
  expect(dry).toContain('Nothing was deleted.');
  expect(dry).toContain('January 5, 2024: stays.');
  expect(dry).toContain('u7 · Letter · Claire: the server refused to delete it · -ERR no');
  const real = cleanUpText({ ...result, dryRun: false, deleted: 1198, left: 2 }, 'fr');
  expect(real).toContain('le serveur a refusé de le supprimer');
  expect(real).toContain('Rien ne manque.');
  expect(real).not.toContain('Rien n’a été supprimé.');
});
