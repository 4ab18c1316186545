// The kill test of a move: SIGKILL at random moments between a POP mailbox and an IMAP account, begun again to the end,
// then the account compared with the mailbox by a witness.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { killUntilDone, timed, type KillPlan, type KillReport } from './kill-runs.ts';
import { fillMaildir } from './mailbox.ts';
import { popLetters } from './pop-mail.ts';
import { compareMailboxes, readWhole, type Login, type Mailbox } from './same-mailbox.ts';
import { seeded } from './random.ts';
import { secretFile } from './witness-archive.ts';

/** The plan's server must speak POP3. */
export async function killMoves({ server, seed, kills, onRound }: KillPlan): Promise<KillReport> {
  const folder = mkdtempSync(path.join(tmpdir(), 'malleposte-kill-'));
  try {
    const random = seeded(seed + 2);
    const passwordFile = secretFile(folder, 'password', server.password);
    const login = (user: string): Login => ({ host: server.host, port: server.port, user, password: server.password });
    const user = `moved${seed}`;
    const options = { seed, messages: 1500, attachments: { chance: 0.35, meanBytes: 24_000 } };
    fillMaildir(server, user, ['INBOX'], popLetters(options));
    const mail = plain(await readWhole(login(user)));
    let number = 0;
    const freshTarget = (): string => `arrived${seed}x${(number += 1)}`;
    const moveTo = (target: string): string[] => [
      ...['migrate', '--from', `pop://${user}@127.0.0.1:${server.pop3Port}?security=none`],
      ...['--from-password-file', passwordFile],
      ...['--to', `imap://${target}@127.0.0.1:${server.port}?security=none`, '--to-password-file', passwordFile],
      ...['--data-dir', path.join(folder, 'data'), '--quiet', '--json'],
    ];
    let wholeMs = await timed(() => moveTo(freshTarget()));
    const report = { kills: 0, rounds: 0, resumed: 0, differences: [] as string[] };
    while (report.kills < kills) {
      const target = freshTarget();
      const { end, hits } = await killUntilDone(moveTo(target), wholeMs, kills - report.kills, random);
      const kept = Number(end.json?.['alreadyThere'] ?? 0) > 0;
      if (hits === 0) wholeMs = Math.min(wholeMs, end.durationMs);
      // A machine that has become slower would be killed before anything is kept.
      else if (!kept) wholeMs *= 1.3;
      report.kills += hits;
      report.rounds += 1;
      if (hits > 0 && kept) report.resumed += 1;
      const found =
        end.code === 0
          ? compareMailboxes(mail, await readWhole(login(target))).differences
          : [`ended with ${end.code}: ${end.stderr}${end.stdout}`];
      report.differences.push(...found.map((line) => `round ${report.rounds}: ${line}`));
      onRound?.(`move round ${report.rounds}: ${hits} kills, ${found.length} differences`);
      rmSync(server.mailDir(target), { recursive: true, force: true });
    }
    return report;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** POP knows no flags: those the server keeps for itself do not count. */
const plain = (mailbox: Mailbox): Mailbox =>
  new Map([...mailbox].map(([name, letters]) => [name, letters.map((letter) => ({ ...letter, flags: [] }))]));
