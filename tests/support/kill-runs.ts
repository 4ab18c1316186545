// The kill test: SIGKILL at random moments of an export or a restore, resumed to the end, then everything counted by
// witnesses that share no code with the product. Short and long suites call the same functions with other counts.
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Dovecot } from './dovecot.ts';
import { fillMaildir } from './mailbox.ts';
import { runCli, type CliRun } from './run-cli.ts';
import { compareMailboxes, readWhole, type Login, type Mailbox } from './same-mailbox.ts';
import { seeded, type Random } from './random.ts';
import { sampleFolders } from './sample-mail.ts';
import { ageIdentity, compareWithMailbox, decryptWithIdentity, secretFile, witnessArchive } from './witness-archive.ts';

export interface KillPlan {
  readonly server: Dovecot;
  /** Same seed, same mailbox and same moments (as far as a busy machine keeps time). */
  readonly seed: number;
  /** SIGKILLs that must have hit a running program. */
  readonly kills: number;
  readonly onRound?: (line: string) => void;
}

export interface KillReport {
  readonly kills: number;
  /** Exports or restores brought to their end. */
  readonly rounds: number;
  /** Rounds that were killed after something had been kept. */
  readonly resumed: number;
  readonly differences: readonly string[];
}

/** No kill before the program does anything at all: Node itself needs this long to start. */
const FIRST_MOMENT_MS = 150;
/** Several kills in a row belong to the test; a program that never got further would loop for ever. */
const MAX_KILLS_A_ROUND = 4;

interface Ground {
  readonly folder: string;
  readonly passwordFile: string;
  readonly identityFile: string;
  readonly recipient: string;
  readonly mailbox: Mailbox;
  readonly source: Login;
  close(): void;
}

async function ground({ server, seed }: KillPlan): Promise<Ground> {
  const folder = mkdtempSync(path.join(tmpdir(), 'malleposte-kill-'));
  const user = `killed${seed}`;
  const options = { seed, messages: 500, attachments: { chance: 0.35, meanBytes: 24_000 } };
  for (const { names, letters } of sampleFolders(options)) fillMaildir(server, user, names, letters);
  const source = { host: server.host, port: server.port, user, password: server.password };
  return {
    folder,
    passwordFile: secretFile(folder, 'password', server.password),
    ...ageIdentity(folder),
    source,
    mailbox: await readWhole(source),
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}

const urlOf = ({ user, host, port }: Login): string => `imap://${user}@${host}:${port}?security=none`;

const exportArguments = (place: Ground, out: string, dataDir: string): string[] => [
  'export',
  ...['--imap', urlOf(place.source), '--password-file', place.passwordFile],
  ...[
    '--recipient',
    place.recipient,
    '--out',
    out,
    '--volume-size',
    '1MiB',
    '--data-dir',
    dataDir,
    '--quiet',
    '--json',
  ],
];

/** Kills the command at random moments until it ends by itself; returns that ending and the kills that hit. */
export async function killUntilDone(
  args: readonly string[],
  wholeMs: number,
  left: number,
  random: Random,
): Promise<{ end: CliRun; hits: number }> {
  let hits = 0;
  for (;;) {
    const armed = hits < Math.min(left, MAX_KILLS_A_ROUND);
    const moment = FIRST_MOMENT_MS + random.next() * Math.max(0, wholeMs - FIRST_MOMENT_MS);
    const run = await runCli(args, armed ? { killAfterMs: moment } : {});
    if (run.code !== null) return { end: run, hits };
    hits += 1;
  }
}

/** How long the command takes undisturbed, the second time (caches warm). */
export async function timed(make: () => readonly string[]): Promise<number> {
  let last = 0;
  for (let times = 0; times < 2; times += 1) {
    const run = await runCli(make());
    if (run.code !== 0) throw new Error(`Undisturbed run failed with ${run.code}: ${run.stderr}${run.stdout}`);
    last = run.durationMs;
  }
  return last;
}

export async function killExports(plan: KillPlan): Promise<KillReport> {
  const place = await ground(plan);
  try {
    const random = seeded(plan.seed);
    let number = 0;
    const freshPlace = (): { out: string; dataDir: string; dir: string } => {
      const dir = path.join(place.folder, String((number += 1)));
      mkdirSync(dir);
      return { dir, out: path.join(dir, 'mail.malle'), dataDir: path.join(dir, 'data') };
    };
    let wholeMs = await timed(() => {
      const { out, dataDir } = freshPlace();
      return exportArguments(place, out, dataDir);
    });
    const report = { kills: 0, rounds: 0, resumed: 0, differences: [] as string[] };
    while (report.kills < plan.kills) {
      const { dir, out, dataDir } = freshPlace();
      const { end, hits } = await killUntilDone(
        exportArguments(place, out, dataDir),
        wholeMs,
        plan.kills - report.kills,
        random,
      );
      // A machine that has become faster would end before every kill.
      if (hits === 0) wholeMs = Math.min(wholeMs, end.durationMs);
      report.kills += hits;
      report.rounds += 1;
      if (hits > 0 && existsSync(dataDir)) report.resumed += 1;
      const found = await checkExport(place, end);
      report.differences.push(...found.map((line) => `round ${report.rounds}: ${line}`));
      plan.onRound?.(`export round ${report.rounds}: ${hits} kills, ${found.length} differences`);
      rmSync(dir, { recursive: true, force: true });
    }
    return report;
  } finally {
    place.close();
  }
}

async function checkExport(place: Ground, end: CliRun): Promise<string[]> {
  if (end.code !== 0) return [`ended with ${end.code}: ${end.stderr}${end.stdout}`];
  const files = end.json?.['files'] as { path: string }[];
  const archive = await witnessArchive(
    files.map((file) => file.path),
    (file, to) => decryptWithIdentity(file, place.identityFile, to),
  );
  return compareWithMailbox(archive, place.mailbox);
}

export async function killRestores(plan: KillPlan): Promise<KillReport> {
  const place = await ground(plan);
  const { server } = plan;
  try {
    const random = seeded(plan.seed + 1);
    const out = path.join(place.folder, 'mail.malle');
    const made = await runCli(exportArguments(place, out, path.join(place.folder, 'data')));
    if (made.code !== 0) throw new Error(`The export failed with ${made.code}: ${made.stderr}`);
    const file = (made.json?.['files'] as { path: string }[])[0]?.path ?? out;
    let number = 0;
    const freshTarget = (): Login => ({ ...place.source, user: `target${plan.seed}x${(number += 1)}` });
    const restoreArguments = (to: Login): string[] => [
      ...['restore', file, '--identity-file', place.identityFile, '--to', urlOf(to)],
      ...['--to-password-file', place.passwordFile, '--data-dir', path.join(place.folder, 'data'), '--quiet', '--json'],
    ];
    let wholeMs = await timed(() => restoreArguments(freshTarget()));
    const report = { kills: 0, rounds: 0, resumed: 0, differences: [] as string[] };
    while (report.kills < plan.kills) {
      const to = freshTarget();
      const { end, hits } = await killUntilDone(restoreArguments(to), wholeMs, plan.kills - report.kills, random);
      // A machine that has become faster would end before every kill.
      if (hits === 0) wholeMs = Math.min(wholeMs, end.durationMs);
      report.kills += hits;
      report.rounds += 1;
      if (hits > 0 && Number(end.json?.['alreadyThere'] ?? 0) > 0) report.resumed += 1;
      const found =
        end.code === 0
          ? [...compareMailboxes(place.mailbox, await readWhole(to)).differences]
          : [`ended with ${end.code}: ${end.stderr}${end.stdout}`];
      report.differences.push(...found.map((line) => `round ${report.rounds}: ${line}`));
      plan.onRound?.(`restore round ${report.rounds}: ${hits} kills, ${found.length} differences`);
      rmSync(server.mailDir(to.user), { recursive: true, force: true });
    }
    return report;
  } finally {
    place.close();
  }
}
