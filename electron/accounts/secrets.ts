// Where passwords rest: keytar's shape over whatever this computer has, and the choice between keychain and sealed file.
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Log } from '../base/index.ts';
import type { Vault } from '../contract/accounts.ts';
import { keychainName, openKeychain, probeKeychain, type Keychain } from './keychain.ts';
import { openSealedFile, type SealedFile } from './sealed-file.ts';

export interface Credential {
  readonly account: string;
  readonly password: string;
}

/** Every method throws secrets.unavailable, secrets.locked or secrets.damaged when the store does not answer. */
export interface Secrets {
  /** null: nothing is stored under that name. */
  getPassword(service: string, account: string): Promise<string | null>;
  setPassword(service: string, account: string, password: string): Promise<void>;
  /** False when there was nothing to delete. */
  deletePassword(service: string, account: string): Promise<boolean>;
  findCredentials(service: string): Promise<Credential[]>;
}

export interface OpenSecrets {
  readonly secrets: Secrets;
  vault(): Promise<Vault>;
  /** Opens the sealed file, or makes it. Does nothing with a keychain. Throws secrets.wrong_passphrase, disk.*. */
  unlock(passphrase: string): Promise<Vault>;
}

export interface SecretsChoice {
  /** Replaces the operating system's keychain; for tests. */
  readonly keychain?: Keychain;
  readonly probe?: typeof probeKeychain;
  readonly sealedFile?: (file: string) => SealedFile;
}

const FILE_NAME = 'passwords.sealed';

/**
 * Chooses at first use, never at start-up, so that a program that needs no password asks no keychain. A sealed file
 * that exists stays in use: passwords never end up in two places. Otherwise the keychain where it takes a password and
 * gives it back, else a sealed file that waits for its phrase.
 */
export function openSecrets(dataDir: string, log: Log, choice: SecretsChoice = {}): OpenSecrets {
  const file = path.join(dataDir, FILE_NAME);
  const sealed = (choice.sealedFile ?? openSealedFile)(file);
  const keychain = choice.keychain ?? openKeychain();
  let chosen: Promise<'keychain' | 'sealed-file'> | null = null;

  async function choose(): Promise<'keychain' | 'sealed-file'> {
    if (existsSync(file)) return 'sealed-file';
    const { usable, reason } = await (choice.probe ?? probeKeychain)(keychain);
    log.info({ usable, reason }, 'keychain probed');
    return usable ? 'keychain' : 'sealed-file';
  }
  const kind = (): Promise<'keychain' | 'sealed-file'> => (chosen ??= choose());
  const current = async (): Promise<Secrets> => ((await kind()) === 'keychain' ? keychain : sealed);

  async function vault(): Promise<Vault> {
    if ((await kind()) === 'keychain') return { kind: 'keychain', state: 'open', name: keychainName() };
    return { kind: 'sealed-file', state: sealed.state(), name: file };
  }

  return {
    secrets: {
      getPassword: async (service, account) => (await current()).getPassword(service, account),
      setPassword: async (service, account, password) => (await current()).setPassword(service, account, password),
      deletePassword: async (service, account) => (await current()).deletePassword(service, account),
      findCredentials: async (service) => (await current()).findCredentials(service),
    },
    vault,
    async unlock(passphrase) {
      if ((await kind()) === 'sealed-file') await sealed.unlock(passphrase);
      return vault();
    },
  };
}
