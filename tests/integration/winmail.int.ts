// A winmail.dat on its whole way: delivered into a real Dovecot, exported, extracted decoded, and saved as one .zip.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createBackend } from '../../electron/backend.ts';
import { createHost } from '../../electron/shell/installation.ts';
import { startDovecot, whyNoDovecot, type Dovecot } from '../support/dovecot.ts';
import { appendLetters } from '../support/mailbox.ts';
import { runCli, type CliRun } from '../support/run-cli.ts';
import { mailWith, PICTURE, PLAN, PLAN_NAME, winmail } from '../support/winmail-mail.ts';
import { ageIdentity, decryptWithIdentity, secretFile, whyNoWitness } from '../support/witness-archive.ts';

const why = whyNoDovecot() ?? whyNoWitness();
const PASSPHRASE = 'tilleul carafe 42 Zeppelin nuage velours';
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

describe.skipIf(why)(`a winmail.dat in the mail${why ? ` (left out: ${why})` : ''}`, () => {
  let server: Dovecot;
  let folder: string;
  const at = (name: string): string => path.join(folder, name);
  const mails = [
    mailWith(winmail(), { subject: 'With formatting only' }),
    mailWith(winmail(), { subject: 'Under a false name', name: 'scan.pdf', mimeType: 'application/pdf' }),
    mailWith(Buffer.from('no TNEF'), { subject: 'Not what it says' }),
    Buffer.from('Subject: Plain\r\n\r\nNothing to decode\r\n'),
  ];
  const cli = (...args: string[]): Promise<CliRun> => runCli([...args, '--data-dir', at('data'), '--json']);
  const extract = (out: string, ...more: string[]): Promise<CliRun> =>
    cli('extract', at('a.malle'), '--passphrase-file', at('passphrase'), '--out', at(out), ...more);

  beforeAll(async () => {
    server = await startDovecot();
    folder = mkdtempSync(path.join(tmpdir(), 'malleposte-winmail-'));
    const passwordFile = secretFile(folder, 'password', server.password);
    const passphraseFile = secretFile(folder, 'passphrase', PASSPHRASE);
    await appendLetters(
      server,
      'paul',
      'INBOX',
      mails.map((bytes) => ({ bytes })),
    );
    const url = `imap://paul@${server.host}:${server.port}?security=none`;
    const from = ['--imap', url, '--password-file', passwordFile, '--passphrase-file', passphraseFile];
    const run = await cli('export', ...from, '--out', at('a.malle'));
    expect(run.json, run.stderr).toMatchObject({ found: 4, verified: 4, missing: 0 });
  });
  afterAll(async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const inbox = (out: string): string => {
    const account = readdirSync(at(out))[0] ?? '';
    return path.join(at(out), account, 'INBOX');
  };

  it('is extracted decoded beside its message, whose bytes stay as they are', async () => {
    const run = await extract('decoded', '--decode-winmail');
    expect(run.code, run.stderr).toBe(0);
    expect(run.json).toMatchObject({ kind: 'extract', found: 4, extracted: 4, failed: [], decodedFiles: 8 });
    const entries = readdirSync(inbox('decoded'), { withFileTypes: true });
    const emls = entries.filter((entry) => entry.isFile()).map(({ name }) => name);
    expect(emls.map((name) => sha256(readFileSync(path.join(inbox('decoded'), name)))).sort()).toEqual(
      mails.map(sha256).sort(),
    );
    const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
    expect(folders).toHaveLength(2);
    for (const name of folders) {
      expect(emls).toContain(`${name}.eml`);
      expect(name).toMatch(/With formatting only|Under a false name/);
      const file = (of: string): Buffer => readFileSync(path.join(inbox('decoded'), name, of));
      expect(file(PLAN_NAME).equals(PLAN)).toBe(true);
      expect(file('pixel.png').equals(PICTURE)).toBe(true);
      expect(file('message.html').toString()).toContain('Bonjour Zoé');
      expect(file('Devis précédent.eml').toString('latin1')).toMatch(/^Subject: =\?utf-8\?/m);
    }
  });

  it('is written once, however often it is extracted, and only when asked for', async () => {
    const before = readdirSync(at('decoded'), { recursive: true }).sort();
    expect((await extract('decoded', '--decode-winmail')).json).toMatchObject({ decodedFiles: 8 });
    expect(readdirSync(at('decoded'), { recursive: true }).sort()).toEqual(before);
    const plain = await extract('plain');
    expect(plain.json).not.toHaveProperty('decodedFiles');
    expect(readdirSync(inbox('plain'), { withFileTypes: true }).every((entry) => entry.isFile())).toBe(true);
  });

  it('is kept decoded in the archive when that was asked for, where age and unzip find it', async () => {
    const url = `imap://paul@${server.host}:${server.port}?security=none`;
    const keys = ageIdentity(folder);
    const from = ['--imap', url, '--password-file', at('password'), '--recipient', keys.recipient];
    const run = await cli('export', ...from, '--out', at('d.malle'), '--decode-winmail');
    expect(run.json, run.stderr).toMatchObject({ found: 4, saved: 4, verified: 4, missing: 0, complete: true });
    decryptWithIdentity(at('d.malle'), keys.identityFile, at('d.zip'));
    execFileSync('7z', ['x', '-y', `-o${at('unzipped')}`, at('d.zip')]);
    const decoded = path.join(at('unzipped'), 'malleposte/decoded');
    expect(readdirSync(decoded)).toHaveLength(2);
    for (const name of readdirSync(decoded)) {
      expect(readFileSync(path.join(decoded, name, PLAN_NAME)).equals(PLAN)).toBe(true);
      expect(existsSync(path.join(at('unzipped'), readdirSync(at('decoded'))[0] ?? '', 'INBOX', `${name}.eml`))).toBe(
        true,
      );
    }
    const verify = await cli('verify', at('d.malle'), '--identity-file', keys.identityFile);
    expect([verify.code, verify.json], verify.stderr).toMatchObject([0, { intact: true, verified: 4 }]);
  });

  it('is read in the archive, and saved from there', async () => {
    const backend = createBackend({ ...createHost(at('reader')), storage: 'memory' });
    const context = { signal: new AbortController().signal };
    try {
      const { archive, blobs } = backend.handlers;
      const key = { kind: 'passphrase' as const, passphrase: PASSPHRASE };
      const { handle } = await archive.open({ path: at('a.malle'), key }, context);
      const search = { handle, folderId: null, text: 'With formatting', offset: 0, limit: 10 };
      const { messageId = '' } = (await archive.listMessages(search, context)).rows[0] ?? {};
      const message = await archive.readMessage({ handle, messageId }, context);
      expect(message.text).toContain('voici le plan');
      expect(message.attachments.map(({ name, fromWinmail, isWinmail }) => [name, fromWinmail, isWinmail])).toEqual([
        [PLAN_NAME, true, false],
        ['pixel.png', true, false],
        ['Devis précédent.eml', true, false],
        ['winmail.dat', false, true],
      ]);
      const plan = await archive.messageBlob({ handle, messageId, attachment: 0 }, context);
      const { bytes } = await blobs.read({ blobId: plan.blobId, offset: 0 }, context);
      expect(sha256(bytes)).toBe(sha256(PLAN));
    } finally {
      await backend.close();
    }
  });

  it('opens without an account, and another program unpacks its .zip', async () => {
    const backend = createBackend({ ...createHost(at('opener')), storage: 'memory' });
    const context = { signal: new AbortController().signal };
    try {
      const { blobs, winmail: opener } = backend.handlers;
      const file = winmail();
      const { blobId } = await blobs.begin({ sizeBytes: file.length }, context);
      for (let from = 0; from < file.length; from += 40_000) {
        await blobs.write({ blobId, bytes: file.subarray(from, from + 40_000) }, context);
      }
      const { handle, parts } = await opener.open({ blobId, name: 'winmail.dat' }, context);
      const zip = await opener.zipBlob({ handle, parts: parts.map(({ index }) => index) }, context);
      writeFileSync(at('a.zip'), (await blobs.read({ blobId: zip.blobId, offset: 0 }, context)).bytes);
      execFileSync('7z', ['x', '-y', `-o${at('zip')}`, at('a.zip')]);
      expect(readFileSync(path.join(at('zip'), PLAN_NAME)).equals(PLAN)).toBe(true);
      expect(existsSync(path.join(at('zip'), 'message.html'))).toBe(true);
    } finally {
      await backend.close();
    }
  });
});
