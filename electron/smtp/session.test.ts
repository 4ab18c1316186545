import net, { type AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { afterEach, describe, expect, it } from 'vitest';
import type { ServerSettings } from '../contract/accounts.ts';
import { probeSmtp } from './probe.ts';

const closing: (() => Promise<unknown> | undefined)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

interface Fake {
  settings: ServerSettings;
  /** Sign-ins and commands the server saw. */
  signIns: () => number;
  mails: () => number;
}

async function startServer(options: SMTPServerOptions = {}): Promise<Fake> {
  let [signIns, mails] = [0, 0];
  const server = new SMTPServer({
    hideSTARTTLS: true,
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    authMethods: ['PLAIN', 'LOGIN'],
    onAuth: (auth, _, done) => {
      signIns += 1;
      if (auth.username === 'ann' && auth.password === 'right') done(null, { user: 'ann' });
      else done(new Error('Authentication failed'));
    },
    onMailFrom: (_, __, done) => {
      mails += 1;
      done();
    },
    ...options,
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => new Promise<void>((resolve) => server.close(resolve)));
  return { settings: at((server.server.address() as AddressInfo).port), signIns: () => signIns, mails: () => mails };
}

const at = (port: number): ServerSettings => ({ host: '127.0.0.1', port, security: 'none', userName: 'ann' });

/** A bare server that says what it is told. */
async function startScript(talk: (socket: net.Socket) => void): Promise<ServerSettings> {
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket.on('error', () => undefined));
    talk(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(
    () =>
      new Promise<void>((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  );
  return at((server.address() as AddressInfo).port);
}

const probe = (settings: ServerSettings, password = 'right', timeoutMs = 3000) =>
  probeSmtp({ settings, password, allowInsecure: false, timeoutMs });

describe('probeSmtp', () => {
  it('signs in once and sends nothing', async () => {
    const server = await startServer();
    expect(await probe(server.settings)).toEqual({ address: '127.0.0.1', tls: null });
    expect([server.signIns(), server.mails()]).toEqual([1, 0]);
  });

  it('tries a wrong password once', async () => {
    const server = await startServer();
    await expect(probe(server.settings, 'wrong')).rejects.toMatchObject({ code: 'account.wrong_password' });
    expect(server.signIns()).toBe(1);
  });

  it('does not take a server without sign-in for a right password', async () => {
    const server = await startServer({ disabledCommands: ['AUTH', 'STARTTLS'] });
    await expect(probe(server.settings)).rejects.toMatchObject({
      code: 'network.protocol',
      params: { reason: 'no_sign_in_method' },
    });
  });

  it('gives no password to a server that only takes OAuth', async () => {
    const server = await startServer({ authMethods: ['XOAUTH2'] });
    await expect(probe(server.settings)).rejects.toMatchObject({ code: 'account.oauth_required' });
    expect(server.signIns()).toBe(0);
  });

  it('says when STARTTLS is not offered, and gives no password', async () => {
    const server = await startServer();
    await expect(probe({ ...server.settings, security: 'starttls' })).rejects.toMatchObject({
      code: 'network.no_starttls',
    });
    expect(server.signIns()).toBe(0);
  });

  it('does not connect in clear to another computer unless that was accepted', async () => {
    const settings = { ...at(25), host: 'mail.example.org' };
    await expect(probe(settings)).rejects.toMatchObject({ code: 'network.insecure_refused' });
  });

  it('says when there is no TLS on the port', async () => {
    const server = await startServer();
    await expect(probe({ ...server.settings, security: 'tls' })).rejects.toMatchObject({
      code: 'network.tls',
      params: { reason: 'tls_not_spoken' },
    });
  });

  it('says when nobody listens', async () => {
    const server = await startServer();
    await closing.pop()?.();
    await expect(probe(server.settings)).rejects.toMatchObject({ code: 'network.port_closed' });
  });

  it('gives up on a server that says nothing', async () => {
    const settings = await startScript(() => undefined);
    await expect(probe(settings, 'right', 100)).rejects.toMatchObject({ code: 'network.timeout' });
  });

  it.each([
    ['hangs up at once', (socket: net.Socket) => void socket.end(), 'network.lost'],
    ['shuts us out', (socket: net.Socket) => void socket.end('421 4.7.0 Too many connections\r\n'), 'account.blocked'],
    ['refuses us', (socket: net.Socket) => void socket.end('554 no service\r\n'), 'network.protocol'],
    ['is something else', (socket: net.Socket) => void socket.write('* OK IMAP4rev1 ready\r\n'), 'network.protocol'],
  ])('understands a server that %s', async (_, talk, code) => {
    await expect(probe(await startScript(talk), 'right', 2000)).rejects.toMatchObject({ code });
  });

  it('stops at once when told to', async () => {
    const stop = new AbortController();
    const settings = await startScript(() => stop.abort());
    await expect(
      probeSmtp({ settings, password: 'right', allowInsecure: false, signal: stop.signal }),
    ).rejects.toMatchObject({ code: 'cancelled' });
    await expect(
      probeSmtp({ settings, password: 'right', allowInsecure: false, signal: stop.signal }),
    ).rejects.toMatchObject({ code: 'cancelled' });
  });
});
