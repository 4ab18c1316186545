// The mail store filled from a server in a process of its own: node read-mail.ts DATADIR PORT USER PASSWORD MESSAGES. Prints
// when the newest were readable, when all headers were here, how long a later start takes to find nothing new, and how soon
// another program's flags show.
import { setTimeout as pause } from 'node:timers/promises';
import { openMailApp, type MailApp } from '../support/mail-app.ts';
import { connectRaw } from '../support/raw-imap.ts';

const [dataDir = '', port = '', user = '', password = '', messages = ''] = process.argv.slice(2);
const login = { port: Number(port), user, password };
const total = Number(messages);
const FLAGS = 20;
const NEWEST = 50;

const context = { signal: new AbortController().signal };
const value = (app: MailApp, sql: string): number => Number(Object.values(app.rows(sql)[0] ?? {})[0] ?? 0);

async function since(started: number, ready: () => boolean): Promise<number> {
  while (!ready()) await pause(5);
  return performance.now() - started;
}

/** Milliseconds from a flag set by another program to its bit in the store. */
async function flagMs(app: MailApp): Promise<number[]> {
  const raw = await connectRaw({ host: '127.0.0.1', port: login.port, user, password });
  await raw.command('SELECT INBOX');
  const uids = app
    .rows(
      "SELECT uid FROM messages m JOIN folders f ON f.id = m.folder_id WHERE role = 'inbox' ORDER BY m.id DESC LIMIT 20",
    )
    .map(({ uid }) => Number(uid));
  const times: number[] = [];
  for (const uid of uids.slice(0, FLAGS)) {
    const started = performance.now();
    await raw.command(`UID STORE ${uid} +FLAGS (\\Flagged)`);
    const sql = `SELECT count(*) FROM messages m JOIN folders f ON f.id = m.folder_id WHERE role = 'inbox' AND uid = ${uid} AND flags & 4`;
    times.push(await since(started, () => value(app, sql) === 1));
  }
  raw.close();
  return times;
}

const first = openMailApp(login, { dataDir, start: false });
const settings = { keep: 'headers' as const, months: 12, authservId: null };
await first.api.handlers.saveSyncSettings({ accountId: first.accountId, settings }, context);
const started = performance.now();
const cpuBefore = process.cpuUsage();
first.api.start();
const newestMs = await since(started, () => value(first, 'SELECT count(*) FROM contents') >= NEWEST);
const headersMs = await since(started, () => value(first, 'SELECT coalesce(sum(known), 0) FROM folders') >= total);
const cpu = process.cpuUsage(cpuBefore);
await since(started, () => first.status().state === 'idle');
await first.close(true);

const again = performance.now();
const later = openMailApp(login, { dataDir });
const laterMs = await since(again, () => later.status().state === 'idle');
const flags = await flagMs(later);
await later.close(true);
process.stdout.write(
  JSON.stringify({ newestMs, headersMs, cpuMs: (cpu.user + cpu.system) / 1000, laterMs, flagMs: flags }),
);
process.exit(0);
