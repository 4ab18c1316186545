// Passwords in a real keychain (gnome-keyring behind a private D-Bus session), and what is said when it does not answer.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const missing = ['dbus-run-session', 'gnome-keyring-daemon'].filter((name) => !isThere(name));
const why = missing.length
  ? `not installed: ${missing.join(', ')} (on Debian: apt-get install gnome-keyring dbus)`
  : null;

function isThere(name: string): boolean {
  return process.platform === 'linux' && spawnSync('sh', ['-c', `command -v ${name}`]).status === 0;
}

const door = JSON.stringify(path.join(import.meta.dirname, '../../electron/accounts/index.ts'));
const base = JSON.stringify(path.join(import.meta.dirname, '../../electron/base/index.ts'));
const storeDoor = JSON.stringify(path.join(import.meta.dirname, '../../electron/store/index.ts'));
/** What each script starts with; it prints one line of JSON at its end. */
const HEAD = `
  import { createAccounts, openKeychain, openSecrets, probeKeychain } from ${door};
  import { silentLog } from ${base};
  import { openStore } from ${storeDoor};
  const [dataDir] = process.argv.slice(2);
  const tried = async (work) => { try { return await work(); } catch (error) { return { code: error.code, detail: error.detail }; } };
  const say = (value) => process.stdout.write(JSON.stringify(value ?? null) + '\\n');
`;

let home: string;
let dataDir: string;
beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), 'malleposte-keyring-'));
  dataDir = path.join(home, 'data');
  mkdirSync(dataDir);
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

type Keyring = 'unlocked' | 'locked' | 'no bus';

/** Runs a script in a process of its own under a session of its own, and returns what it said. */
function run(keyring: Keyring, body: string): unknown {
  const script = `${HEAD}\n${body}`;
  const env: NodeJS.ProcessEnv = {
    PATH: process.env['PATH'],
    HOME: home,
    XDG_RUNTIME_DIR: home,
    XDG_DATA_HOME: path.join(home, 'share'),
    // Keeps the session from finding a display to ask the person on.
    DISPLAY: '',
  };
  const node = [process.execPath, '--input-type=module-typescript', '-', dataDir];
  const options = { env, input: script, encoding: 'utf8', timeout: 60_000, stdio: 'pipe' } as const;
  if (keyring === 'no bus') {
    return parse(execFileSync(node[0]!, node.slice(1), { ...options, env: { ...env, DBUS_SESSION_BUS_ADDRESS: '' } }));
  }
  const unlock = 'printf "a login password" | gnome-keyring-daemon --unlock --components=secrets >/dev/null';
  const start = 'gnome-keyring-daemon --start --components=secrets >/dev/null';
  const command = `${keyring === 'unlocked' ? unlock : start}; exec "$@"`;
  return parse(execFileSync('dbus-run-session', ['--', 'sh', '-c', command, 'sh', ...node], options));
}

const parse = (output: string): unknown => JSON.parse(output.trim().split('\n').at(-1) ?? 'null');

const ADD = `
  const secrets = openSecrets(dataDir, silentLog);
  const accounts = createAccounts({ store: openStore(dataDir), secrets, emit: () => {} });
  const imap = { host: 'localhost', port: 993, security: 'tls', userName: 'ann' };
  const settings = { imap, smtp: null, allowInsecure: false };
  const add = () => accounts.add({ address: 'Ann@example.org', name: 'Ann', settings, password: 'pass wörd 🔑', keep: true });
`;

describe.skipIf(why !== null)(`keychain${why === null ? '' : `: ${why}`}`, () => {
  it('keeps, finds, gives back and deletes', () => {
    const said = run(
      'unlocked',
      `const keychain = openKeychain();
       const got = [];
       got.push(await keychain.getPassword('Malleposte test', 'ann'));
       await keychain.setPassword('Malleposte test', 'ann', 'first');
       await keychain.setPassword('Malleposte test', 'ann', 'pass wörd 🔑');
       await keychain.setPassword('Malleposte test', 'bob', 'x'.repeat(4096));
       got.push(await keychain.getPassword('Malleposte test', 'ann'));
       got.push((await keychain.findCredentials('Malleposte test')).map(({ account }) => account).sort());
       got.push(await keychain.deletePassword('Malleposte test', 'ann'));
       got.push(await keychain.deletePassword('Malleposte test', 'ann'));
       got.push(await keychain.getPassword('Malleposte test', 'ann'));
       got.push((await keychain.getPassword('Malleposte test', 'bob')).length);
       say(got);`,
    );
    expect(said).toEqual([null, 'pass wörd 🔑', ['ann', 'bob'], true, false, null, 4096]);
  });

  it('still has the password in another process, under the account’s address', () => {
    const vault = run('unlocked', `${ADD} await add(); say(await accounts.vault());`);
    expect(vault).toEqual({ kind: 'keychain', state: 'open', name: 'Secret Service' });
    const later = run(
      'unlocked',
      `${ADD} const [account] = accounts.list();
       say({ password: (await accounts.credentials(account.id)).password, entries: await secrets.secrets.findCredentials('Malleposte') });`,
    );
    expect(later).toEqual({
      password: 'pass wörd 🔑',
      entries: [{ account: 'ann@example.org', password: 'pass wörd 🔑' }],
    });
  });

  it('says clearly that a locked keychain does not answer, and does not hang', () => {
    run('unlocked', `${ADD} await add(); say(true);`);
    const said = run('locked', `say(await tried(() => openKeychain().getPassword('Malleposte', 'ann@example.org')));`);
    expect(said).toMatchObject({
      code: 'secrets.unavailable',
      detail: expect.stringMatching(/locked|dismissed|reply/i),
    });
  });

  it('leaves nothing of its probe in the keychain', () => {
    const said = run(
      'unlocked',
      `const keychain = openKeychain();
       say([await probeKeychain(keychain), await keychain.findCredentials('Malleposte check')]);`,
    );
    expect(said).toEqual([{ usable: true, reason: null }, []]);
  });

  it.each(['locked', 'no bus'] as const)('falls back to a sealed file where nobody can be asked: %s', (keyring) => {
    const said = run(
      keyring,
      `${ADD}
       const before = await accounts.vault();
       const refused = await tried(add);
       const open = await accounts.unlockVault('a phrase of hers');
       await add();
       say({ before, refused, open });`,
    );
    expect(said).toMatchObject({
      before: { kind: 'sealed-file', state: 'new' },
      refused: { code: 'secrets.locked' },
      open: { kind: 'sealed-file', state: 'open' },
    });
    const later = run(
      'unlocked',
      `${ADD}
       const before = await accounts.vault();
       const wrong = await tried(() => accounts.unlockVault('another phrase'));
       await accounts.unlockVault('a phrase of hers');
       const [account] = accounts.list();
       say({ before, wrong, password: (await accounts.credentials(account.id)).password });`,
    );
    expect(later).toMatchObject({
      before: { kind: 'sealed-file', state: 'locked' },
      wrong: { code: 'secrets.wrong_passphrase' },
      password: 'pass wörd 🔑',
    });
  });
});
