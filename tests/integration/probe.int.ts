// "Test the password" against a real IMAP server and a counting SMTP server: every outcome, and never a second attempt.
import net, { type AddressInfo } from 'node:net';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { silentLog } from '../../electron/base/index.ts';
import {
  ProbeReport,
  type AccountSettings,
  type ProbeStep,
  type ServerSettings,
} from '../../electron/contract/accounts.ts';
import { doctorHandlers } from '../../electron/doctor/index.ts';
import { makeCertificate, trustInThisProcess } from '../support/certificate.ts';
import { startDovecot, whyNoDovecot, type Dovecot } from '../support/dovecot.ts';
import { startFakeSmtp, type FakeSmtp, type FakeSmtpOptions } from '../support/fake-smtp.ts';

const why = whyNoDovecot();
const PASSWORD = 'a test password';
const user = 'ann@example.org';
const address = user;

describe.skipIf(why)(`doctor.probe${why ? `: ${why}` : ''}`, () => {
  let dovecot: Dovecot;
  let smtp: FakeSmtp;
  const authority = makeCertificate({ names: ['authority.test'] });
  const good = makeCertificate({ signedBy: authority });
  const stopping: (() => Promise<unknown>)[] = [];

  beforeAll(async () => {
    dovecot = await startDovecot();
    trustInThisProcess(dovecot.certificate);
    trustInThisProcess(authority.cert);
    smtp = await startFakeSmtp({ password: PASSWORD, security: 'tls', certificate: good });
  });
  afterAll(async () => {
    for (const stop of stopping) await stop();
    await smtp.stop();
    await dovecot.stop();
  });

  const imapAt = (change: Partial<ServerSettings> = {}): ServerSettings => ({
    host: '127.0.0.1',
    port: dovecot.tlsPort,
    security: 'tls',
    userName: user,
    ...change,
  });
  const smtpAt = (change: Partial<ServerSettings> = {}): ServerSettings => ({
    host: '127.0.0.1',
    port: smtp.port,
    security: 'tls',
    userName: user,
    ...change,
  });

  async function probe(
    change: { imap?: Partial<ServerSettings>; smtp?: Partial<ServerSettings> | null; allowInsecure?: boolean } = {},
    options: { password?: string; signal?: AbortSignal; address?: string } = {},
  ) {
    const told: ProbeStep[] = [];
    const handlers = doctorHandlers({
      accounts: { credentials: () => Promise.reject(new Error('not asked for')) },
      emit: (name, payload) => {
        if (name === 'probe.step' && 'step' in payload) told.push(payload.step);
      },
      log: silentLog,
      timeoutMs: 1500,
    });
    const settings: AccountSettings = {
      imap: imapAt(change.imap),
      smtp: change.smtp === null ? null : smtpAt(change.smtp),
      allowInsecure: change.allowInsecure ?? false,
    };
    const report = await handlers.probe(
      {
        probeId: 'p',
        address: options.address ?? address,
        settings,
        password: options.password ?? PASSWORD,
        accountId: null,
      },
      { signal: options.signal ?? new AbortController().signal },
    );
    expect(v.is(ProbeReport, report)).toBe(true);
    expect(told).toEqual(report.steps);
    expect(report.steps.map(({ step }) => step)).toEqual([
      'dns',
      'connect',
      'encrypt',
      'sign_in',
      'smtp_connect',
      'smtp_sign_in',
    ]);
    return report;
  }
  const states = (report: ProbeReport): string => report.steps.map(({ state }) => state[0]).join('');
  const failure = (report: ProbeReport) => report.steps.find(({ state }) => state === 'failed')?.error;
  const step = (report: ProbeReport, name: ProbeStep['step']) => report.steps.find((s) => s.step === name);
  /** Sign-ins the IMAP server refused so far for this user. */
  const refusals = (who: string): number =>
    dovecot
      .log()
      .split('\n')
      .filter((line) => line.includes(who) && /Password mismatch|password mismatch/i.test(line)).length;
  async function fake(options: Omit<FakeSmtpOptions, 'password'>): Promise<FakeSmtp> {
    const server = await startFakeSmtp({ password: PASSWORD, ...options });
    stopping.push(() => server.stop());
    return server;
  }

  it('proves good settings, with the facts a person may ask for', async () => {
    const before = smtp.signIns();
    const report = await probe();
    expect(report).toMatchObject({ ok: true, provider: null });
    expect(states(report)).toBe('oooooo');
    expect(step(report, 'dns')?.facts).toEqual({ host: '127.0.0.1', address: '127.0.0.1' });
    expect(step(report, 'connect')?.facts).toEqual({ host: '127.0.0.1', port: dovecot.tlsPort, address: '127.0.0.1' });
    expect(step(report, 'encrypt')?.facts).toMatchObject({ protocol: 'TLSv1.3' });
    expect(step(report, 'encrypt')?.facts['validTo']).toBeGreaterThan(Date.now());
    expect(step(report, 'sign_in')?.facts).toMatchObject({ userName: user });
    expect(step(report, 'smtp_connect')?.facts).toMatchObject({ port: smtp.port, protocol: 'TLSv1.3' });
    expect(smtp.signIns() - before).toBe(1);
    expect(smtp.messages()).toBe(0);
  });

  it('knows STARTTLS on both', async () => {
    const other = await fake({ security: 'starttls', certificate: good });
    const report = await probe({
      imap: { host: 'localhost', port: dovecot.port, security: 'starttls' },
      smtp: { host: 'localhost', port: other.port, security: 'starttls' },
    });
    expect(failure(report)).toBeUndefined();
    expect(states(report)).toBe('oooooo');
    expect(step(report, 'encrypt')?.facts).toMatchObject({ protocol: 'TLSv1.3' });
    expect(step(report, 'smtp_connect')?.facts).toMatchObject({ protocol: 'TLSv1.3' });
  });

  it('needs no encryption on this computer, and no SMTP server', async () => {
    const report = await probe({ imap: { port: dovecot.port, security: 'none' }, smtp: null });
    expect(states(report)).toBe('oososs');
    expect(report.ok).toBe(true);
  });

  it('tries a wrong password exactly once, and not at the other server', async () => {
    const who = 'wrong@example.org';
    const before = smtp.signIns();
    const report = await probe({ imap: { userName: who }, smtp: { userName: who } }, { password: 'not this one' });
    expect(failure(report)).toMatchObject({ code: 'account.wrong_password', params: { host: '127.0.0.1' } });
    expect(states(report)).toBe('ooofos');
    expect(refusals(who)).toBe(1);
    expect(smtp.signIns()).toBe(before);
    expect(JSON.stringify(report)).not.toContain('not this one');
  });

  it('tries a password that only SMTP refuses exactly once there', async () => {
    const other = await startFakeSmtp({ password: 'another one', security: 'tls', certificate: good });
    stopping.push(() => other.stop());
    const report = await probe({ smtp: { port: other.port } });
    expect(states(report)).toBe('ooooof');
    expect(failure(report)?.code).toBe('account.wrong_password');
    expect(other.signIns()).toBe(1);
  });

  it('says that a provider takes OAuth only, rather than calling the password wrong', async () => {
    const report = await probe({ smtp: null }, { password: 'whatever', address: 'ann@outlook.com' });
    expect(failure(report)?.code).toBe('account.oauth_required');
    expect(report.provider).toMatchObject({ id: 'outlook', oauthOnly: true });
  });

  it('brings the provider’s page for app passwords along', async () => {
    const report = await probe({ smtp: null }, { password: 'whatever', address: 'ann@gmail.com' });
    expect(failure(report)?.code).toBe('account.wrong_password');
    expect(report.provider).toMatchObject({ appPassword: true, appPasswordUrl: expect.stringContaining('https://') });
  });

  it('says when there is no such server', async () => {
    const host = 'nowhere.invalid';
    const report = await probe({ imap: { host }, smtp: { host } });
    expect(states(report)).toBe('fsssfs');
    expect(report.steps[0]?.error).toMatchObject({ code: 'network.host_not_found', params: { host } });
    expect(step(report, 'smtp_connect')?.error).toMatchObject({ code: 'network.host_not_found' });
  });

  it('says when nobody answers on the port', async () => {
    const port = await closedPort();
    const report = await probe({ imap: { port }, smtp: { port } });
    expect(states(report)).toBe('ofssfs');
    expect(failure(report)).toMatchObject({ code: 'network.port_closed', params: { port } });
  });

  it.each([
    ['certificate_self_signed', () => makeCertificate()],
    ['certificate_expired', () => makeCertificate({ signedBy: authority, expired: true })],
    ['certificate_wrong_name', () => makeCertificate({ signedBy: authority, names: ['mail.other.test'] })],
  ])('says why a certificate cannot be trusted, on TLS and on STARTTLS: %s', async (reason, make) => {
    const certificate = make();
    const [tls, starttls] = [
      await fake({ security: 'tls', certificate }),
      await fake({ security: 'starttls', certificate }),
    ];
    for (const [server, security] of [
      [tls, 'tls'],
      [starttls, 'starttls'],
    ] as const) {
      const report = await probe({ smtp: { port: server.port, security } });
      expect(states(report)).toBe('oooofs');
      expect(failure(report)).toMatchObject({ code: 'network.tls', params: { reason } });
      expect(server.signIns()).toBe(0);
    }
    // The IMAP side meets the certificate before anything is said, so any TLS server shows it.
    const report = await probe({ imap: { port: tls.port }, smtp: null });
    expect(states(report)).toBe('oofsss');
    expect(failure(report)).toMatchObject({ code: 'network.tls', params: { reason } });
    expect(tls.signIns()).toBe(0);
  });

  it('says when encryption is not offered, and gives no password away', async () => {
    const other = await fake({ security: 'none' });
    const report = await probe({ smtp: { port: other.port, security: 'starttls' } });
    expect(states(report)).toBe('oooofs');
    expect(failure(report)?.code).toBe('network.no_starttls');
    expect(other.signIns()).toBe(0);
    const without = await startDovecot({ extra: 'ssl = no' });
    try {
      const imap = await probe({ imap: { port: without.port, security: 'starttls', userName: 'x' }, smtp: null });
      expect(states(imap)).toBe('oofsss');
      expect(failure(imap)?.code).toBe('network.no_starttls');
    } finally {
      await without.stop();
    }
  });

  it('refuses to send a password in clear to another computer', async () => {
    const before = smtp.signIns();
    const settings = { host: '192.0.2.1', security: 'none' } as const;
    const report = await probe({ imap: settings, smtp: settings });
    expect(states(report)).toBe('ofssfs');
    expect(failure(report)?.code).toBe('network.insecure_refused');
    expect(smtp.signIns()).toBe(before);
  });

  it('gives up on servers that never say anything', async () => {
    const silent = await silentServer();
    try {
      const plain = { port: silent.port, security: 'none' } as const;
      const report = await probe({ imap: plain, smtp: plain });
      expect(states(report)).toBe('oosffs');
      expect(failure(report)?.code).toBe('network.timeout');
      const tls = await probe({ imap: { port: silent.port }, smtp: null });
      expect(states(tls)).toBe('oofsss');
      expect(failure(tls)?.code).toBe('network.timeout');
    } finally {
      await silent.stop();
    }
  });

  it('stops at once when the person does', async () => {
    const silent = await silentServer();
    try {
      const stop = new AbortController();
      setTimeout(() => stop.abort(), 50);
      await expect(probe({ imap: { port: silent.port } }, { signal: stop.signal })).rejects.toMatchObject({
        code: 'cancelled',
      });
    } finally {
      await silent.stop();
    }
  });

  it('takes the stored password of an account, and says when there is none', async () => {
    const asked: string[] = [];
    const handlers = doctorHandlers({
      accounts: {
        credentials: (id) => {
          asked.push(id);
          return Promise.resolve({ password: PASSWORD }) as never;
        },
      },
      emit: () => undefined,
      log: silentLog,
    });
    const settings = { imap: imapAt(), smtp: null, allowInsecure: false };
    const context = { signal: new AbortController().signal };
    const input = { probeId: 'p', address, settings, password: null, accountId: 'account-1' };
    expect((await handlers.probe(input, context)).ok).toBe(true);
    expect(asked).toEqual(['account-1']);
    await expect(handlers.probe({ ...input, accountId: null }, context)).rejects.toMatchObject({
      code: 'account.password_missing',
    });
  });
});

async function closedPort(): Promise<number> {
  const { port, stop } = await silentServer();
  await stop();
  return port;
}

/** Accepts connections and never says a word. */
async function silentServer(): Promise<{ port: number; stop: () => Promise<void> }> {
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => void sockets.add(socket.on('error', () => undefined)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    stop: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}
