import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import tls from 'node:tls';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeCertificate } from '../../tests/support/certificate.ts';

const authority = makeCertificate({ names: ['Company authority'] });
const junk = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n';
let server: tls.Server;
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'malleposte-authorities-'));
  server = tls.createServer(makeCertificate({ signedBy: authority }), (socket) => socket.end('hello'));
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  server.close();
  await rm(folder, { recursive: true, force: true });
});

/** What a program of its own is told by the server, given a system store. The store is read once in a process. */
async function asked(store: string, before = ''): Promise<string> {
  const file = path.join(folder, 'store.pem');
  await writeFile(file, store);
  const { port } = server.address() as AddressInfo;
  const script = `
    import tls from 'node:tls';
    import { trustSystemAuthorities } from ${JSON.stringify(new URL('authorities.ts', import.meta.url).href)};
    ${before}
    trustSystemAuthorities();
    const socket = tls.connect({ host: '127.0.0.1', port: ${port}, servername: 'localhost' });
    socket.on('data', (data) => console.log(String(data))).on('error', (error) => console.log(error.code));
  `;
  const env = { ...process.env, SSL_CERT_FILE: file, SSL_CERT_DIR: folder };
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], { env });
  return stdout.trim();
}

// Elsewhere the store is the system's own and not a file that a test may name.
const here = process.platform === 'win32' || process.platform === 'darwin' ? test.skip : test;

here('an authority of the system is trusted, beside those Node knows', async () => {
  expect(await asked(authority.cert)).toBe('hello');
  expect(await asked(makeCertificate({ names: ['Somebody else'] }).cert)).toMatch(/UNABLE_TO_VERIFY|SELF_SIGNED/);
});

here('one that cannot be parsed takes no other with it', async () => {
  const answer = (list: string[]): string => `
    const real = tls.getCACertificates;
    tls.getCACertificates = (kind) => kind === 'system' ? ${JSON.stringify(list)} : real(kind);`;
  expect(await asked('', answer([junk, authority.cert]))).toBe('hello');
});

here('without a store, nothing changes', async () => {
  const broken = `tls.getCACertificates = () => { throw new Error('closed'); };`;
  expect(await asked(authority.cert, broken)).toMatch(/UNABLE_TO_VERIFY/);
});
