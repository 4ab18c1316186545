import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createClient } from '../electron/contract/client.ts';
import { frameToText } from '../electron/contract/frame-text.ts';
import type { Frame } from '../electron/contract/wire.ts';
import { socketTransport } from './transport.ts';

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
