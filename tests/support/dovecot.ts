// A private Debian Dovecot 2.3 for one test file: own folder, free loopback ports, any user name with one password.
import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { makeCertificate } from './certificate.ts';

export interface DovecotOptions {
  readonly format?: 'maildir' | 'sdbox' | 'mdbox';
  /** Hierarchy separator as clients see it; '/' by default. */
  readonly separator?: '/' | '.';
  /** Personal namespace prefix with its separator, e.g. "INBOX."; '' by default. */
  readonly prefix?: string;
  /** Replaces the capabilities after sign-in, e.g. to hide MULTIAPPEND: a space separated list. */
  readonly capability?: string;
  /** Special-use folders that every mailbox gets, name to attribute: { Gesendet: '\\Sent' }. */
  readonly special?: Readonly<Record<string, string>>;
  /** Bytes a user may store in all; a quota rule is set when given. */
  readonly quotaBytes?: number;
  /** The biggest message the server stores (quota_max_mail_size). */
  readonly maxMessageBytes?: number;
  /** Shown in clear on the plain port without needing TLS first; true by default. */
  readonly plaintext?: boolean;
  /** Storage parameters added to mail_location, e.g. ":UTF-8". */
  readonly storage?: string;
  /** Serves POP3 as well. */
  readonly pop3?: boolean;
  /** Appended to the configuration as it is. */
  readonly extra?: string;
}

export interface Dovecot {
  readonly host: string;
  /** Plain IMAP, with STARTTLS offered. */
  readonly port: number;
  readonly tlsPort: number;
  /** POP3 in clear with STLS offered, and over TLS; 0 unless asked for. */
  readonly pop3Port: number;
  readonly pop3TlsPort: number;
  readonly password: string;
  /** The server's own certificate (PEM), for localhost and 127.0.0.1; give it to a client that has to trust it. */
  readonly certificate: string;
  /** The same as a file, for NODE_EXTRA_CA_CERTS. */
  readonly certificateFile: string;
  readonly folder: string;
  /** Who the mail files must belong to; null when that is already the user of this process. */
  readonly owner: { readonly uid: number; readonly gid: number } | null;
  mailDir(user: string): string;
  /** What the server wrote so far. */
  log(): string;
  stop(): Promise<void>;
}

/** Why no Dovecot can be started here, in one line; null when it can. */
export function whyNoDovecot(): string | null {
  const binary = dovecotBinary();
  return binary ? null : 'Dovecot is not installed (on Debian: apt-get install dovecot-imapd).';
}

/** The same for a Dovecot that also serves POP3. */
export function whyNoPop3(): string | null {
  const found = ['/usr/lib/dovecot/pop3', '/usr/libexec/dovecot/pop3', '/opt/homebrew/libexec/dovecot/pop3'];
  return (
    whyNoDovecot() ??
    (found.some((file) => existsSync(file))
      ? null
      : 'Dovecot has no POP3 here (on Debian: apt-get install dovecot-pop3d).')
  );
}

const dovecotBinary = (): string | undefined =>
  ['/usr/sbin/dovecot', '/usr/local/sbin/dovecot', '/opt/homebrew/sbin/dovecot'].find((file) => existsSync(file));

let shared: ReturnType<typeof makeCertificate> | undefined;

export async function startDovecot(options: DovecotOptions = {}): Promise<Dovecot> {
  const binary = dovecotBinary();
  if (!binary) throw new Error(whyNoDovecot() ?? '');
  shared ??= makeCertificate();
  const folder = mkdtempSync(path.join(tmpdir(), 'malleposte-dovecot-'));
  // Dovecot refuses to serve mail as root, so root hands the whole server to "nobody".
  const owner = process.getuid?.() === 0 ? idsOf('nobody') : null;
  const ids = owner ?? { uid: userInfo().uid, gid: userInfo().gid };
  const names = { user: nameOf('passwd', ids.uid), group: nameOf('group', ids.gid) };
  const certificateFile = path.join(folder, 'cert.pem');
  writeFileSync(certificateFile, shared.cert);
  writeFileSync(path.join(folder, 'key.pem'), shared.key);
  for (const name of ['run', 'state', 'mail', 'home']) mkdirSync(path.join(folder, name));
  if (owner) {
    chmodSync(folder, 0o755);
    for (const name of ['', 'cert.pem', 'key.pem', 'run', 'state', 'mail', 'home'])
      chownSync(path.join(folder, name), owner.uid, owner.gid);
  }
  const password = 'a test password';
  const config = path.join(folder, 'dovecot.conf');
  for (let attempt = 1; ; attempt += 1) {
    const [port, tlsPort] = [await freePort(), await freePort()];
    const [pop3Port, pop3TlsPort] = options.pop3 ? [await freePort(), await freePort()] : [0, 0];
    writeFileSync(
      config,
      configuration({ folder, port, tlsPort, pop3Port, pop3TlsPort, password, ids, names, options }),
    );
    const stop = start(binary, config, folder, owner);
    const log = (): string =>
      existsSync(`${folder}/dovecot.log`) ? readFileSync(`${folder}/dovecot.log`, 'utf8') : '';
    if (await answers(port, stop.ended)) {
      const mailDir = (user: string): string => path.join(folder, 'mail', user);
      const host = '127.0.0.1';
      const certificate = shared.cert;
      return {
        host,
        port,
        tlsPort,
        pop3Port,
        pop3TlsPort,
        password,
        certificate,
        certificateFile,
        folder,
        owner,
        mailDir,
        log,
        stop: stop.stop,
      };
    }
    const said = `${stop.output()}\n${log()}`;
    await stop.stop(false);
    if (attempt === 3) {
      rmSync(folder, { recursive: true, force: true });
      throw new Error(`Dovecot did not start: ${said}`);
    }
  }
}

interface Plan {
  readonly folder: string;
  readonly port: number;
  readonly tlsPort: number;
  readonly pop3Port: number;
  readonly pop3TlsPort: number;
  readonly password: string;
  readonly ids: { uid: number; gid: number };
  readonly names: { user: string; group: string };
  readonly options: DovecotOptions;
}

function configuration(plan: Plan): string {
  const { folder, port, tlsPort, pop3Port, pop3TlsPort, password, ids, names, options } = plan;
  const { format = 'maildir', separator = '/', prefix = '', special = {}, quotaBytes, maxMessageBytes } = options;
  const quota = quotaBytes !== undefined || maxMessageBytes !== undefined;
  const mailboxes = Object.entries(special).map(
    ([name, use]) => `  mailbox "${name}" {\n    auto = subscribe\n    special_use = ${use}\n  }\n`,
  );
  return `
protocols = imap${options.pop3 ? ' pop3' : ''}
base_dir = ${folder}/run
state_dir = ${folder}/state
log_path = ${folder}/dovecot.log
default_internal_user = ${names.user}
default_internal_group = ${names.group}
default_login_user = ${names.user}
ssl = yes
ssl_cert = <${folder}/cert.pem
ssl_key = <${folder}/key.pem
disable_plaintext_auth = ${options.plaintext === false ? 'yes' : 'no'}
auth_failure_delay = 0
auth_cache_size = 0
auth_username_chars =
auth_verbose = yes
mail_location = ${format}:${folder}/mail/%u${options.storage ?? ''}
mail_max_userip_connections = 100
maildir_very_dirty_syncs = yes
mail_fsync = never
passdb {
  driver = static
  args = password={PLAIN.b64}${Buffer.from(password).toString('base64')}
}
userdb {
  driver = static
  args = uid=${ids.uid} gid=${ids.gid} home=${folder}/home/%u
}
namespace inbox {
  inbox = yes
  separator = ${separator}
  prefix = ${prefix}
${mailboxes.join('')}}
service imap-login {
  chroot =
  inet_listener imap {
    address = 127.0.0.1
    port = ${port}
  }
  inet_listener imaps {
    address = 127.0.0.1
    port = ${tlsPort}
    ssl = yes
  }
}
${
  options.pop3
    ? `service pop3-login {
  chroot =
  inet_listener pop3 {
    address = 127.0.0.1
    port = ${pop3Port}
  }
  inet_listener pop3s {
    address = 127.0.0.1
    port = ${pop3TlsPort}
    ssl = yes
  }
}
`
    : ''
}service anvil {
  chroot =
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service stats {
  chroot =
}
${quota ? `mail_plugins = quota\nprotocol imap {\n  mail_plugins = quota imap_quota\n}\nplugin {\n  quota = count:User\n  quota_vsizes = yes\n  quota_rule = *:bytes=${quotaBytes ?? 0}\n  quota_grace = 0\n${maxMessageBytes === undefined ? '' : `  quota_max_mail_size = ${maxMessageBytes}\n`}}\n` : ''}
${options.capability ? `imap_capability = ${options.capability}\n` : ''}
${options.extra ?? ''}
`;
}

interface Running {
  readonly ended: () => boolean;
  readonly output: () => string;
  readonly stop: (remove?: boolean) => Promise<void>;
}

// The shell waits on our pipe: when this process ends, however it ends, the pipe closes and the server is stopped.
const WATCH = '"$1" -F -c "$2" & pid=$!; cat >/dev/null; kill $pid; wait $pid; [ -e "$3/keep" ] || rm -rf "$3"';

function start(binary: string, config: string, folder: string, owner: Dovecot['owner']): Running {
  const child = spawn('sh', ['-c', WATCH, 'sh', binary, config, folder], {
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
    ...(owner ? { uid: owner.uid, gid: owner.gid } : {}),
  });
  let output = '';
  let ended = false;
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (data: Buffer) => (output += data.toString()));
    (stream as unknown as net.Socket).unref();
  }
  const end = new Promise<void>((resolve) => child.on('exit', () => resolve()).on('error', () => resolve()));
  void end.then(() => (ended = true));
  child.unref();
  (child.stdin as unknown as net.Socket).unref();
  return {
    ended: () => ended,
    output: () => output,
    async stop(remove = true) {
      if (!remove) writeFileSync(`${folder}/keep`, '');
      child.ref();
      child.stdin.end();
      await end;
      if (remove) rmSync(folder, { recursive: true, force: true });
      else rmSync(`${folder}/keep`, { force: true });
    },
  };
}

async function answers(port: number, ended: () => boolean): Promise<boolean> {
  for (let tries = 0; tries < 200 && !ended(); tries += 1) {
    const greeted = await new Promise<boolean>((resolve) => {
      const socket = net.connect({ host: '127.0.0.1', port });
      socket
        .once('data', () => resolve(true))
        .once('error', () => resolve(false))
        .once('close', () => resolve(false));
      socket.once('data', () => socket.destroy());
    });
    if (greeted) return true;
    await pause(50);
  }
  return false;
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once('error', reject).listen(0, '127.0.0.1', () => {
      const { port } = server.address() as net.AddressInfo;
      server.close(() => resolve(port));
    });
  });

const idsOf = (user: string): { uid: number; gid: number } => ({
  uid: Number(execFileSync('id', ['-u', user], { encoding: 'utf8' })),
  gid: Number(execFileSync('id', ['-g', user], { encoding: 'utf8' })),
});
const nameOf = (table: 'passwd' | 'group', id: number): string =>
  execFileSync('getent', [table, String(id)], { encoding: 'utf8' }).split(':')[0] ?? '';
