import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fetchPicture, pictureLimits, type PictureOptions } from './fetch-picture.ts';

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

const never = new AbortController().signal;
const here = (path: string): URL => new URL(`http://127.0.0.1:${port}${path}`);
const get = (path: string, options: PictureOptions = {}): ReturnType<typeof fetchPicture> =>
  fetchPicture(here(path), never, { allows: (address) => address === '127.0.0.1', ...options });
const reason = (why: string): object => ({ code: 'mail.image_refused', params: { reason: why } });

describe('fetchPicture', () => {
  it('asks without cookies, referrer or a name', async () => {
    const { bytes, mimeType } = await get('/png?x=1');
    expect([Buffer.from(bytes).equals(PNG), mimeType]).toEqual([true, 'image/png']);
    await get('/png?x=2');
    const { headers } = asked.at(-1)!;
    const harmless = ['accept', 'accept-encoding', 'connection', 'host', 'user-agent'];
    expect(Object.keys(headers).filter((name) => !harmless.includes(name))).toEqual([]);
    expect([headers['user-agent'], headers.connection, headers.host]).toEqual([
      'Mozilla/5.0',
      'close',
      `127.0.0.1:${port}`,
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
    const asking = fetchPicture(here('/silent'), stop.signal, { allows: () => true });
    stop.abort();
    await expect(asking).rejects.toMatchObject({ code: 'cancelled' });
    expect((await get(`/hops/${pictureLimits.redirects - 1}`)).mimeType).toBe('image/png');
    await expect(get(`/hops/${pictureLimits.redirects}`)).rejects.toMatchObject(reason('redirect'));
  });

  it('goes to public addresses only, after each redirect too', async () => {
    const to = (url: string): string => `/to/${encodeURIComponent(url)}`;
    const before = asked.length;
    await expect(fetchPicture(here('/png'), never)).rejects.toMatchObject(reason('private_network'));
    expect(asked).toHaveLength(before);
    for (const host of ['10.0.0.1', '[::1]', '2130706434', '0x7f.2', '169.254.169.254'])
      await expect(get(to(`http://${host}:${port}/png`))).rejects.toMatchObject(reason('private_network'));
    await expect(get(to('file:///etc/passwd'))).rejects.toMatchObject(reason('redirect'));
  });
});
