// What a stranger's mail may make this program ask for.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { isPublicAddress, publicRequest, type PublicRequest } from './public-http.ts';

const usual: PublicRequest = { method: 'GET', maxBytes: 1000, timeoutMs: 5000, redirects: 3, httpsOnly: false };
const anywhere = { ...usual, allows: () => true };
const servers: Server[] = [];

async function serve(answer: Parameters<typeof createServer>[1]): Promise<string> {
  const server = createServer(answer as never);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

describe('isPublicAddress', () => {
  it.each([
    ['8.8.8.8', true],
    ['2606:4700::1111', true],
    ['127.0.0.1', false],
    ['10.1.2.3', false],
    ['172.31.255.255', false],
    ['192.168.0.1', false],
    ['100.64.0.1', false],
    ['169.254.169.254', false],
    ['0.0.0.0', false],
    ['255.255.255.255', false],
    ['::1', false],
    ['::', false],
    ['fe80::1', false],
    ['fd00::1', false],
    ['::ffff:8.8.8.8', false],
    ['64:ff9b::7f00:1', false],
    ['2002:7f00:1::', false],
    ['2001:db8::1', false],
    ['localhost', false],
  ])('%s: %s', (address, expected) => expect(isPublicAddress(address)).toBe(expected));
});

describe('publicRequest', () => {
  it('reaches nothing on this computer, by name, number or redirect', async () => {
    let asked = 0;
    const url = await serve((_, response) => {
      asked += 1;
      response.end('secret');
    });
    const { port } = new URL(url);
    await expect(publicRequest(new URL('http://8.8.8.8:25/'), usual)).rejects.toMatchObject({ reason: 'not_public' });
    for (const host of ['127.0.0.1', 'localhost', '[::1]', '[::ffff:127.0.0.1]', '2130706433', '0x7f.1'])
      await expect(
        publicRequest(new URL(`http://${host}:${port}/`), { ...usual, allows: isPublicAddress }),
      ).rejects.toMatchObject({
        reason: 'not_public',
      });
    expect(asked).toBe(0);
    const away = await serve((_, response) => response.writeHead(302, { location: 'http://10.0.0.1/' }).end());
    const onlyThis = { ...usual, allows: (address: string) => address === '127.0.0.1' };
    await expect(publicRequest(new URL(away), onlyThis)).rejects.toMatchObject({ reason: 'not_public' });
  });

  it('sends no cookie, no referrer, and only the form it was given', async () => {
    let [headers, method, body]: [Record<string, unknown>, string, string] = [{}, '', ''];
    const url = await serve((request, response) => {
      [headers, method] = [request.headers, request.method ?? ''];
      request.on('data', (piece: Buffer) => (body += piece.toString()));
      request.on('end', () =>
        response.writeHead(202, { 'content-type': 'text/plain', 'set-cookie': 'a=b' }).end('done'),
      );
    });
    const answer = await publicRequest(new URL(url), {
      ...anywhere,
      method: 'POST',
      body: 'List-Unsubscribe=One-Click',
    });
    expect([answer.status, Buffer.from(answer.bytes).toString(), method, body]).toEqual([
      202,
      'done',
      'POST',
      'List-Unsubscribe=One-Click',
    ]);
    expect(Object.keys(headers).sort()).toEqual([
      'accept',
      'accept-encoding',
      'connection',
      'content-length',
      'content-type',
      'host',
      'user-agent',
    ]);
  });

  it('ends at its bounds: size, redirects, time, protocol', async () => {
    const large = await serve((_, response) => response.end(Buffer.alloc(2000)));
    await expect(publicRequest(new URL(large), anywhere)).rejects.toMatchObject({ reason: 'too_large' });
    const round = await serve((_, response) => response.writeHead(301, { location: '/' }).end());
    await expect(publicRequest(new URL(round), anywhere)).rejects.toMatchObject({ reason: 'too_many_redirects' });
    const silent = await serve(() => undefined);
    await expect(publicRequest(new URL(silent), { ...anywhere, timeoutMs: 50 })).rejects.toMatchObject({
      reason: 'timeout',
    });
    await expect(publicRequest(new URL(large), { ...anywhere, httpsOnly: true })).rejects.toMatchObject({
      reason: 'not_https',
    });
    await expect(publicRequest(new URL('file:///etc/passwd'), anywhere)).rejects.toMatchObject({ reason: 'not_https' });
    await expect(publicRequest(new URL(large.replace('//', '//a:b@')), anywhere)).rejects.toMatchObject({
      reason: 'not_public',
    });
  });
});
