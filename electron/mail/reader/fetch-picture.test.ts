import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fetchPicture, pictureLimits, publicNet, type PictureNet } from './fetch-picture.ts';
import { isPublicAddress } from './public-address.ts';

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAUAAAAFCAYAAACNbyblAAAAHElEQVQI12P4//8/w38GIAXDIBKE0DHxgljNBAAO9TXL0Y4OHwAAAABJRU5ErkJggg==',
  'base64',
);
const asked: { path: string; headers: NodeJS.Dict<string | string[]> }[] = [];
let server: Server;
let port = 0;

beforeAll(async () => {
  server = createServer((request, response) => {
    const path = request.url ?? '';
    asked.push({ path, headers: request.headers });
    const [, name = '', rest = ''] = /^\/(\w+)\/?(.*)$/.exec(path) ?? [];
    if (name === 'png') response.setHeader('Set-Cookie', 'id=7').end(PNG);
    else if (name === 'svg')
      response.setHeader('Content-Type', 'image/png').end('<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>');
    else if (name === 'page') response.setHeader('Content-Type', 'image/png').end('<html>');
    else if (name === 'to') response.writeHead(302, { Location: decodeURIComponent(rest) }).end();
    else if (name === 'hops')
      response.writeHead(301, { Location: rest === '0' ? '/png' : `/hops/${Number(rest) - 1}` }).end();
    else if (name === 'large') {
      response.writeHead(200);
      const more = (): void => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536, 1)));
      };
      response.on('drain', more);
      more();
    } else if (name === 'silent') response.writeHead(200).flushHeaders();
    else if (name === 'cut') response.writeHead(200, { 'Content-Length': 500 }).write(PNG, () => response.destroy());
    else response.writeHead(404).end();
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** Names of the test lead to the server above; the addresses that are refused stay refused. */
const net: PictureNet = {
  resolve: (host) => Promise.resolve(host === 'inside.example' ? ['127.0.0.1', '10.0.0.1'] : ['127.0.0.1']),
  isAllowed: (address) => address === '127.0.0.1',
  isPort: (at) => at === port,
  timeoutMs: 10_000,
};
const never = new AbortController().signal;
const get = (
  path: string,
  over: Partial<PictureNet> = {},
  host = 'pictures.example',
): ReturnType<typeof fetchPicture> =>
  fetchPicture(new URL(`http://${host}:${port}${path}`), never, { ...net, ...over });
const reason = (why: string): object => ({ code: 'mail.image_refused', params: { reason: why } });

describe('fetchPicture', () => {
  it('asks without cookies, referrer or a name', async () => {
    const { bytes, mimeType } = await get('/png?x=1');
    expect([Buffer.from(bytes).equals(PNG), mimeType]).toEqual([true, 'image/png']);
    await get('/png?x=2');
    const { headers } = asked.at(-1)!;
    expect(Object.keys(headers).sort()).toEqual(['accept', 'accept-encoding', 'connection', 'host', 'user-agent']);
    expect([headers['user-agent'], headers.connection, headers.host]).toEqual([
      'Mozilla/5.0',
      'close',
      `pictures.example:${port}`,
    ]);
  });

  it('takes only pictures, by their bytes', async () => {
    for (const path of ['/svg', '/page']) await expect(get(path)).rejects.toMatchObject(reason('not_a_picture'));
    await expect(get('/nothing')).rejects.toMatchObject(reason('HTTP 404'));
    await expect(get('/cut')).rejects.toMatchObject(reason('broken'));
  });

  it('stops at its bounds', async () => {
    await expect(get('/large')).rejects.toMatchObject(reason('too_large'));
    await expect(get('/silent', { timeoutMs: 300 })).rejects.toMatchObject(reason('too_slow'));
    const stop = new AbortController();
    const asking = fetchPicture(new URL(`http://pictures.example:${port}/silent`), stop.signal, net);
    stop.abort();
    await expect(asking).rejects.toMatchObject({ code: 'cancelled' });
    expect((await get(`/hops/${pictureLimits.redirects - 1}`)).mimeType).toBe('image/png');
    await expect(get(`/hops/${pictureLimits.redirects}`)).rejects.toMatchObject(reason('redirect'));
  });

  it('goes to allowed addresses only, after each redirect too', async () => {
    const to = (url: string): string => `/to/${encodeURIComponent(url)}`;
    await expect(get('/png', {}, 'inside.example')).rejects.toMatchObject(reason('private_network'));
    await expect(get('/png', { resolve: () => Promise.resolve([]) })).rejects.toMatchObject(reason('private_network'));
    await expect(
      get('/png', { resolve: publicNet.resolve, isAllowed: isPublicAddress }, 'localhost'),
    ).rejects.toMatchObject(reason('private_network'));
    for (const host of ['10.0.0.1', '[::1]', '2130706434', '0x7f.2', 'inside.example'])
      await expect(get(to(`http://${host}:${port}/png`))).rejects.toMatchObject(reason('private_network'));
    await expect(get(to('http://pictures.example:25/png'))).rejects.toMatchObject(reason('port 25'));
    await expect(get(to('file:///etc/passwd'))).rejects.toMatchObject(reason('redirect'));
    const before = asked.length;
    await expect(fetchPicture(new URL('http://127.0.0.1/x'), never)).rejects.toMatchObject(reason('private_network'));
    expect(asked).toHaveLength(before);
  });
});

describe('isPublicAddress', () => {
  it('refuses what is not the public internet', () => {
    for (const address of [
      '127.0.0.1',
      '10.1.2.3',
      '172.31.0.1',
      '192.168.0.1',
      '169.254.169.254',
      '100.64.0.1',
      '100.127.255.255',
      '0.0.0.0',
      '224.0.0.1',
      '255.255.255.255',
      '198.18.0.1',
      '192.0.2.1',
      '::1',
      '::',
      'fe80::1',
      'fe80::1%eth0',
      'fc00::1',
      'fd12::1',
      'ff02::1',
      '::ffff:8.8.8.8',
      '::ffff:127.0.0.1',
      '64:ff9b::7f00:1',
      '2002:7f00:1::',
      '2001:db8::1',
      '2001:0:1::1',
      'localhost',
      '',
    ])
      expect([address, isPublicAddress(address)]).toEqual([address, false]);
    for (const address of [
      '8.8.8.8',
      '100.63.255.255',
      '100.128.0.1',
      '172.32.0.1',
      '193.252.22.84',
      '2606:4700::1111',
      '2a01:c000::1',
      '[2606:4700::1111]',
    ])
      expect([address, isPublicAddress(address)]).toEqual([address, true]);
  });
});
