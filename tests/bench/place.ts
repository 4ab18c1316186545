// Where the bench runs, and the commands it runs there.
import { rmSync } from 'node:fs';
import path from 'node:path';
import type { Dovecot } from '../support/dovecot.ts';
import { runCli, type CliRun } from '../support/run-cli.ts';
import type { Login } from '../support/same-mailbox.ts';
import type { Figures } from './figures.ts';

export interface BenchPlace {
  readonly server: Dovecot;
  readonly folder: string;
  /** The built program, as people run it, not the sources. */
  readonly built: boolean;
  readonly messages: number;
  readonly figures: Figures;
  readonly print: (line: string) => void;
}

export interface Keys {
  readonly identityFile: string;
  readonly recipient: string;
  readonly passwordFile: string;
}

export const loginOf = ({ server }: BenchPlace, user: string): Login => ({
  host: server.host,
  port: server.port,
  user,
  password: server.password,
});

const urlOf = ({ user, host, port }: Login): string => `imap://${user}@${host}:${port}?security=none`;

async function cli({ built, folder }: BenchPlace, args: readonly string[]): Promise<CliRun> {
  const run = await runCli([...args, '--data-dir', path.join(folder, 'data'), '--quiet', '--json'], { built });
  if (run.code !== 0) throw new Error(`${args[0]} ended with ${run.code}: ${run.stderr}\n${run.stdout}`);
  return run;
}

/** Exports to a fresh file, whatever stood there. */
export async function exportTo(
  place: BenchPlace,
  keys: Keys,
  from: Login,
  name: string,
  more: readonly string[] = [],
): Promise<CliRun & { file: string }> {
  const out = path.join(place.folder, `${name}.malle`);
  rmSync(out, { force: true });
  const run = await cli(place, [
    ...['export', '--imap', urlOf(from), '--password-file', keys.passwordFile],
    ...['--recipient', keys.recipient, '--out', out, ...more],
  ]);
  return { ...run, file: (run.json?.['files'] as { path: string }[])[0]?.path ?? out };
}

export const verifyFile = (place: BenchPlace, keys: Keys, file: string): Promise<CliRun> =>
  cli(place, ['verify', file, '--identity-file', keys.identityFile]);

export const restoreTo = (place: BenchPlace, keys: Keys, file: string, to: Login): Promise<CliRun> =>
  cli(place, [
    ...['restore', file, '--identity-file', keys.identityFile],
    ...['--to', urlOf(to), '--to-password-file', keys.passwordFile],
  ]);
