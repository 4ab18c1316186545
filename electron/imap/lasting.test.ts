// What a connection that comes back does with a handshake that fails: cut off, it tries again; not to be trusted, it ends.
import { expect, test } from 'vitest';
import { AppError } from '../contract/errors.ts';
import type { SourceNotice } from '../transfer/index.ts';
import { lastingConnection, usualPace } from './lasting.ts';
import type { ImapSession } from './session.ts';

const signal = new AbortController().signal;
const ended = { wire: { ended: true }, host: 'imap.example.com', destroy: () => undefined } as unknown as ImapSession;
const alive = { ...ended, wire: { ended: false } } as unknown as ImapSession;

function scripted(second: AppError) {
  const answers: (ImapSession | AppError)[] = [ended, second, second, alive];
  const notices: SourceNotice['kind'][] = [];
  const line = lastingConnection({
    connect: () => {
      const answer = answers.shift();
      return answer instanceof AppError ? Promise.reject(answer) : Promise.resolve(answer ?? alive);
    },
    pace: { ...usualPace, firstPauseMs: 1, longestPauseMs: 1 },
    onNotice: ({ kind }) => notices.push(kind),
  });
  return { line, notices };
}

test('a handshake cut off on the way back is a lost connection', async () => {
  const { line, notices } = scripted(new AppError('network.tls', { host: 'imap.example.com', reason: 'tls_failed' }));
  await line.session(signal);
  expect(await line.session(signal)).toBe(alive);
  expect(notices).toEqual(['connection_lost', 'connection_lost', 'connection_back']);
});

test('a certificate that is not to be trusted ends it at once', async () => {
  const { line, notices } = scripted(
    new AppError('network.tls', { host: 'imap.example.com', reason: 'certificate_expired' }),
  );
  await line.session(signal);
  await expect(line.session(signal)).rejects.toMatchObject({ code: 'network.tls' });
  expect(notices).toEqual([]);
});

test('the first connection is not tried again', async () => {
  const refused = new AppError('network.tls', { host: 'imap.example.com', reason: 'tls_failed' });
  let tries = 0;
  const line = lastingConnection({
    connect: () => (tries++, Promise.reject(refused)),
    pace: usualPace,
    onNotice: () => undefined,
  });
  await expect(line.session(signal)).rejects.toBe(refused);
  expect(tries).toBe(1);
});
