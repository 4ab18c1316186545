import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createClient } from '../electron/contract/client.ts';
import { frameToText } from '../electron/contract/frame-text.ts';
import type { Frame } from '../electron/contract/wire.ts';
import { portTransport, socketTransport } from './transport.ts';

class FakeSocket {
  readonly OPEN = 1;
  readyState = 0;
  readonly sent: string[] = [];
  onopen: (() => void) | null = null;
  onclose: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  send(text: string): void {
    this.sent.push(text);
  }
  close(): void {
    this.drop();
  }
  accept(): void {
    this.readyState = 1;
    this.onopen?.();
  }
  drop(): void {
    this.readyState = 3;
    this.onclose?.();
  }
  say(frame: Frame): void {
    this.onmessage?.({ data: frameToText(frame) });
  }
}

describe('the WebSocket transport', () => {
  let sockets: FakeSocket[];
  const dial = () => {
    sockets = [];
    return socketTransport('ws://test/socket', () => {
      const socket = new FakeSocket();
      sockets.push(socket);
      return socket as unknown as WebSocket;
    });
  };
  beforeEach(() => void vi.useFakeTimers());

  it('keeps what is asked before the first connection', async () => {
    const api = createClient(dial());
    const answer = api.app.settings({});
    expect(sockets[0]!.sent).toEqual([]);
    sockets[0]!.accept();
    expect(JSON.parse(sockets[0]!.sent[0]!)).toMatchObject({ t: 'call', method: 'app.settings' });
    sockets[0]!.say({ t: 'result', id: 1, value: { language: 'fr', appearance: 'dark' } });
    await expect(answer).resolves.toEqual({ language: 'fr', appearance: 'dark' });
  });

  it('fails running calls when the line drops, and new ones at once, then connects again', async () => {
    const api = createClient(dial());
    const seen: boolean[] = [];
    api.onConnection((connected) => seen.push(connected));
    sockets[0]!.accept();
    const running = api.jobs.list({});
    const failing = expect(running).rejects.toMatchObject({ code: 'app.connection_lost' });
    sockets[0]!.drop();
    await failing;
    await expect(api.jobs.list({})).rejects.toMatchObject({ code: 'app.connection_lost' });
    vi.advanceTimersByTime(400);
    expect(sockets).toHaveLength(2);
    sockets[1]!.accept();
    expect(seen).toEqual([true, false, true]);
    void api.jobs.list({});
    expect(sockets[1]!.sent).toHaveLength(1);
  });

  it('waits longer after each failure and forgets that once connected', () => {
    dial();
    sockets[0]!.drop();
    vi.advanceTimersByTime(299);
    expect(sockets).toHaveLength(1);
    vi.advanceTimersByTime(1);
    sockets[1]!.drop();
    vi.advanceTimersByTime(599);
    expect(sockets).toHaveLength(2);
    vi.advanceTimersByTime(1);
    sockets[2]!.accept();
    sockets[2]!.drop();
    vi.advanceTimersByTime(300);
    expect(sockets).toHaveLength(4);
  });

  it('stops for good when closed', () => {
    const transport = dial();
    sockets[0]!.accept();
    transport.close();
    vi.advanceTimersByTime(60_000);
    expect(sockets).toHaveLength(1);
  });

  it('ignores what is no frame', () => {
    const transport = dial();
    const frames: Frame[] = [];
    transport.onFrame((frame) => frames.push(frame));
    sockets[0]!.accept();
    sockets[0]!.onmessage?.({ data: 'not json' });
    sockets[0]!.onmessage?.({ data: new ArrayBuffer(3) });
    sockets[0]!.onmessage?.({ data: '{"t":"nothing"}' });
    expect(frames).toEqual([]);
  });
});

describe('the message port transport', () => {
  class FakeWindow extends EventTarget {
    readonly location = { origin: 'app://malleposte' };
    hand(port: MessagePort, change: object = {}): void {
      const event = new Event('message');
      Object.assign(event, { data: { malleposte: 'port' }, origin: this.location.origin, source: this, ports: [port] });
      this.dispatchEvent(Object.assign(event, change));
    }
  }
  const open = () => {
    const page = new FakeWindow();
    return { page, transport: portTransport(page as unknown as Window) };
  };
  const next = (port: MessagePort): Promise<unknown> =>
    new Promise((resolve) => port.addEventListener('message', (event) => resolve(event.data), { once: true }));
  beforeEach(() => void vi.useRealTimers());

  it('talks over the port it is handed, bytes as they are, and over the next one', async () => {
    const { page, transport } = open();
    const seen: boolean[] = [];
    transport.onConnection?.((connected) => seen.push(connected));
    const api = createClient(transport);
    for (const round of [1, 2]) {
      const { port1, port2 } = new MessageChannel();
      page.hand(port1);
      port2.start();
      const asked = next(port2);
      const answer = api.blobs.read({ blobId: 'b', offset: 0 });
      expect(await asked).toMatchObject({ t: 'call', method: 'blobs.read' });
      port2.postMessage({ t: 'result', id: round, value: { bytes: new Uint8Array([1, 2, 3]) } });
      expect((await answer).bytes).toEqual(new Uint8Array([1, 2, 3]));
      port1.close();
    }
    expect(seen[0]).toBe(true);
    transport.close();
  });

  it('takes no port from another window or origin', () => {
    const { page, transport } = open();
    const seen: boolean[] = [];
    transport.onConnection?.((connected) => seen.push(connected));
    const { port1 } = new MessageChannel();
    page.hand(port1, { origin: 'https://evil.test' });
    page.hand(port1, { source: null });
    page.hand(port1, { data: { other: 'port' } });
    expect(seen).toEqual([]);
    port1.close();
  });
});
