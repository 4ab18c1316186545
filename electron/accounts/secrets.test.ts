import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silentLog } from '../base/index.ts';
import { AppError } from '../contract/errors.ts';
import { keychainName, openKeychain, probeKeychain, type KeychainLibrary } from './keychain.ts';
import { memorySecrets } from './memory-secrets.ts';
import { openSealedFile } from './sealed-file.ts';
import { openSecrets, type Secrets } from './secrets.ts';

const NO_REPLY = 'Platform failure: DBus error: Did not receive a reply. Possible causes include: ...';

/** A library that fails with these messages, one a call, then answers. */
function library(...failures: string[]): KeychainLibrary & { calls: number } {
  const left = [...failures];
  const kept = new Map<string, string>();
  const answer = <T>(value: () => T): Promise<T> => {
    self.calls += 1;
    const failure = left.shift();
    return failure === undefined ? Promise.resolve(value()) : Promise.reject(new Error(failure));
  };
  const self = {
    calls: 0,
    entry: (service: string, account: string) => {
      const name = `${service}/${account}`;
      return {
        getPassword: () => answer(() => kept.get(name) ?? null),
        setPassword: (password: string) => answer(() => void kept.set(name, password)),
        deletePassword: () => answer(() => kept.delete(name)),
      };
    },
    find: () => answer(() => []),
  };
  return self;
}

describe('keychain', () => {
  it('asks again once when the keychain did not reply in time', async () => {
    const slow = library(NO_REPLY);
    await openKeychain(slow).setPassword('s', 'a', 'p');
    expect(slow.calls).toBe(2);
    const dead = library(NO_REPLY, NO_REPLY, NO_REPLY);
    await expect(openKeychain(dead).getPassword('s', 'a')).rejects.toMatchObject({ code: 'secrets.unavailable' });
    expect(dead.calls).toBe(2);
  });
  it('asks once when the answer was no', async () => {
    const closed = library('Secret Service: unlock prompt was dismissed');
    await expect(openKeychain(closed).getPassword('s', 'a')).rejects.toMatchObject({
      code: 'secrets.unavailable',
      detail: 'Secret Service: unlock prompt was dismissed',
    });
    expect(closed.calls).toBe(1);
  });
  it('has the system’s own name', () => {
    expect(keychainName('win32')).toBe('Windows Credential Manager');
    expect(keychainName('darwin')).toBe('macOS Keychain');
    expect(keychainName('linux', 'ubuntu:GNOME')).toBe('GNOME Keyring');
    expect(keychainName('linux', 'KDE')).toBe('KWallet');
    expect(keychainName('linux', '')).toBe('Secret Service');
  });
});

describe('probeKeychain', () => {
  it('leaves nothing behind', async () => {
    const secrets = memorySecrets();
    expect(await probeKeychain(secrets)).toEqual({ usable: true, reason: null });
    expect(await secrets.findCredentials('Malleposte check')).toEqual([]);
  });
  it.each([
    ['The name org.freedesktop.secrets was not provided by any .service files', true, false],
    ['Secret Service: no result found', true, false],
    ['Secret Service: unlock prompt was dismissed', true, true],
    ['Secret Service: unlock prompt was dismissed', false, false],
  ])('%s, with someone to ask: %s, usable: %s', async (message, canAsk, usable) => {
    const failing = openKeychain(library(message));
    expect(await probeKeychain(failing, canAsk)).toEqual({ usable, reason: message });
  });
  it('is not taken in by one that forgets', async () => {
    const forgetful: Secrets = { ...memorySecrets(), getPassword: () => Promise.resolve(null) };
    expect((await probeKeychain(forgetful)).usable).toBe(false);
  });
});

describe('openSecrets', () => {
  const cheap = (file: string) => openSealedFile(file, { logN: 14, r: 8, p: 1 });
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), 'malleposte-secrets-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const unusable: Secrets = {
    ...memorySecrets(),
    setPassword: () => Promise.reject(new AppError('secrets.unavailable', {}, { detail: 'no service' })),
  };

  it('takes the keychain where it keeps things, and asks it only when it is needed', async () => {
    let probes = 0;
    const keychain = memorySecrets();
    const probe: typeof probeKeychain = (from) => {
      probes += 1;
      return probeKeychain(from);
    };
    const open = openSecrets(folder, silentLog, { keychain, probe });
    expect(probes).toBe(0);
    await open.secrets.setPassword('s', 'a', 'p');
    expect(await keychain.getPassword('s', 'a')).toBe('p');
    expect(await open.vault()).toMatchObject({ kind: 'keychain', state: 'open' });
    expect(probes).toBe(1);
  });

  it('takes a sealed file where there is none, and stays with it', async () => {
    const first = openSecrets(folder, silentLog, { keychain: unusable, sealedFile: cheap });
    expect(await first.vault()).toMatchObject({ kind: 'sealed-file', state: 'new' });
    await expect(first.secrets.setPassword('s', 'a', 'p')).rejects.toMatchObject({ code: 'secrets.locked' });
    expect(await first.unlock('phrase')).toMatchObject({ state: 'open' });
    await first.secrets.setPassword('s', 'a', 'p');
    const later = openSecrets(folder, silentLog, { keychain: memorySecrets(), sealedFile: cheap });
    expect(await later.vault()).toMatchObject({ kind: 'sealed-file', state: 'locked' });
    await expect(later.unlock('wrong')).rejects.toMatchObject({ code: 'secrets.wrong_passphrase' });
    await later.unlock('phrase');
    expect(await later.secrets.getPassword('s', 'a')).toBe('p');
  });
});
