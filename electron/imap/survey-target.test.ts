// What is told about a target before anything is brought there.
import { afterEach, expect, test } from 'vitest';
import { startHostileImap, type HostileImap, type HostileOptions } from '../../tests/support/hostile-imap.ts';
import type { TransferFolder } from '../transfer/index.ts';
import { surveyTarget, type TargetSurvey } from './survey-target.ts';

const running: HostileImap[] = [];
afterEach(async () => {
  for (const server of running.splice(0)) await server.stop();
});

const folderOf = (names: string[], role: TransferFolder['role'] = null): TransferFolder => ({
  id: names.join('/'),
  account: 'a',
  names,
  path: names.join('/'),
  role,
  messages: 1,
  sizeBytes: null,
  uidValidity: null,
  separator: '/',
});

async function survey(options: HostileOptions, under: string | null = null): Promise<TargetSurvey> {
  const server = await startHostileImap({
    separator: '/',
    folders: {
      INBOX: { uidValidity: 1, messages: [{ uid: 1, body: Buffer.from('x') }] },
      Gesendet: { uidValidity: 2, messages: [] },
    },
    ...options,
  });
  running.push(server);
  return surveyTarget(
    {
      settings: { host: '127.0.0.1', port: server.port, security: 'none', userName: 'user' },
      password: 'a password',
      allowInsecure: false,
      under,
      place: ({ names }) => (names[0] === 'Elsewhere' ? ['Far', 'Away'] : null),
    },
    [folderOf(['INBOX'], 'inbox'), folderOf(['Envoyés'], 'sent'), folderOf(['Projects']), folderOf(['Elsewhere'])],
  );
}

test('special folders by role, others by name, one elsewhere; nothing is made', async () => {
  const { places, quota, maxMessageBytes } = await survey({});
  expect(places.map(({ path, isNew, messages }) => [path, isNew, messages])).toEqual([
    ['INBOX', false, 1],
    ['Gesendet', false, 0],
    ['Projects', true, 0],
    ['Far/Away', true, 0],
  ]);
  expect([quota, maxMessageBytes]).toEqual([null, null]);
  expect(running[0]?.commands.some((line) => /CREATE|SELECT|APPEND|SUBSCRIBE/.test(line))).toBe(false);
});

test('below one folder', async () => {
  const { places } = await survey({}, 'Moved');
  expect(places.map(({ path }) => path)).toEqual(['Moved/INBOX', 'Moved/Envoyés', 'Moved/Projects', 'Far/Away']);
});

test('the tightest storage quota, and the largest message', async () => {
  const { quota, maxMessageBytes } = await survey({
    capabilities: 'IMAP4rev1 QUOTA APPENDLIMIT=35651584',
    misbehave: (line) =>
      line.startsWith('GETQUOTAROOT')
        ? {
            say: '* QUOTAROOT INBOX "User" "All"\r\n* QUOTA "User" (MESSAGE 3 10 STORAGE 10 512)\r\n* QUOTA "All" (STORAGE 200 600)\r\n{tag} OK done',
          }
        : undefined,
  });
  expect(quota).toEqual({ usedBytes: 200 * 1024, limitBytes: 600 * 1024 });
  expect(maxMessageBytes).toBe(35_651_584);
});

test('a server that refuses to tell is not a server without room', async () => {
  const refuse = (line: string) => (/GETQUOTAROOT|APPENDLIMIT/.test(line) ? { say: '{tag} NO not here' } : undefined);
  const { quota, maxMessageBytes } = await survey({ capabilities: 'IMAP4rev1 QUOTA APPENDLIMIT', misbehave: refuse });
  expect([quota, maxMessageBytes]).toEqual([null, null]);
});
