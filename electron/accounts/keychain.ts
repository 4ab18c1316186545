// The operating system's keychain through @napi-rs/keyring, pinned to a store that survives a restart.
// [Note: keychain] On Linux the library's default falls back to the kernel's keyring without a word, and that is empty
// after a reboot; the Secret Service is demanded instead. docs/decisions/0002-keychain.md has the measurements.
import { AsyncEntry, findCredentialsAsync } from '@napi-rs/keyring';
import { AppError } from '../contract/errors.ts';
import type { Secrets } from './secrets.ts';

export type Keychain = Secrets;

const options = { linux: { store: 'secret-service' } } as const;

export interface KeychainLibrary {
  entry(service: string, account: string): Pick<AsyncEntry, 'getPassword' | 'setPassword' | 'deletePassword'>;
  find(service: string): Promise<{ account: string; password: string }[]>;
}

const library: KeychainLibrary = {
  entry: (service, account) => new AsyncEntry(service, account, options),
  find: (service) => findCredentialsAsync(service),
};

/** Every method throws secrets.unavailable when the keychain is not there, locked, or refuses. */
export function openKeychain(from: KeychainLibrary = library): Keychain {
  return {
    getPassword: (service, account) => asked(async () => from.entry(service, account).getPassword()),
    setPassword: (service, account, password) => asked(async () => from.entry(service, account).setPassword(password)),
    deletePassword: (service, account) => asked(async () => from.entry(service, account).deletePassword()),
    findCredentials: (service) => asked(async () => from.find(service)),
  };
}

// The library waits two seconds for the keychain. A person typing the keychain's own password needs longer.
const noReply = (error: unknown): boolean => /did not receive a reply/i.test(messageOf(error));
const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

async function asked<T>(question: () => Promise<T>): Promise<T> {
  try {
    return await question();
  } catch (error) {
    if (!noReply(error)) throw unavailable(error);
  }
  try {
    return await question();
  } catch (error) {
    throw unavailable(error);
  }
}

// The library's text is about the bus and the service; it never quotes the password.
const unavailable = (error: unknown): AppError =>
  new AppError('secrets.unavailable', {}, { detail: messageOf(error).slice(0, 300), cause: error });

const PROBE_SERVICE = 'Malleposte check';

/**
 * Whether passwords can be kept here: a throw-away entry is written, read back and taken away again, because a keychain
 * may answer questions and still refuse to keep anything. One that is only locked counts as usable where a person can
 * be asked to open it; its errors then say so.
 */
export async function probeKeychain(
  keychain: Keychain,
  canAsk: boolean = hasDesktop(),
): Promise<{ usable: boolean; reason: string | null }> {
  const account = `probe-${process.pid}`;
  try {
    await keychain.setPassword(PROBE_SERVICE, account, 'probe');
    const kept = await keychain.getPassword(PROBE_SERVICE, account);
    await keychain.deletePassword(PROBE_SERVICE, account);
    return kept === 'probe'
      ? { usable: true, reason: null }
      : { usable: false, reason: 'does not keep what it is given' };
  } catch (error) {
    const reason = error instanceof AppError ? error.detail : null;
    const locked = /prompt was dismissed|IsLocked|locked|did not receive a reply|user interaction/i.test(reason ?? '');
    return { usable: locked && canAsk, reason };
  }
}

/** Somewhere the keychain's own password window can appear. */
function hasDesktop(): boolean {
  if (process.platform !== 'linux') return true;
  return Boolean(process.env['WAYLAND_DISPLAY'] ?? process.env['DISPLAY']);
}

/** The keychain under the name its own settings use. */
export function keychainName(
  platform: NodeJS.Platform = process.platform,
  desktop = process.env['XDG_CURRENT_DESKTOP'],
): string {
  if (platform === 'win32') return 'Windows Credential Manager';
  if (platform === 'darwin') return 'macOS Keychain';
  if (/kde/i.test(desktop ?? '')) return 'KWallet';
  if (/gnome|unity|cinnamon|mate|xfce|budgie|pantheon/i.test(desktop ?? '')) return 'GNOME Keyring';
  return 'Secret Service';
}
