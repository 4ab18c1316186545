// Programs of the operating system that tests and bench need: which are missing, and on Debian as root their installation.
import { spawn, spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import path from 'node:path';

export interface Tool {
  /** Found by any of these: a program in PATH or an absolute file. */
  readonly anyOf: readonly string[];
  /** Debian's package. */
  readonly apt: string;
}

export const tools = {
  dovecot: { anyOf: ['dovecot', '/usr/sbin/dovecot'], apt: 'dovecot-imapd' },
  pop3: { anyOf: ['/usr/lib/dovecot/pop3'], apt: 'dovecot-pop3d' },
  chromium: { anyOf: [process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium'], apt: 'chromium' },
  age: { anyOf: ['age'], apt: 'age' },
  unzip: { anyOf: ['unzip'], apt: 'unzip' },
  sevenZip: { anyOf: ['7z'], apt: 'p7zip-full' },
  openssl: { anyOf: ['openssl'], apt: 'openssl' },
  keyring: { anyOf: ['gnome-keyring-daemon'], apt: 'gnome-keyring' },
  dbus: { anyOf: ['dbus-run-session'], apt: 'dbus-x11' },
  mbsync: { anyOf: ['mbsync'], apt: 'isync' },
  getmail: { anyOf: ['getmail'], apt: 'getmail6' },
  readpst: { anyOf: ['readpst'], apt: 'pst-utils' },
  tnef: { anyOf: ['tnef'], apt: 'tnef' },
  xvfb: { anyOf: ['xvfb-run'], apt: 'xvfb' },
} as const satisfies Record<string, Tool>;

export type ToolName = keyof typeof tools;

/** The file of a program; null when it is not there. */
export function find(program: string): string | null {
  const candidates = path.isAbsolute(program)
    ? [program]
    : (process.env['PATH'] ?? '').split(path.delimiter).map((folder) => path.join(folder, program));
  return candidates.find(isExecutable) ?? null;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

export const missing = (wanted: readonly ToolName[]): ToolName[] =>
  wanted.filter((name) => !tools[name].anyOf.some((program) => find(program) !== null));

const canInstall = (): boolean =>
  process.getuid?.() === 0 && existsSync('/etc/debian_version') && find('apt-get') !== null;

/** Installs what is missing where that is possible, and returns what is still missing afterwards. */
export async function provide(wanted: readonly ToolName[]): Promise<ToolName[]> {
  const lacking = missing(wanted);
  if (lacking.length === 0 || !canInstall()) return lacking;
  const packages = lacking.map((name) => tools[name].apt);
  console.log(`Installing Debian packages for the tests: ${packages.join(' ')} ...`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (args: string[]): Promise<number | null> =>
    new Promise((resolve) => {
      const child = spawn('apt-get', ['-qq', '-o', 'Dpkg::Use-Pty=0', ...args], {
        env,
        stdio: ['ignore', 'ignore', 'inherit'],
      });
      child.once('error', () => resolve(1));
      child.once('exit', resolve);
    });
  await apt(['update']);
  // One by one after a failure, so that one missing package does not cost the others.
  if ((await apt(['install', '-y', '--no-install-recommends', ...packages])) !== 0) {
    for (const one of packages) await apt(['install', '-y', '--no-install-recommends', one]);
  }
  return missing(wanted);
}

/** "sudo apt-get install a b", or the names where apt is not the way. */
export function howToInstall(names: readonly ToolName[]): string {
  if (process.platform === 'linux' && find('apt-get')) {
    return `sudo apt-get install ${names.map((name) => tools[name].apt).join(' ')}`;
  }
  return `install ${names.join(', ')}`;
}

/** Does the program start at all? */
export const runs = (file: string, args: readonly string[]): boolean =>
  spawnSync(file, args, { stdio: 'ignore', timeout: 20_000 }).status === 0;
