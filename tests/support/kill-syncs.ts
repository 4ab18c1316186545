// SIGKILL at random moments of a reading, while another program changes the mailbox: afterwards the store opens, is whole,
// and agrees with the server. Short and long suites call it with other counts.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Dovecot } from './dovecot.ts';
import { openMailApp } from './mail-app.ts';
import { appendLetters, fillMaildir, openRaw } from './mailbox.ts';
import { seeded, type Random } from './random.ts';
import type { RawImap } from './raw-imap.ts';
import { sampleFolders } from './sample-mail.ts';
import { storeDifferences } from './store-and-server.ts';

export interface KillSyncPlan {
  readonly server: Dovecot;
  readonly seed: number;
  readonly kills: number;
  readonly messages: number;
}

export interface KillSyncReport {
  readonly kills: number;
  /** Kills that left a part of the mailbox behind. */
  readonly midway: number;
  readonly differences: readonly string[];
}

/** After so many kills the store is brought to its end and compared, and the next one begins empty. */
const KILLS_A_STORE = 5;

export async function killSyncs({ server, seed, kills, messages }: KillSyncPlan): Promise<KillSyncReport> {
  const random = seeded(seed);
  const user = `killed${seed}`;
  const folders = [...sampleFolders({ seed, messages })];
  for (const { names, letters } of folders) fillMaildir(server, user, names, letters);
  const login = { port: server.port, user, password: server.password };
  const raw = await openRaw(server, user);
  const differences: string[] = [];
  let [done, midway] = [0, 0];
  try {
    while (done < kills) {
      const dataDir = mkdtempSync(path.join(tmpdir(), 'malleposte-kill-sync-'));
      for (let round = 0; round < KILLS_A_STORE && done < kills; round += 1, done += 1) {
        await killOnce(login, dataDir, random);
        await change(server, user, raw, random);
      }
      const app = openMailApp(login, { dataDir, start: false });
      const before = app.rows('SELECT count(*) AS count FROM messages')[0]?.['count'];
      if (typeof before === 'number' && before > 0) midway += 1;
      if (app.store.rebuilt) differences.push('the store was damaged');
      app.api.start();
      await app.until('idle', () => app.status().state === 'idle');
      await app.settled();
      const [whole] = app.rows('PRAGMA integrity_check');
      if (whole?.['integrity_check'] !== 'ok') differences.push(`not whole: ${JSON.stringify(whole)}`);
      differences.push(...(await storeDifferences(app.store, server, user)));
      await app.close();
    }
  } finally {
    raw.close();
  }
  return { kills: done, midway, differences };
}

async function killOnce(
  login: { port: number; user: string; password: string },
  dataDir: string,
  random: Random,
): Promise<void> {
  const program = path.join(import.meta.dirname, 'run-mail-sync.ts');
  const child = spawn(process.execPath, [program, dataDir, String(login.port), login.user], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, MAIL_PASSWORD: login.password },
  });
  const ended = once(child, 'exit');
  await once(child.stdout, 'data');
  await pause(random.below(700));
  child.kill('SIGKILL');
  await ended;
}

/** What another program does meanwhile. */
async function change(server: Dovecot, user: string, raw: RawImap, random: Random): Promise<void> {
  await raw.command('SELECT INBOX');
  const uids = (await raw.command('UID SEARCH ALL'))[0]?.text.split(' ').slice(2).map(Number) ?? [];
  const some = (): string => String(random.pick(uids));
  await raw.command(`UID STORE ${some()} FLAGS (\\Seen \\Flagged)`);
  await raw.command(`UID STORE ${some()} FLAGS ()`);
  await raw.command(`UID STORE ${some()} +FLAGS (\\Deleted)`);
  if (random.chance(0.5)) await raw.command('EXPUNGE');
  await raw.command(`UID MOVE ${some()} Archive`).catch(() => undefined);
  const name = `new-${random.bytes(6).toString('hex')}`;
  const bytes = Buffer.from(`Subject: ${name}\r\nMessage-ID: <${name}@example.org>\r\n\r\n${name}\r\n`);
  await appendLetters(server, user, 'INBOX', [{ bytes }]);
}
