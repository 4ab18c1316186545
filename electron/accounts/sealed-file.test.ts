import { fork } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSealedFile } from './sealed-file.ts';

// The cheapest cost a file may name: the real one takes half a second a turn.
const cheap = { logN: 14, r: 8, p: 1 };
let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'malleposte-sealed-'));
  file = path.join(folder, 'passwords.sealed');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function filled(): Promise<void> {
  const sealed = openSealedFile(file, cheap);
  await sealed.unlock('phrase');
  await sealed.setPassword('service', 'a@example.org', 'première clé 🔑');
  await sealed.setPassword('service', 'b@example.org', 'second');
  await sealed.setPassword('other', 'a@example.org', 'third');
}

describe('sealed file', () => {
  it('goes from new to open to locked, and keeps what it was given', async () => {
    const sealed = openSealedFile(file, cheap);
    expect(sealed.state()).toBe('new');
    expect(await sealed.getPassword('service', 'a@example.org')).toBeNull();
    await expect(sealed.setPassword('service', 'a@example.org', 'x')).rejects.toMatchObject({ code: 'secrets.locked' });
    await filled();
    expect(sealed.state()).toBe('locked');
    await sealed.unlock('phrase');
    expect(sealed.state()).toBe('open');
    expect(await sealed.getPassword('service', 'a@example.org')).toBe('première clé 🔑');
    expect(await sealed.findCredentials('service')).toEqual([
      { account: 'a@example.org', password: 'première clé 🔑' },
      { account: 'b@example.org', password: 'second' },
    ]);
    expect(await sealed.deletePassword('service', 'a@example.org')).toBe(true);
    expect(await sealed.deletePassword('service', 'a@example.org')).toBe(false);
    expect(await sealed.getPassword('other', 'a@example.org')).toBe('third');
  });

  it('refuses everything while it is locked', async () => {
    await filled();
    const sealed = openSealedFile(file, cheap);
    const locked = { code: 'secrets.locked' };
    await expect(sealed.getPassword('service', 'a@example.org')).rejects.toMatchObject(locked);
    await expect(sealed.setPassword('service', 'a@example.org', 'x')).rejects.toMatchObject(locked);
    await expect(sealed.deletePassword('service', 'a@example.org')).rejects.toMatchObject(locked);
    await expect(sealed.findCredentials('service')).rejects.toMatchObject(locked);
  });

  it('says a wrong phrase, leaves the file alone and stays locked', async () => {
    await filled();
    const before = readFileSync(file);
    const sealed = openSealedFile(file, cheap);
    await expect(sealed.unlock('Phrase')).rejects.toMatchObject({ code: 'secrets.wrong_passphrase' });
    expect(sealed.state()).toBe('locked');
    expect(readFileSync(file)).toEqual(before);
  });

  it('opens with the same phrase in another Unicode form', async () => {
    const sealed = openSealedFile(file, cheap);
    await sealed.unlock('é'.normalize('NFC'));
    await openSealedFile(file, cheap).unlock('é'.normalize('NFD'));
  });

  it('reports every flipped byte and every cut', async () => {
    await filled();
    const good = readFileSync(file);
    for (let at = 0; at < good.length; at += 1) {
      const bad = Buffer.from(good);
      bad[at] = bad[at]! ^ (1 << (at % 8));
      writeFileSync(file, bad);
      await expect(openSealedFile(file, cheap).unlock('phrase'), `byte ${at}`).rejects.toMatchObject({
        code: 'secrets.damaged',
      });
    }
    for (const length of [0, 1, 39, 40, 99, good.length - 1]) {
      writeFileSync(file, good.subarray(0, length));
      await expect(openSealedFile(file, cheap).unlock('phrase')).rejects.toMatchObject({ code: 'secrets.damaged' });
    }
    writeFileSync(file, good);
    await openSealedFile(file, cheap).unlock('phrase');
  });

  it('holds no password, address or phrase in clear, and only its owner may read it', async () => {
    await filled();
    const text = readFileSync(file, 'latin1');
    for (const secret of ['second', 'third', 'phrase', 'example.org', 'service']) expect(text).not.toContain(secret);
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('never writes the same nonce twice', async () => {
    const sealed = openSealedFile(file, cheap);
    await sealed.unlock('phrase');
    const nonces = new Set<string>();
    for (let turn = 0; turn < 20; turn += 1) {
      await sealed.setPassword('service', 'a', 'same');
      nonces.add(readFileSync(file).subarray(28, 40).toString('hex'));
    }
    expect(nonces.size).toBe(20);
  });

  it('keeps changes that arrive at the same time', async () => {
    const sealed = openSealedFile(file, cheap);
    await sealed.unlock('phrase');
    await Promise.all(Array.from({ length: 20 }, (_, n) => sealed.setPassword('service', `a${n}`, `p${n}`)));
    const again = openSealedFile(file, cheap);
    await again.unlock('phrase');
    expect(await again.findCredentials('service')).toHaveLength(20);
  });

  it('forgets a change that could not be written', async () => {
    const sealed = openSealedFile(file, cheap);
    await sealed.unlock('phrase');
    rmSync(folder, { recursive: true });
    await expect(sealed.setPassword('service', 'a', 'x')).rejects.toMatchObject({ code: 'disk.not_found' });
    expect(await sealed.getPassword('service', 'a')).toBeNull();
  });

  it('is not stopped by what a killed process left behind', async () => {
    await filled();
    writeFileSync(`${file}.new`, 'half a file');
    const sealed = openSealedFile(file, cheap);
    await sealed.unlock('phrase');
    await sealed.setPassword('service', 'c@example.org', 'more');
    expect(readdirSync(folder)).toEqual(['passwords.sealed']);
  });

  it('is whole after the writing process was killed at any moment', async () => {
    const script = path.join(folder, 'writer.mjs');
    const module = path.join(import.meta.dirname, 'sealed-file.ts');
    writeFileSync(
      script,
      `import { openSealedFile } from ${JSON.stringify(module)};
       const sealed = openSealedFile(${JSON.stringify(file)}, ${JSON.stringify(cheap)});
       await sealed.unlock('phrase');
       for (let n = 0; ; n += 1) {
         await sealed.setPassword('service', 'counter', String(n));
         process.send(n);
       }`,
    );
    for (let round = 0; round < 5; round += 1) {
      const said = await new Promise<number>((resolve, reject) => {
        const child = fork(script, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
        let last = -1;
        child.on('message', (n: number) => {
          last = n;
          if (n === 3 + round * 7) setImmediate(() => child.kill('SIGKILL'));
        });
        child.on('error', reject);
        child.on('exit', (_, signal) =>
          signal === 'SIGKILL' ? resolve(last) : reject(new Error(`ended by itself: ${String(signal)}`)),
        );
      });
      const sealed = openSealedFile(file, cheap);
      await sealed.unlock('phrase');
      expect(Number(await sealed.getPassword('service', 'counter'))).toBeGreaterThanOrEqual(said);
    }
  });

  it('refuses a file of a newer version, and one that asks for endless work', async () => {
    await filled();
    const good = readFileSync(file);
    const { createHash } = await import('node:crypto');
    const withByte = (at: number, value: number): Buffer => {
      const body = Buffer.from(good.subarray(0, -32));
      body[at] = value;
      return Buffer.concat([body, createHash('sha256').update(body).digest()]);
    };
    writeFileSync(file, withByte(8, 2));
    await expect(openSealedFile(file).unlock('phrase')).rejects.toMatchObject({ code: 'app.data_from_newer_version' });
    for (const [at, value] of [
      [9, 31],
      [9, 1],
      [10, 255],
      [11, 0],
    ] as const) {
      writeFileSync(file, withByte(at, value));
      await expect(openSealedFile(file).unlock('phrase')).rejects.toMatchObject({ code: 'secrets.damaged' });
    }
  });

  it('costs the guesser 128 MiB a guess by default', async () => {
    await openSealedFile(file).unlock('phrase');
    expect([...readFileSync(file).subarray(9, 12)]).toEqual([17, 8, 1]);
    await openSealedFile(file).unlock('phrase');
  });
});
