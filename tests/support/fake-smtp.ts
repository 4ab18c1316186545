// A submission server for tests: counts sign-ins and messages, takes one password, speaks TLS as it is told.
import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

export interface FakeSmtp {
  readonly host: string;
  readonly port: number;
  /** Sign-ins seen so far, good and bad. */
  signIns(): number;
  /** Messages begun so far. */
  messages(): number;
  stop(): Promise<void>;
}

export interface FakeSmtpOptions {
  readonly password: string;
  /** 'starttls' offers it; 'none' does not know it. */
  readonly security: 'tls' | 'starttls' | 'none';
  readonly certificate?: { readonly cert: string; readonly key: string };
  readonly extra?: SMTPServerOptions;
}

export async function startFakeSmtp(options: FakeSmtpOptions): Promise<FakeSmtp> {
  const { password, security, certificate, extra } = options;
  let [signIns, messages] = [0, 0];
  const server = new SMTPServer({
    secure: security === 'tls',
    ...(security === 'none' ? { disabledCommands: ['STARTTLS'], hideSTARTTLS: true, allowInsecureAuth: true } : {}),
    ...(certificate ? { cert: certificate.cert, key: certificate.key } : {}),
    authMethods: ['PLAIN', 'LOGIN'],
    closeTimeout: 50,
    onAuth: (auth, _, done) => {
      signIns += 1;
      if (auth.password === password) done(null, { user: auth.username });
      else done(new Error('Authentication failed'));
    },
    onMailFrom: (_, __, done) => {
      messages += 1;
      done();
    },
    ...extra,
  });
  // A client that distrusts the certificate breaks off the handshake; that is the point of some tests.
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    host: '127.0.0.1',
    port: (server.server.address() as AddressInfo).port,
    signIns: () => signIns,
    messages: () => messages,
    stop: () => new Promise((resolve) => server.close(resolve)),
  };
}
