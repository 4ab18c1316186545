// Bad luck around the command line: full and read-only disks, a data folder in use, a server that is not there.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDovecot, whyNoDovecot, type Dovecot } from '../support/dovecot.ts';
import { fillMaildir } from '../support/mailbox.ts';
import { startGate } from '../support/gate.ts';
import { runCli, type CliOptions, type CliRun } from '../support/run-cli.ts';
import { readWhole, type Mailbox } from '../support/same-mailbox.ts';
import { sampleFolders } from '../support/sample-mail.ts';
import {
  ageIdentity,
  compareWithMailbox,
  decryptWithIdentity,
  secretFile,
  whyNoWitness,
  witnessArchive,
} from '../support/witness-archive.ts';

const why = whyNoDovecot() ?? whyNoWitness();
const errorCode = (run: CliRun): unknown => (run.json?.['error'] as { code?: string } | undefined)?.code;

describe.skipIf(why)(`trouble around the command line${why ? ` (left out: ${why})` : ''}`, () => {
  let server: Dovecot;
  let folder: string;
  let keys: { identityFile: string; recipient: string };
  let passwordFile: string;
  let mailbox: Mailbox;
  const mounts: string[] = [];

  const url = (user: string): string => `imap://${user}@${server.host}:${server.port}?security=none`;
  const at = (name: string): string => path.join(folder, name);
  const exporting = (out: string): string[] => [
    ...['export', '--imap', url('marie'), '--password-file', passwordFile, '--recipient', keys.recipient],
    ...['--out', out, '--volume-size', '1MiB', '--store'],
  ];
  const cli = (args: readonly string[], options?: CliOptions): Promise<CliRun> =>
    runCli([...args, '--data-dir', at('data'), '--json'], options);

  /** A small file system of its own; null where mounting is not allowed. */
  function mountTmpfs(name: string, options: string): string | null {
    const dir = at(name);
    mkdirSync(dir, { recursive: true });
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', dir], { stdio: 'pipe' });
    } catch {
      return null;
    }
    mounts.push(dir);
    return dir;
  }

  beforeAll(async () => {
    server = await startDovecot();
    folder = mkdtempSync(path.join(tmpdir(), 'malleposte-trouble-'));
    keys = ageIdentity(folder);
    passwordFile = secretFile(folder, 'password', server.password);
    const options = { seed: 5, messages: 300, attachments: { chance: 0.5, meanBytes: 60_000 } };
    for (const { names, letters } of sampleFolders(options)) fillMaildir(server, 'marie', names, letters);
    mailbox = await readWhole({ host: server.host, port: server.port, user: 'marie', password: server.password });
  });
  afterAll(async () => {
    for (const dir of mounts) execFileSync('umount', ['-l', dir]);
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('refuses a disk that is too small before fetching a message', async (context) => {
    const dir = mountTmpfs('tiny', 'size=2m');
    if (!dir) return context.skip('mounting a small file system needs root');
    const run = await cli(exporting(path.join(dir, 'x.malle')));
    expect([run.code, errorCode(run)]).toEqual([13, 'disk.not_enough_room']);
    expect(readdirSync(dir)).toEqual([]);
  });

  it('a disk that fills up during the export: said, nothing lost, and the same command goes on when there is room', async (context) => {
    const dir = mountTmpfs('filling', 'size=40m');
    if (!dir) return context.skip('mounting a small file system needs root');
    const running = cli(exporting(path.join(dir, 'x.malle')), {});
    // Somebody else takes the room between the check and the end.
    const ballast = path.join(dir, 'ballast');
    const eat = setInterval(() => {
      try {
        execFileSync('sh', ['-c', `head -c 2000000 /dev/zero >> '${ballast}'`], { stdio: 'pipe' });
      } catch {
        clearInterval(eat);
      }
    }, 20);
    const run = await running;
    clearInterval(eat);
    expect(run.code).toBe(13);
    expect(errorCode(run)).toMatch(/^disk\.(full|not_enough_room)$/);
    rmSync(ballast, { force: true });
    const again = await cli(exporting(path.join(dir, 'x.malle')));
    expect(again).toMatchObject({ code: 0, json: { found: 300, saved: 300, verified: 300, missing: 0 } });
    const files = (again.json?.['files'] as { path: string }[]).map((file) => file.path);
    const archive = await witnessArchive(files, (file, zip) => decryptWithIdentity(file, keys.identityFile, zip));
    expect(compareWithMailbox(archive, mailbox)).toEqual([]);
  });

  it('refuses a target it may not write to', async (context) => {
    const dir = mountTmpfs('closed', 'size=1m,ro');
    if (!dir) return context.skip('mounting a read-only file system needs root');
    const run = await cli(exporting(path.join(dir, 'x.malle')));
    expect([run.code, errorCode(run)]).toEqual([13, 'disk.read_only']);
  });

  it('does not let two programs share one data folder', async () => {
    const dataDir = at('shared');
    const held = runCli(['call', 'app.info', '--data-dir', dataDir]);
    await held;
    const holder = net.createServer();
    await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve));
    // The first program stays busy with a server that greets nobody, and holds its data folder meanwhile.
    const { port } = holder.address() as net.AddressInfo;
    const probe = JSON.stringify({
      probeId: 'p',
      address: 'a@example.com',
      settings: {
        imap: { host: '127.0.0.1', port, security: 'none', userName: 'a' },
        smtp: null,
        allowInsecure: false,
      },
      password: 'not important',
      accountId: null,
    });
    const connected = new Promise<net.Socket>((resolve) => holder.once('connection', resolve));
    const first = runCli(['call', 'doctor.probe', probe, '--data-dir', dataDir, '--json']);
    const socket = await connected;
    const second = await runCli(['accounts', 'list', '--data-dir', dataDir, '--json']);
    expect([second.code, errorCode(second)]).toEqual([14, 'app.data_dir_in_use']);
    socket.destroy();
    holder.close();
    expect((await first).code).toBe(0);
    expect((await runCli(['accounts', 'list', '--data-dir', dataDir, '--json'])).code).toBe(0);
  });

  it('a port that is closed and a host that does not exist end with exit code 11 and their names', async () => {
    const closed = await cli([
      ...['export', '--imap', 'imap://a@127.0.0.1:1?security=none', '--password-file', passwordFile],
      ...['--recipient', keys.recipient, '--out', at('x.malle')],
    ]);
    expect([closed.code, errorCode(closed)]).toEqual([11, 'network.port_closed']);
    const nobody = await cli([
      ...['export', '--imap', 'imaps://a@no-such-host.invalid', '--password-file', passwordFile],
      ...['--recipient', keys.recipient, '--out', at('x.malle')],
    ]);
    expect([nobody.code, errorCode(nobody)]).toEqual([11, 'network.host_not_found']);
  });

  it('trusts only certificates it can check, and says why not', async () => {
    const tls = ['--imap', `imaps://marie@localhost:${server.tlsPort}`, '--password-file', passwordFile];
    const refused = await cli(['export', ...tls, '--recipient', keys.recipient, '--out', at('tls.malle')]);
    expect([refused.code, errorCode(refused)]).toEqual([11, 'network.tls']);
    const trusted = await cli(['export', ...tls, '--recipient', keys.recipient, '--out', at('tls.malle')], {
      env: { NODE_EXTRA_CA_CERTS: server.certificateFile },
    });
    expect(trusted).toMatchObject({ code: 0, json: { saved: 300 } });
  });

  it('killed in the middle: other choices do not mix into it, the same ones go on', async () => {
    const out = at('mixed/m.malle');
    let kill: (signal: NodeJS.Signals) => void = () => undefined;
    const gate = await startGate(server);
    void gate.holdAfter(6_000_000).then(() => kill('SIGKILL'));
    const through = exporting(out).map((word) => word.replace(`:${server.port}?`, `:${gate.port}?`));
    const first = await cli(through, { onStart: (send) => (kill = send) });
    await gate.close();
    expect(first.code).toBeNull();
    const other = await cli(exporting(out).filter((word) => word !== '--store'));
    expect([other.code, errorCode(other)]).toEqual([12, 'archive.resume_differs']);
    const counting = await startGate(server);
    const again = await cli(exporting(out).map((word) => word.replace(`:${server.port}?`, `:${counting.port}?`)));
    await counting.close();
    expect(again).toMatchObject({ code: 0, json: { saved: 300, missing: 0 } });
    // It went on instead of starting over: what was sealed before did not come again.
    const whole = [...mailbox.values()].flat().reduce((total, letter) => total + letter.sizeBytes, 0);
    expect(counting.bytes()).toBeLessThan(whole - 3_000_000);
    const files = (again.json?.['files'] as { path: string }[]).map((file) => file.path);
    const archive = await witnessArchive(files, (file, zip) => decryptWithIdentity(file, keys.identityFile, zip));
    expect(compareWithMailbox(archive, mailbox)).toEqual([]);
  });
});
