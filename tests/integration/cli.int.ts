// The command line end to end on a real Dovecot, judged by programs that share no code with it: age, unzip, a bare client.
import { existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDovecot, whyNoDovecot, type Dovecot } from '../support/dovecot.ts';
import { fillMaildir } from '../support/mailbox.ts';
import { startGate } from '../support/gate.ts';
import { runCli, type CliOptions, type CliRun } from '../support/run-cli.ts';
import { compareMailboxes, readWhole, type Login, type Mailbox } from '../support/same-mailbox.ts';
import { sampleFolders } from '../support/sample-mail.ts';
import {
  ageIdentity,
  compareWithMailbox,
  decryptWithIdentity,
  decryptWithPassphrase,
  secretFile,
  whyNoWitness,
  witnessArchive,
} from '../support/witness-archive.ts';

const why = whyNoDovecot() ?? whyNoWitness();
const PASSPHRASE = 'tilleul carafe 42 Zeppelin nuage velours';

describe.skipIf(why)(`the command line${why ? ` (left out: ${why})` : ''}`, () => {
  let server: Dovecot;
  let folder: string;
  let dataDir: string;
  let passwordFile: string;
  let passphraseFile: string;
  let keys: { identityFile: string; recipient: string };
  let mailbox: Mailbox;
  /** Made with --recipient and with a passphrase; the tests below read copies or leave them as they are. */
  let byRecipient: CliRun;
  let byPassphrase: CliRun;

  const login = (user: string): Login => ({ host: server.host, port: server.port, user, password: server.password });
  const url = (user: string): string => `imap://${user}@${server.host}:${server.port}?security=none`;
  const at = (name: string): string => path.join(folder, name);
  const cli = (args: readonly string[], options?: CliOptions): Promise<CliRun> =>
    runCli([...args, '--data-dir', dataDir, '--json'], options);
  const from = (user: string): string[] => ['--imap', url(user), '--password-file', passwordFile];
  const to = (user: string): string[] => ['--to', url(user), '--to-password-file', passwordFile];
  const errorOf = (run: CliRun): { code: string; message: string; advice: string } =>
    (run.json?.['error'] ?? {}) as { code: string; message: string; advice: string };

  beforeAll(async () => {
    server = await startDovecot({ special: { Sent: '\\Sent', Drafts: '\\Drafts', Junk: '\\Junk', Trash: '\\Trash' } });
    folder = mkdtempSync(path.join(tmpdir(), 'malleposte-cli-'));
    dataDir = at('data');
    passwordFile = secretFile(folder, 'password', server.password);
    passphraseFile = secretFile(folder, 'passphrase', PASSPHRASE);
    keys = ageIdentity(folder);
    const options = { seed: 11, messages: 300, attachments: { chance: 0.3, meanBytes: 30_000 } };
    for (const { names, letters } of sampleFolders(options)) fillMaildir(server, 'marie', names, letters);
    mailbox = await readWhole(login('marie'));
    byRecipient = await cli(['export', ...from('marie'), '--recipient', keys.recipient, '--out', at('r.malle')]);
    byPassphrase = await cli(['export', ...from('marie'), '--passphrase-file', passphraseFile, '--out', at('p.malle')]);
  });
  afterAll(async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('exports with --recipient: age and unzip find every message the server has, exactly once', async () => {
    expect(byRecipient.stderr).not.toContain('unexpected');
    expect(byRecipient.code).toBe(0);
    expect(byRecipient.json).toMatchObject({ found: 300, saved: 300, verified: 300, missing: 0, failed: [] });
    const archive = await witnessArchive([at('r.malle')], (file, zip) =>
      decryptWithIdentity(file, keys.identityFile, zip),
    );
    expect(compareWithMailbox(archive, mailbox)).toEqual([]);
    expect(archive.others).toContain('README.txt');
    for (const { name } of archive.entries) expect(name.length).toBeLessThanOrEqual(200);
  });

  it('says what the specification of the command line promises', () => {
    const { json } = byRecipient;
    for (const key of ['found', 'saved', 'verified', 'missing', 'failed', 'folders', 'files', 'durationMs'])
      expect(json).toHaveProperty(key);
    const folders = json?.['folders'] as { path: string; found: number; saved: number; verified: number }[];
    expect(folders.find((row) => row.path === 'Projets/Été 2024')).toMatchObject({
      found: 14,
      saved: 14,
      verified: 14,
    });
    const [file] = json?.['files'] as { path: string; sizeBytes: number; sha256: string }[];
    expect(file).toMatchObject({ path: at('r.malle'), sizeBytes: readFileSync(at('r.malle')).length });
    expect(file?.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(byRecipient.stdout.trimEnd().split('\n')).toHaveLength(1);
  });

  it('asked again for an export that was finished, answers with its proof; another wish is refused', async () => {
    const out = ['--out', at('r.malle')];
    const again = await cli(['export', ...from('marie'), '--recipient', keys.recipient, ...out]);
    expect(again).toMatchObject({ code: 0, json: { ...byRecipient.json } });
    const other = await cli(['export', ...from('marie'), '--recipient', ageIdentity(at('data')).recipient, ...out]);
    expect(errorOf(other).code).toBe('archive.exists');
    const fewer = await cli(['export', ...from('marie'), '--recipient', keys.recipient, '--folder', 'INBOX', ...out]);
    expect(errorOf(fewer).code).toBe('archive.exists');
  });

  it('exports with a passphrase: age -d opens it by typing that passphrase', async () => {
    expect(byPassphrase.code).toBe(0);
    const archive = await witnessArchive([at('p.malle')], (file, zip) => decryptWithPassphrase(file, PASSPHRASE, zip));
    expect(compareWithMailbox(archive, mailbox)).toEqual([]);
  });

  it('changes no flag and no date on the server', async () => {
    expect(compareMailboxes(mailbox, await readWhole(login('marie'))).differences).toEqual([]);
  });

  it('verifies, with and without the server', async () => {
    const alone = await cli(['verify', at('r.malle'), '--identity-file', keys.identityFile]);
    expect(alone).toMatchObject({ code: 0, json: { intact: true, damaged: [] } });
    const compared = await cli([
      ...['verify', at('p.malle'), '--passphrase-file', passphraseFile],
      ...['--against', url('marie'), '--password-file', passwordFile],
    ]);
    expect(compared).toMatchObject({
      code: 0,
      json: { intact: true, against: { same: 300, missingHereCount: 0, missingThereCount: 0 } },
    });
  });

  it('lists folders and messages, and extracts one folder', async () => {
    const key = ['--identity-file', keys.identityFile];
    const list = await cli(['list', at('r.malle'), ...key]);
    expect(list.code).toBe(0);
    expect((list.json?.['folders'] as { path: string }[]).map((row) => row.path)).toContain('日本語/請求書');
    const one = await cli(['list', at('r.malle'), ...key, '--folder', '日本語']);
    expect(one.json?.['rows']).toHaveLength(mailbox.get('&ZeVnLIqe-')?.length ?? -1);
    const out = at('extracted');
    const extracted = await cli(['extract', at('r.malle'), ...key, '--out', out, '--folder', 'Projets/Été 2024']);
    expect(extracted).toMatchObject({ code: 0, json: { found: 14, extracted: 14, failed: [] } });
    const eml = readdirSync(out, { recursive: true }).filter((name) => String(name).endsWith('.eml'));
    expect(eml).toHaveLength(14);
  });

  it('restores to an empty account with equal bytes, flags and dates; a second restore adds nothing', async () => {
    const restore = ['restore', at('r.malle'), '--identity-file', keys.identityFile, ...to('empty')];
    const first = await cli(restore);
    expect(first).toMatchObject({ code: 0, json: { found: 300, restored: 300, alreadyThere: 0, verified: 300 } });
    expect(compareMailboxes(mailbox, await readWhole(login('empty'))).differences).toEqual([]);
    const second = await cli(restore);
    expect(second).toMatchObject({ code: 0, json: { found: 300, restored: 0, alreadyThere: 300, verified: 300 } });
    expect(compareMailboxes(mailbox, await readWhole(login('empty'))).differences).toEqual([]);
  });

  it('restores chosen folders under one new folder', async () => {
    const run = await cli([
      ...['restore', at('p.malle'), '--passphrase-file', passphraseFile, ...to('under')],
      ...['--folder', 'Projets/Été 2024', '--under', 'From Malleposte'],
    ]);
    expect(run).toMatchObject({ code: 0, json: { found: 14, restored: 14 } });
    const after = await readWhole(login('under'));
    expect(after.get('From Malleposte/Projets/&AMk-t&AOk- 2024')).toHaveLength(14);
  });

  it('exports chosen folders, stored, in several complete files, and goes on with the same --out', async () => {
    const args = [
      ...['export', ...from('marie'), '--recipient', keys.recipient, '--out', at('volumes/v.malle')],
      ...['--folder', 'INBOX', '--folder', 'Sent', '--store', '--volume-size', '1MiB'],
    ];
    const run = await cli(args);
    expect(run.code).toBe(0);
    const files = (run.json?.['files'] as { path: string }[]).map((file) => file.path);
    expect(files.length).toBeGreaterThan(1);
    const archive = await witnessArchive(files, (file, zip) => decryptWithIdentity(file, keys.identityFile, zip));
    const part: Mailbox = new Map([...mailbox].filter(([name]) => name === 'INBOX' || name === 'Sent'));
    expect(compareWithMailbox(archive, part)).toEqual([]);

    const [first = ''] = files;
    renameSync(first, `${first}.away`);
    const last = files.at(-1) ?? '';
    const verified = await cli(['verify', last, '--identity-file', keys.identityFile]);
    expect(verified.code).toBe(3);
    expect(JSON.stringify(verified.json?.['missingFiles'])).toContain(path.basename(first));
    expect(verified.json?.['missingMessagesCount']).toBeGreaterThan(0);
    expect(verified.json?.['missingMessages']).toHaveLength(Number(verified.json?.['missingMessagesCount']));
    renameSync(`${first}.away`, first);
  });

  it('writes a ZIP with AES-256 that 7-Zip programs open, on request', async () => {
    const run = await cli([
      ...['export', ...from('marie'), '--passphrase-file', passphraseFile, '--folder', 'Drafts'],
      ...['--format', 'zip-aes256', '--out', at('drafts.zip')],
    ]);
    expect(run).toMatchObject({ code: 0, json: { found: mailbox.get('Drafts')?.length, missing: 0 } });
    expect(readFileSync(at('drafts.zip')).subarray(0, 2).toString()).toBe('PK');
    const verified = await cli(['verify', at('drafts.zip'), '--passphrase-file', passphraseFile]);
    expect(verified.code).toBe(0);
  });

  it('Ctrl-C seals what is there, says so with exit code 130, and the same command goes on', async () => {
    const out = at('paused/p.malle');
    let send: (signal: NodeJS.Signals) => void = () => undefined;
    const gate = await startGate(server);
    void gate.holdAfter(1_000_000).then(() => {
      send('SIGINT');
      setTimeout(() => gate.release(), 500);
    });
    const through = [...from('marie'), '--recipient', keys.recipient, '--out', out].map((word) =>
      word.replace(`:${server.port}?`, `:${gate.port}?`),
    );
    const stopped = await cli(['export', ...through], { onStart: (signal) => (send = signal) });
    await gate.close();
    expect(stopped.code).toBe(130);
    expect(errorOf(stopped).code).toBe('cancelled');
    expect(stopped.stderr).toContain('The same command goes on from there.');
    const again = await cli(['export', ...from('marie'), '--recipient', keys.recipient, '--out', out]);
    expect(again).toMatchObject({ code: 0, json: { found: 300, saved: 300, verified: 300, missing: 0 } });
    const files = (again.json?.['files'] as { path: string }[]).map((file) => file.path);
    const archive = await witnessArchive(files, (file, zip) => decryptWithIdentity(file, keys.identityFile, zip));
    expect(compareWithMailbox(archive, mailbox)).toEqual([]);
  });

  it('tries a wrong password once and says so with exit code 10', async () => {
    const before = server.log().match(/auth failed|authentication failure/gi)?.length ?? 0;
    const wrong = secretFile(folder, 'wrong', 'mot-de-passe-42');
    const run = await cli([
      ...['export', '--imap', url('marie'), '--password-file', wrong],
      ...['--recipient', keys.recipient, '--out', at('never.malle')],
    ]);
    expect(run.code).toBe(10);
    expect(errorOf(run).code).toBe('account.wrong_password');
    const attempts = server.log().match(/attempts in/g)?.length ?? 0;
    const failures = (server.log().match(/auth failed|authentication failure/gi)?.length ?? 0) - before;
    expect(`${failures + (failures ? 0 : attempts)}`).toBe('1');
    expect(existsSync(at('never.malle'))).toBe(false);
    expect(run.stdout + run.stderr).not.toContain('mot-de-passe-42');
  });

  it.each([
    ['verify', []],
    ['list', []],
    ['extract', ['--out', path.join(tmpdir(), 'malleposte-never-written')]],
  ])('%s with a wrong passphrase: exit code 12, the archive unchanged', async (command, more) => {
    const before = readFileSync(at('p.malle'));
    const wrong = secretFile(folder, 'wrong-passphrase', 'carafe tilleul');
    const run = await cli([command, at('p.malle'), '--passphrase-file', wrong, ...more]);
    expect(run.code).toBe(12);
    expect(errorOf(run).code).toBe('archive.wrong_key');
    expect(readFileSync(at('p.malle')).equals(before)).toBe(true);
  });

  it('says what is wrong with a file that is no archive, is cut, or is not there', async () => {
    writeFileSync(at('text.malle'), 'This is not an archive.\n'.repeat(100));
    const key = ['--passphrase-file', passphraseFile];
    const none = await cli(['verify', at('text.malle'), ...key]);
    expect([none.code, errorOf(none).code]).toEqual([12, 'archive.not_an_archive']);
    const bytes = readFileSync(at('p.malle'));
    writeFileSync(at('cut.malle'), bytes.subarray(0, Math.floor(bytes.length * 0.7)));
    const cut = await cli(['verify', at('cut.malle'), ...key]);
    expect(cut.code === 3 ? 'listed' : errorOf(cut).code).toMatch(/listed|archive\.(truncated|damaged)/);
    const gone = await cli(['list', at('nowhere.malle'), ...key]);
    expect([gone.code, errorOf(gone).code]).toEqual([13, 'disk.not_found']);
  });

  it('speaks French when asked', async () => {
    const run = await cli(['verify', at('nowhere.malle'), '--passphrase-file', passphraseFile, '--language', 'fr']);
    expect(errorOf(run).message).toContain('n’existe pas');
    const help = await runCli(['help', 'export', '--language', 'fr']);
    expect(help.stdout).toContain('Mettre toute une boîte');
  });

  it('reads a secret from standard input and refuses one in the address', async () => {
    const run = await cli(['list', at('p.malle'), '--passphrase-file', '-'], { input: `${PASSPHRASE}\n` });
    expect(run.code).toBe(0);
    const refused = await cli(['export', '--imap', 'imaps://a:secret@h', '--out', at('x.malle')]);
    expect([refused.code, errorOf(refused).code]).toEqual([2, 'usage.invalid']);
    expect(refused.stdout + refused.stderr).not.toContain('secret@');
  });

  it('answers any call of the contract as JSON', async () => {
    const run = await runCli(['call', 'app.info', '--data-dir', at('other-data'), '--json']);
    expect(run).toMatchObject({ code: 0, json: { dataDir: at('other-data') } });
    const unknown = await runCli(['call', 'app.explode', '--data-dir', at('other-data'), '--json']);
    expect([unknown.code, errorOf(unknown).code]).toEqual([2, 'usage.unknown_method']);
  });
});
