import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { stubBackend } from '../../../tests/support/stub-backend.ts';
import { listPageFiles } from '../page-files.ts';
import { createHttpServer } from './http.ts';
import { createLogin } from './login.ts';
import { startBrowserShell, type BrowserShell } from './main.ts';

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

let folder = '';
let shell: BrowserShell;
let printed: string[];

/** A raw request: fetch would normalise the path and refuse to set Host. */
function ask(target: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = httpRequest(
      { host: '127.0.0.1', port: shell.port, path: target, method, headers, agent: false },
      (response) => {
        let body = '';
        response.setEncoding('utf8');
        response.on('data', (text: string) => (body += text));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
      },
    );
    sent.on('error', reject);
    sent.end();
  });
}

const loginPath = (): string => {
  const url = new URL(shell.address());
  return url.pathname + url.search;
};

async function cookie(): Promise<string> {
  const answer = await ask(loginPath());
  return answer.headers['set-cookie']![0]!.split(';')[0]!;
}

/** 'open', or the HTTP status of the refusal. */
function upgrade(headers: Record<string, string>, target = '/socket'): Promise<'open' | number> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`ws://127.0.0.1:${shell.port}${target}`, { headers });
    socket.on('open', () => (socket.close(), resolve('open')));
    socket.on('unexpected-response', (_request, response) => (socket.terminate(), resolve(response.statusCode ?? 0)));
    socket.on('error', () => undefined);
  });
}

beforeEach(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'shell-'));
  printed = [];
  shell = await startBrowserShell({
    backend: stubBackend(),
    dataDir: folder,
    port: 0,
    open: false,
    print: (line) => printed.push(line),
    page: (_request, response) => response.end('the page'),
  });
});

afterEach(async () => {
  await shell.close();
  rmSync(folder, { recursive: true });
});

describe('the one-time address', () => {
  test('is printed, swapped for a strict cookie named after the port, and leads to a clean address', async () => {
    expect(printed[0]).toContain(shell.address());
    expect(shell.address()).toMatch(new RegExp(`^http://127\\.0\\.0\\.1:${shell.port}/\\?login=[\\w-]{43}$`));
    const answer = await ask(loginPath());
    expect(answer.status).toBe(303);
    expect(answer.headers.location).toBe('/');
    expect(answer.headers['set-cookie']).toEqual([
      expect.stringMatching(new RegExp(`^malleposte-${shell.port}=[\\w-]{43}; HttpOnly; SameSite=Strict; Path=/$`)),
    ]);
  });

  test('works once; the next one is printed', async () => {
    const used = loginPath();
    await ask(used);
    const again = await ask(used);
    expect(again.status).toBe(403);
    expect(again.headers['set-cookie']).toBeUndefined();
    expect(again.body).toContain('already been used');
    expect(printed.at(-1)).toContain(shell.address());
    expect((await ask(loginPath())).status).toBe(303);
  });

  test('is not used up by a link preview (HEAD), nor by a wrong guess', async () => {
    expect((await ask(loginPath(), {}, 'HEAD')).status).toBe(403);
    expect((await ask('/?login=wrong')).status).toBe(403);
    expect((await ask(loginPath())).status).toBe(303);
  });

  test('opened from a file or another site, goes on by a page of its own: a strict cookie follows no foreign redirect', async () => {
    const answer = await ask(loginPath(), { 'Sec-Fetch-Site': 'cross-site' });
    expect(answer.status).toBe(200);
    expect(answer.headers['set-cookie']).toHaveLength(1);
    expect(answer.body).toContain('http-equiv="refresh" content="0;url=/"');
  });
});

describe('without a session', () => {
  test.each([
    ['en-GB,en;q=0.9', 'This page needs a fresh link'],
    ['fr-FR,fr;q=0.9,en;q=0.8', 'Cette page a besoin d’un nouveau lien'],
    ['de-DE,fr;q=0.5', 'Cette page a besoin d’un nouveau lien'],
  ])('a plain page in the language of the browser (%s)', async (language, words) => {
    const answer = await ask('/', { 'Accept-Language': language });
    expect(answer.status).toBe(403);
    expect(answer.body).toContain(words);
    expect(answer.body).not.toContain('the page');
    expect(answer.headers['content-security-policy']).toContain("default-src 'none'");
  });

  test.each(['', 'malleposte-1=x', 'other=1', 'malleposte-PORT=', 'malleposte-PORT=AAAA'])(
    'the cookie "%s" is none',
    async (value) => {
      expect((await ask('/', { Cookie: value.replace('PORT', String(shell.port)) })).status).toBe(403);
    },
  );
});

describe('with a session', () => {
  test('the page is served on both names of this computer, and only there', async () => {
    const Cookie = await cookie();
    expect((await ask('/', { Cookie })).body).toBe('the page');
    expect((await ask('/', { Cookie, Host: `localhost:${shell.port}` })).body).toBe('the page');
    for (const Host of [
      'evil.example',
      `evil.example:${shell.port}`,
      '127.0.0.1',
      `127.0.0.1:1`,
      `[::1]:${shell.port}`,
    ]) {
      expect((await ask('/', { Cookie, Host })).status).toBe(421);
    }
  });

  test.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'])(
    '%s is refused, and no CORS header is sent',
    async (method) => {
      const answer = await ask('/', { Cookie: await cookie(), Origin: 'https://evil.example' }, method);
      expect(answer.status).toBe(405);
      expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
    },
  );
});

describe('the WebSocket', () => {
  test('opens for the own page with its cookie', async () => {
    expect(await upgrade({ Cookie: await cookie(), Origin: `http://127.0.0.1:${shell.port}` })).toBe('open');
  });

  test('is refused without cookie, from a foreign origin, without origin, from the other name, or elsewhere', async () => {
    const Cookie = await cookie();
    const Origin = `http://127.0.0.1:${shell.port}`;
    expect(await upgrade({ Origin })).toBe(403);
    expect(await upgrade({ Cookie, Origin: 'https://evil.example' })).toBe(403);
    expect(await upgrade({ Cookie, Origin: 'null' })).toBe(403);
    expect(await upgrade({ Cookie })).toBe(403);
    expect(await upgrade({ Cookie, Origin: `http://localhost:${shell.port}` })).toBe(403);
    expect(await upgrade({ Cookie, Origin, Host: 'evil.example' })).toBe(403);
    expect(await upgrade({ Cookie, Origin }, '/other')).toBe(403);
  });
});

test('closes although a page holds its connection open', async () => {
  const socket = connect(shell.port, '127.0.0.1');
  socket.on('error', () => undefined);
  await new Promise<void>((resolve) => socket.once('connect', resolve));
  const Cookie = await cookie();
  const lines = [
    'GET /socket HTTP/1.1',
    `Host: 127.0.0.1:${shell.port}`,
    `Origin: http://127.0.0.1:${shell.port}`,
    `Cookie: ${Cookie}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
  ];
  socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  const first = await new Promise<Buffer>((resolve) => socket.once('data', resolve));
  expect(first.toString()).toContain('101 Switching Protocols');
  // Never answers the closing frame.
  await shell.close();
  socket.destroy();
});

test('a taken port is said as such', async () => {
  const second = startBrowserShell({
    backend: stubBackend(),
    dataDir: folder,
    port: shell.port,
    open: false,
    print: () => undefined,
    page: () => undefined,
  });
  await expect(second).rejects.toMatchObject({ code: 'app.port_in_use' });
});

describe('the built files', () => {
  test('are a closed list with strict headers; nothing outside the folder can be named', async () => {
    await shell.close();
    const page = path.join(folder, 'page');
    mkdirSync(path.join(page, 'assets'), { recursive: true });
    writeFileSync(path.join(page, 'index.html'), '<!doctype html>');
    writeFileSync(path.join(page, 'assets', 'app-1234.js'), 'export {};');
    writeFileSync(path.join(page, 'notes.secret'), 'no');
    writeFileSync(path.join(folder, 'outside.js'), 'no');
    expect([...listPageFiles(page).keys()].sort()).toEqual(['/', '/assets/app-1234.js']);

    let port = 0;
    const login = createLogin(1, 'session');
    const server = createHttpServer({ port: () => port, login: () => login, page, onLogin: () => undefined });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    port = (server.address() as { port: number }).port;
    shell = { ...shell, port, close: () => Promise.resolve(void server.close()) };
    const headers = { Cookie: 'malleposte-1=session' };

    const index = await ask('/', headers);
    expect(index.body).toBe('<!doctype html>');
    expect(index.headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'cache-control': 'no-store',
    });
    const policy = index.headers['content-security-policy'];
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).not.toMatch(/unsafe|\*|https:/);
    expect((await ask('/assets/app-1234.js', headers)).headers['content-type']).toContain('text/javascript');
    expect((await ask('/assets/app-1234.js', headers, 'HEAD')).body).toBe('');
    for (const target of [
      '/../outside.js',
      '/assets/../../outside.js',
      '/%2e%2e/outside.js',
      '/..%2foutside.js',
      '/assets\\..\\..\\outside.js',
      '/notes.secret',
      '//evil.example/',
      '/assets/',
      '/\0',
    ]) {
      const answer = await ask(encodeURI(target).replaceAll('%25', '%'), headers);
      expect([400, 404], target).toContain(answer.status);
    }
  });
});
