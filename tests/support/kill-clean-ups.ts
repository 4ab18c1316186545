// The kill test of a clean-up: SIGKILL at random moments while a POP mailbox is emptied of what an account holds. Whatever is
// gone from the mailbox has to be in the account byte for byte, what the account does not hold has to be in the mailbox
// still, and the account is as it was: by a witness.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startGate, type Gate } from './gate.ts';
import type { KillPlan, KillReport } from './kill-runs.ts';
import { fillMaildir } from './mailbox.ts';
import { popLetters } from './pop-mail.ts';
import { compareMailboxes, readWhole, type Login, type Mailbox } from './same-mailbox.ts';
import { seeded } from './random.ts';
import { runCli, type CliRun } from './run-cli.ts';
import { secretFile } from './witness-archive.ts';

/** Several kills in a row belong to the test. */
const MAX_KILLS_A_ROUND = 4;
/** One in so many is not in the account. */
const ABSENT = 23;

/** The plan's server must speak POP3. */
export async function killCleanUps({ server, seed, kills, onRound }: KillPlan): Promise<KillReport> {
  const folder = mkdtempSync(path.join(tmpdir(), 'malleposte-kill-'));
  try {
    const random = seeded(seed + 3);
    const passwordFile = secretFile(folder, 'password', server.password);
    const login = (user: string): Login => ({ host: server.host, port: server.port, user, password: server.password });
    const letters = [...popLetters({ seed, messages: 900, attachments: { chance: 0.35, meanBytes: 24_000 } })];
    const target = `holds${seed}`;
    fillMaildir(
      server,
      target,
      ['INBOX'],
      letters.filter((_, at) => at % ABSENT !== 0),
    );
    const held = await readWhole(login(target));
    let number = 0;
    const freshSource = (): string => {
      const user = `emptied${seed}x${(number += 1)}`;
      fillMaildir(server, user, ['INBOX'], letters);
      return user;
    };
    const gate = await startGate({ host: server.host, port: server.pop3Port });
    const cleanUp = (user: string): string[] => [
      ...['cleanup-pop', '--from', `pop://${user}@127.0.0.1:${gate.port}?security=none`],
      ...['--from-password-file', passwordFile],
      ...['--to', `imap://${target}@127.0.0.1:${server.port}?security=none`, '--to-password-file', passwordFile],
      ...['--data-dir', path.join(folder, 'data'), '--yes', '--quiet', '--json'],
    ];
    const report = { kills: 0, rounds: 0, resumed: 0, differences: [] as string[] };
    try {
      while (report.kills < kills) {
        const user = freshSource();
        const before = await readWhole(login(user));
        const sizes = [...before.values()].flat().reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
        let hits = 0;
        let end: CliRun;
        do {
          const armed = hits < Math.min(kills - report.kills, MAX_KILLS_A_ROUND);
          const moment = Math.floor(random.next() * (sizes / (hits + 1)));
          end = await runKilled(gate, cleanUp(user), armed ? moment : null);
          if (end.code === null) hits += 1;
        } while (end.code === null);
        report.kills += hits;
        report.rounds += 1;
        if (hits > 0 && Number(end.json?.['found'] ?? 0) < letters.length) report.resumed += 1;
        const found =
          end.code === 3
            ? differences(before, await readWhole(login(user)), held, await readWhole(login(target)))
            : [`ended with ${end.code}: ${end.stderr}${end.stdout}`];
        report.differences.push(...found.map((line) => `round ${report.rounds}: ${line}`));
        onRound?.(`clean-up round ${report.rounds}: ${hits} kills, ${found.length} differences`);
        rmSync(server.mailDir(user), { recursive: true, force: true });
      }
    } finally {
      await gate.close();
    }
    return report;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Killed once so many bytes came from the POP server, so a slow machine is killed at the same place; null = not at all. */
async function runKilled(gate: Gate, args: readonly string[], moment: number | null): Promise<CliRun> {
  if (moment === null) return runCli(args);
  let kill = (): void => undefined;
  const held = gate.holdAfter(moment);
  const running = runCli(args, { onStart: (send) => (kill = () => send('SIGKILL')) });
  await Promise.race([held, running]);
  kill();
  const run = await running;
  gate.cut();
  gate.release();
  gate.mend();
  return run;
}

/** `before` and `after` of the POP mailbox, `held` and `now` of the account. */
function differences(before: Mailbox, after: Mailbox, held: Mailbox, now: Mailbox): string[] {
  const hashes = (mailbox: Mailbox): string[] => [...mailbox.values()].flat().map(({ sha256 }) => sha256);
  const there = new Set(hashes(held));
  const stayed = new Set(hashes(after));
  const all = hashes(before);
  return [
    ...all.filter((sha256) => !stayed.has(sha256) && !there.has(sha256)).map((sha256) => `lost: ${sha256}`),
    ...all.filter((sha256) => there.has(sha256) && stayed.has(sha256)).map((sha256) => `left behind: ${sha256}`),
    ...compareMailboxes(held, now).differences,
  ];
}
