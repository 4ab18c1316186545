// SIGKILL at random moments while mail is read, changed and sent. What was confirmed has to be true of the server in the
// end, what was only begun may be, and every message is there exactly once.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { processEnv, processFlags } from '../../build/process-options.js';
import type { Dovecot } from './dovecot.ts';
import { letters, openRooms, serverLines, storeLines } from './mail-rooms.ts';
import { appendLetters } from './mailbox.ts';
import { seeded } from './random.ts';

const MESSAGES = 40;

interface Said {
  readonly word: 'ready' | 'begin' | 'done';
  readonly ids: readonly string[];
  /** "place Archive" or "star true". */
  readonly mark: string;
}

export interface KillChangesReport {
  readonly kills: number;
  readonly confirmed: number;
  readonly differences: readonly string[];
}

export async function killChanges(plan: {
  readonly server: Dovecot;
  readonly seed: number;
  readonly kills: number;
  readonly onRound?: (line: string) => void;
}): Promise<KillChangesReport> {
  const { server, seed } = plan;
  const user = `killed-changes-${seed}`;
  await appendLetters(server, user, 'INBOX', letters(MESSAGES));
  await appendLetters(server, user, 'Work', []);
  const dataDir = mkdtempSync(path.join(tmpdir(), 'malleposte-kill-mail-'));
  const random = seeded(seed);
  /** For each message and kind of change: what it may be in the end. */
  const allowed = new Map<string, Set<string>>();
  let confirmed = 0;
  const note = ({ word, ids, mark }: Said): void => {
    if (word === 'done') confirmed += 1;
    for (const id of word === 'ready' ? [] : ids) {
      const key = `${id} ${mark.split(' ')[0]}`;
      if (word === 'done') allowed.set(key, new Set([mark]));
      else allowed.set(key, new Set([...(allowed.get(key) ?? [before(mark)]), mark]));
    }
  };
  try {
    for (let kills = 0; kills < plan.kills; kills += 1) {
      const known = confirmed;
      await runAndKill(server, user, dataDir, `${seed}${kills}`, random.below(700), note);
      plan.onRound?.(`kill ${kills + 1}: ${confirmed - known} changes confirmed`);
    }
    const rooms = openRooms({ server, users: [user], dataDir });
    await rooms.sync();
    await rooms.send();
    await rooms.sync();
    const here = storeLines(rooms.store, user);
    const waiting = rooms.queue.waiting(user);
    await rooms.close();
    const there = await serverLines(server, user);
    const differences = [
      ...here.filter((line) => !there.includes(line)).map((line) => `only here: ${line}`),
      ...there.filter((line) => !here.includes(line)).map((line) => `only there: ${line}`),
      ...(waiting === 0 ? [] : [`${waiting} changes still wait`]),
    ];
    const counts = new Map<string, number>();
    for (const line of there) {
      const [folder = '', , id = ''] = line.split(' ');
      counts.set(id, (counts.get(id) ?? 0) + 1);
      const [place, star] = [`place ${folder}`, `star ${line.includes('\\Flagged')}`];
      for (const mark of [place, star]) {
        const may = allowed.get(`${id} ${mark.split(' ')[0]}`) ?? new Set([before(mark)]);
        if (!may.has(mark)) differences.push(`${id}: is ${mark}, was told ${[...may].join(' or ')}`);
      }
    }
    for (let number = 1; number <= MESSAGES; number += 1) {
      const count = counts.get(`m${number}@test.example`) ?? 0;
      if (count !== 1) differences.push(`m${number} is there ${count} times`);
    }
    return { kills: plan.kills, confirmed, differences };
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** As it was before anybody changed it. */
const before = (mark: string): string => (mark.startsWith('place') ? 'place INBOX' : 'star false');

/** Kills some time after it was ready: in the middle of changes, of sending, of reading. */
async function runAndKill(
  server: Dovecot,
  user: string,
  dataDir: string,
  seed: string,
  afterMs: number,
  note: (said: Said) => void,
): Promise<void> {
  const program = path.join(import.meta.dirname, 'mail-changer.ts');
  const child = spawn(
    process.execPath,
    [...processFlags, program, dataDir, String(server.port), server.password, user, seed],
    { stdio: ['ignore', 'pipe', 'pipe'], env: processEnv(process.env) },
  );
  let complaint = '';
  child.stderr.on('data', (data: Buffer) => (complaint += data.toString()));
  const ended = new Promise<NodeJS.Signals | null>((resolve) => child.on('close', (_, signal) => resolve(signal)));
  let ready = (): void => undefined;
  const isReady = new Promise<void>((resolve) => (ready = resolve));
  createInterface({ input: child.stdout }).on('line', (line) => {
    // The last line may be cut off in the middle.
    if (!line.endsWith('}')) return;
    const said = JSON.parse(line) as Said;
    if (said.word === 'ready') ready();
    note(said);
  });
  await Promise.race([isReady, ended]);
  await Promise.race([pause(afterMs), ended]);
  child.kill('SIGKILL');
  if ((await ended) !== 'SIGKILL') throw new Error(`It ended by itself: ${complaint}`);
}
