// Signing in: every refusal gets its own name, and a refused password is tried once.
import { afterEach, expect, test } from 'vitest';
import { makeCertificate, trustInThisProcess } from '../../tests/support/certificate.ts';
import { startHostileImap, type HostileImap, type HostileOptions } from '../../tests/support/hostile-imap.ts';
import type { Security } from '../contract/accounts.ts';
import { AppError } from '../contract/errors.ts';
import { connectImap, type ImapSession } from './session.ts';

const running: HostileImap[] = [];
afterEach(async () => {
  for (const server of running.splice(0)) await server.stop();
});

async function start(options: HostileOptions): Promise<HostileImap> {
  const server = await startHostileImap(options);
  running.push(server);
  return server;
}

const connect = (
  server: { port: number },
  options: {
    security?: Security;
    host?: string;
    password?: string;
    allowInsecure?: boolean;
    signal?: AbortSignal;
  } = {},
): Promise<ImapSession> => {
  const { security = 'none', host = '127.0.0.1', password = 'right one', allowInsecure = false, signal } = options;
  const settings = { host, port: server.port, security, userName: 'user@example.test' };
  return connectImap({ settings, password, allowInsecure, stallMs: 1000, ...(signal ? { signal } : {}) });
};

const failure = async (work: Promise<unknown>): Promise<AppError> => {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error instanceof AppError) return error;
  throw new Error(`expected an AppError, got ${String(error)}`);
};

test.each([
  ['{tag} NO [AUTHENTICATIONFAILED] Authentication failed.', 'account.wrong_password'],
  ['{tag} NO LOGIN failed.', 'account.wrong_password'],
  ['{tag} NO Invalid login or password', 'account.wrong_password'],
  // iCloud
  ['{tag} BAD Parse Error (14:user@example)', 'account.wrong_password'],
  // Gmail
  [
    '{tag} NO [ALERT] Application-specific password required: https://support.google.com/accounts/answer/185833',
    'account.app_password_required',
  ],
  ['{tag} NO [AUTHENTICATIONFAILED] Please use an app password', 'account.app_password_required'],
  ['{tag} NO AUTHENTICATE failed. Basic authentication is disabled.', 'account.oauth_required'],
  ['{tag} NO [ALERT] Too many simultaneous connections. (Failure)', 'account.blocked'],
  ['{tag} NO [UNAVAILABLE] Temporary authentication failure.', 'account.blocked'],
  ['{tag} NO [LIMIT] Rate limit hit.', 'account.blocked'],
  ['* BYE [ALERT] Maximum number of connections exceeded', 'account.blocked'],
])('a sign-in answered with "%s" is %s, after one attempt', async (say, code) => {
  const misbehave = (command: string): { say: string } | undefined => (/^LOGIN/.test(command) ? { say } : undefined);
  const server = await start({ misbehave });
  const error = await failure(connect(server));
  expect(error.code).toBe(code);
  expect(error.params).toMatchObject({ host: '127.0.0.1' });
  expect(error.detail).not.toContain('right one');
  expect(server.logins()).toBe(1);
});

test('only OAuth offered: no password is sent', async () => {
  const server = await start({ capabilities: 'IMAP4rev1 LOGINDISABLED AUTH=XOAUTH2 AUTH=OAUTHBEARER SASL-IR' });
  expect((await failure(connect(server))).code).toBe('account.oauth_required');
  expect(server.logins()).toBe(0);
});

test('a server that wants encryption first gets no password', async () => {
  const server = await start({ capabilities: 'IMAP4rev1 LOGINDISABLED STARTTLS' });
  const error = await failure(connect(server));
  expect([error.code, error.params.reason]).toEqual(['network.protocol', 'needs_encryption']);
  expect(server.logins()).toBe(0);
});

test('STARTTLS is demanded: a server without it gets no password', async () => {
  const server = await start({});
  expect((await failure(connect(server, { security: 'starttls' }))).code).toBe('network.no_starttls');
  expect(server.logins()).toBe(0);
});

test('no encryption to another computer is refused before anything is sent', async () => {
  const error = await failure(connect({ port: 143 }, { host: 'mail.example.test' }));
  expect(error.code).toBe('network.insecure_refused');
});

test('what is sent after the go for STARTTLS and before encryption is not believed', async () => {
  const misbehave = (command: string): { say: string } | undefined =>
    command === 'STARTTLS' ? { say: '{tag} OK go\r\n* CAPABILITY IMAP4rev1 AUTH=PLAIN' } : undefined;
  const server = await start({ capabilities: 'IMAP4rev1 STARTTLS', misbehave });
  const error = await failure(connect(server, { security: 'starttls' }));
  expect(error.code).toMatch(/^network\.(tls|timeout|lost)$/);
  expect(server.logins()).toBe(0);
});

test('certificates: each reason is named, and no password is sent', async () => {
  const authority = makeCertificate({ names: ['Test authority'] });
  trustInThisProcess(authority.cert);
  const cases = [
    [makeCertificate({ signedBy: authority, expired: true }), 'certificate_expired'],
    [makeCertificate({ signedBy: authority, names: ['other.example.test'] }), 'certificate_wrong_name'],
    [makeCertificate(), 'certificate_self_signed'],
    [makeCertificate({ signedBy: makeCertificate({ names: ['Nobody'] }) }), 'certificate_unknown_authority'],
  ] as const;
  for (const [certificate, reason] of cases) {
    for (const startTls of [false, true]) {
      const server = await start({ tls: certificate, startTls, capabilities: 'IMAP4rev1 STARTTLS' });
      const security = startTls ? 'starttls' : 'tls';
      const error = await failure(connect(server, { security, host: 'localhost' }));
      expect([error.code, error.params.reason]).toEqual(['network.tls', reason]);
      expect(server.logins()).toBe(0);
    }
  }
  const good = await start({ tls: makeCertificate({ signedBy: authority }), startTls: true, capabilities: 'STARTTLS' });
  const session = await connect(good, { security: 'starttls', host: 'localhost' });
  expect(session.tls?.protocol).toMatch(/^TLSv1\./);
  expect(session.tls?.validTo).toBeGreaterThan(Date.now());
  await session.close();
});

test('a port without TLS, a closed port, a stranger and a silent one', async () => {
  const plain = await start({});
  expect((await failure(connect(plain, { security: 'tls' }))).params.reason).toBe('tls_not_spoken');
  const gone = await startHostileImap();
  await gone.stop();
  expect((await failure(connect(gone))).code).toBe('network.port_closed');
  expect((await failure(connect(plain, { host: 'no-such-host.invalid', allowInsecure: true }))).code).toBe(
    'network.host_not_found',
  );
  const web = await start({ greeting: 'HTTP/1.1 400 Bad Request' });
  expect((await failure(connect(web))).params.reason).toBe('not_imap');
  const silent = await start({ misbehave: (command) => (/^LOGIN/.test(command) ? 'stall' : undefined) });
  expect((await failure(connect(silent))).code).toBe('network.timeout');
});

test('a password that cannot be quoted arrives as it is', async () => {
  const password = 'pä"ss\\word';
  for (const capabilities of ['IMAP4rev1', 'IMAP4rev1 LITERAL+']) {
    const server = await start({ capabilities, password });
    await (await connect(server, { password })).close();
    expect(server.logins()).toBe(1);
  }
});

test('the signal ends a connection attempt and a session in use', async () => {
  const server = await start({ misbehave: (command) => (/^(?:LIST|NOOP)/.test(command) ? 'stall' : undefined) });
  const early = AbortSignal.abort();
  expect((await failure(connect(server, { signal: early }))).code).toBe('cancelled');
  const stop = new AbortController();
  const misbehaving = connect(server, { signal: stop.signal });
  setTimeout(() => stop.abort(), 50);
  expect((await failure(misbehaving.then((session) => session.list()))).code).toBe('cancelled');
});
