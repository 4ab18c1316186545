// Every transport carries the contract the same way: in process, over the WebSocket, over a message port. Client and
// server ends are the product's own; only what lies between them is made here.
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { get } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { MessageChannel as NodeChannel, type MessagePort as NodePort } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { defaultSettings } from '../../electron/contract/app.ts';
import { createClient } from '../../electron/contract/client.ts';
import { AppError } from '../../electron/contract/errors.ts';
import type { Api } from '../../electron/contract/index.ts';
import type { Frame, Transport } from '../../electron/contract/wire.ts';
import { startBrowserShell } from '../../electron/shell/browser/main.ts';
import { inProcessPair } from '../../electron/shell/cli/in-process.ts';
import { portTransport, type PortLike } from '../../electron/shell/desktop/port-transport.ts';
import { serveClient } from '../../electron/shell/serve-client.ts';
import { stubBackend, type StubBackend } from '../support/stub-backend.ts';

/** The page's ends. Loaded by a computed name: they are compiled for the DOM, this file for Node. */
const page = (await import(path.resolve(import.meta.dirname, '../../renderer/transport.ts'))) as {
  socketTransport(url: string, open: (address: string) => unknown): Transport;
  portTransport(page: unknown): Transport;
};

interface Line {
  readonly client: Transport;
  close(): Promise<void> | void;
}

/** A line that leaves the process, or could: anything may arrive on it, and it may break. */
interface OutsideLine extends Line {
  /** Sends something that is no frame to the server's end. */
  garbage(item: unknown): void;
  /** Cuts the line; the client's end finds a new one. */
  cut(): void;
}

function openInProcess(backend: StubBackend): Line {
  const { client, server } = inProcessPair();
  const stop = serveClient(backend, server);
  return { client, close: stop };
}

async function openSocket(backend: StubBackend): Promise<OutsideLine> {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), 'transport-'));
  const shell = await startBrowserShell({
    backend,
    dataDir,
    port: 0,
    open: false,
    print: () => undefined,
    page: () => undefined,
  });
  const Cookie = await new Promise<string>((resolve, reject) => {
    get(shell.address(), (response) => resolve(response.resume().headers['set-cookie']![0]!.split(';')[0]!)).on(
      'error',
      reject,
    );
  });
  const sockets: WebSocket[] = [];
  const client = page.socketTransport(`ws://127.0.0.1:${shell.port}/socket`, (address) => {
    const socket = new WebSocket(address, { headers: { Cookie, Origin: `http://127.0.0.1:${shell.port}` } });
    socket.on('error', () => undefined);
    sockets.push(socket);
    return socket;
  });
  return {
    client,
    garbage: (item) => sockets.at(-1)?.send(typeof item === 'string' ? item : JSON.stringify(item)),
    cut: () => sockets.at(-1)?.terminate(),
    async close() {
      client.close();
      await shell.close();
      rmSync(dataDir, { recursive: true });
    },
  };
}

/** A Node port with the shape of Electron's: listeners get an event. */
function electronPort(port: NodePort): PortLike {
  return {
    on(event: 'message' | 'close', listener: ((event: { data: unknown }) => void) | (() => void)): void {
      if (event === 'message') port.on('message', (data: unknown) => listener({ data }));
      else port.on('close', listener as () => void);
    },
    start: () => port.start(),
    postMessage: (message) => port.postMessage(message),
    close: () => port.close(),
  };
}

function openPort(backend: StubBackend): OutsideLine {
  const origin = 'app://malleposte';
  const window = Object.assign(new EventTarget(), { location: { origin } });
  const channels: InstanceType<typeof NodeChannel>[] = [];
  const handOver = (): void => {
    const channel = new NodeChannel();
    channels.push(channel);
    serveClient(backend, portTransport(electronPort(channel.port1)));
    const event = Object.assign(new Event('message'), {
      data: { malleposte: 'port' },
      origin,
      source: window,
      ports: [channel.port2],
    });
    window.dispatchEvent(event);
  };
  const client = page.portTransport(window);
  handOver();
  return {
    client,
    garbage: (item) => channels.at(-1)?.port2.postMessage(item),
    cut() {
      channels.at(-1)?.port1.close();
      setTimeout(handOver, 20);
    },
    close: () => channels.forEach((channel) => channel.port1.close()),
  };
}

const outside = [
  ['WebSocket', openSocket],
  ['message port', openPort],
] as const;
const kinds = [['in process', openInProcess], ...outside] as const;

const bytes = new Uint8Array(randomBytes(1_048_576));

/** A backend for the suite, and a promise of the moment its one endless call has been told to stop. */
function suiteBackend(): { backend: StubBackend; cancelled: Promise<void> } {
  let tellCancelled = (): void => undefined;
  const cancelled = new Promise<void>((resolve) => (tellCancelled = resolve));
  const backend = stubBackend({
    app: {
      settings: () => ({ ...defaultSettings, language: 'fr', appearance: 'dark' }),
      createFolder: () => {
        throw new AppError('disk.full', { path: '/média/clé' }, { detail: 'ENOSPC « plein »' });
      },
      listFolders: (_input, { signal }) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => {
            tellCancelled();
            reject(new AppError('cancelled'));
          });
        }),
      info: () => {
        throw new Error('a bug with a secret in its text');
      },
    },
    blobs: { read: () => ({ bytes }) },
  });
  return { backend, cancelled };
}

describe.each(kinds)('the transport %s', (_name, open) => {
  let cancelled: Promise<void>;
  let backend: StubBackend;
  let line: Line;
  let api: Api;

  beforeEach(async () => {
    ({ backend, cancelled } = suiteBackend());
    line = await open(backend);
    api = createClient(line.client);
  });
  afterEach(() => line.close());

  test('brings calls and their results across', async () => {
    await expect(api.app.settings({})).resolves.toEqual({ ...defaultSettings, language: 'fr', appearance: 'dark' });
  });

  test('keeps many calls apart', async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => api.app.settings({})));
    expect(answers).toHaveLength(50);
  });

  test('brings code, parameters and detail of an error across, and no stack', async () => {
    const error: unknown = await api.app.createFolder({ parent: '/', name: 'x' }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(AppError);
    expect((error as AppError).toData()).toEqual({
      code: 'disk.full',
      params: { path: '/média/clé' },
      detail: 'ENOSPC « plein »',
      retry: new AppError('disk.full').retry,
    });
  });

  test('tells nothing of an unexpected failure but a reference', async () => {
    const error: unknown = await api.app.info({}).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'internal', params: { reference: 'test' }, detail: null });
    expect(JSON.stringify((error as AppError).toData())).not.toContain('secret');
  });

  test('cancels on both ends', async () => {
    const controller = new AbortController();
    const asked = api.app.listFolders({ path: null }, { signal: controller.signal });
    // Answered after the long call was sent: so that one has arrived.
    await api.app.settings({});
    controller.abort();
    await expect(asked).rejects.toMatchObject({ code: 'cancelled' });
    await cancelled;
  });

  test('brings events to the client', async () => {
    await api.app.settings({});
    const heard = new Promise((resolve) => api.on('job.dismissed', resolve));
    backend.emit('job.dismissed', { id: 'é\u2028😀' });
    await expect(heard).resolves.toEqual({ id: 'é\u2028😀' });
  });

  test('brings a piece of 1 MiB across, byte for byte', async () => {
    const piece = await api.blobs.read({ blobId: 'b', offset: 0 });
    expect(piece.bytes).toBeInstanceOf(Uint8Array);
    expect(Buffer.compare(piece.bytes, bytes)).toBe(0);
  });

  test.each(['nothing.here', 'app.constructor', '__proto__.toString', 'app', ''])(
    'refuses the unknown method "%s"',
    async (method) => {
      const answer = new Promise<Frame>((resolve) => {
        line.client.onFrame((frame) => {
          if (frame.t === 'error' && frame.id === 4711) resolve(frame);
        });
      });
      await api.app.settings({});
      line.client.send({ t: 'call', id: 4711, method, input: {} });
      expect(await answer).toMatchObject({ error: { code: 'usage.unknown_method' } });
    },
  );

  test('refuses invalid input without repeating it', async () => {
    const error: unknown = await api.accounts
      .unlockVault({ passphrase: 42 as unknown as string })
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'usage.invalid' });
    expect(JSON.stringify((error as AppError).toData())).not.toContain('42');
  });
});

describe.each(outside)('the transport %s, from outside', (_name, open) => {
  let cancelled: Promise<void>;
  let backend: StubBackend;
  let line: OutsideLine;
  let api: Api;

  beforeEach(async () => {
    ({ backend, cancelled } = suiteBackend());
    line = await open(backend);
    api = createClient(line.client);
  });
  afterEach(() => line.close());

  test('ignores what is no frame', async () => {
    await api.app.settings({});
    for (const item of [
      '',
      'x',
      '{',
      '[]',
      null,
      7,
      { t: 'call' },
      { t: 'call', id: 'x', method: 'app.settings' },
      { t: 'shout', id: 1 },
    ]) {
      line.garbage(item);
    }
    await expect(api.app.settings({})).resolves.toBeDefined();
  });

  test('finds a new line after the old one is cut; running calls say so', async () => {
    const seen: boolean[] = [];
    const back = new Promise<void>((resolve) => {
      api.onConnection((connected) => {
        seen.push(connected);
        if (connected && seen.includes(false)) resolve();
      });
    });
    await api.app.settings({});
    const lost = expect(api.app.listFolders({ path: null })).rejects.toMatchObject({ code: 'app.connection_lost' });
    await api.app.settings({});
    line.cut();
    await lost;
    // The server's end stops the work of a client that is gone.
    await cancelled;
    await back;
    await expect(api.app.settings({})).resolves.toBeDefined();
    expect(seen.slice(seen.indexOf(false))).toEqual([false, true]);
    expect(backend.listeners()).toBe(1);
  });
});
