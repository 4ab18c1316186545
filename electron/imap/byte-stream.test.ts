// Bytes come out as they went in, in whatever pieces they arrive and are taken; an end is told once to whoever waits.
import { EventEmitter } from 'node:events';
import type net from 'node:net';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ByteStream } from './byte-stream.ts';

class Socket extends EventEmitter {
  paused = false;
  setNoDelay(): void {}
  setKeepAlive(): void {}
  pause(): void {
    this.paused = true;
  }
  resume(): void {
    this.paused = false;
  }
  destroy(): void {
    this.emit('close');
  }
  write(): boolean {
    return false;
  }
}
class Open extends ByteStream {
  take = (limit?: number): Promise<Buffer> => this.some(limit);
  back = (rest: Buffer): void => this.putBack(rest);
  whole = (size: number): Promise<Buffer> => this.exactly(size);
  text = (maxBytes: number): Promise<string> => this.line(maxBytes);
  say = (text: string): Promise<void> => this.write(text);
}
const peer = { host: 'mail.example', port: 143 };
function open(stallMs = 1000): { socket: Socket; stream: Open } {
  const socket = new Socket();
  return { socket, stream: new Open(socket as unknown as net.Socket, peer, stallMs) };
}

test('any bytes in any pieces, taken in any way and partly put back', async () => {
  const step = fc.oneof(
    fc.record({ kind: fc.constant('some' as const), size: fc.integer({ min: 1, max: 9 }) }),
    fc.record({ kind: fc.constant('exactly' as const), size: fc.integer({ min: 0, max: 9 }) }),
    fc.record({ kind: fc.constant('back' as const), size: fc.integer({ min: 1, max: 9 }) }),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.uint8Array({ minLength: 1, maxLength: 12 })),
      fc.array(step),
      async (pieces, steps) => {
        const { socket, stream } = open();
        for (const piece of pieces) socket.emit('data', Buffer.from(piece));
        let left = Buffer.concat(pieces);
        for (const { kind, size } of steps) {
          if (left.length < size || size === 0) continue;
          const got = kind === 'exactly' ? await stream.whole(size) : await stream.take(size);
          expect(got).toEqual(left.subarray(0, got.length));
          // Half of it was too much.
          const used = kind === 'back' ? got.length >> 1 : got.length;
          if (kind === 'back') stream.back(got.subarray(used));
          left = left.subarray(used);
        }
        if (left.length > 0) expect(await stream.whole(left.length)).toEqual(left);
      },
    ),
  );
});

test('lines end at LF, with or without CR, and have a bound', async () => {
  const { socket, stream } = open();
  for (const piece of ['* O', 'K\r', '\nlo', 'ne\r', ' in it\nab']) socket.emit('data', Buffer.from(piece));
  expect([await stream.text(100), await stream.text(100)]).toEqual(['* OK', 'lone\r in it']);
  socket.emit('data', Buffer.from('x'.repeat(100)));
  await expect(stream.text(100)).rejects.toMatchObject({ code: 'network.protocol' });
  expect(stream.ended?.code).toBe('network.protocol');
});

test('a slow reader pauses the server, and lets it go on', async () => {
  const { socket, stream } = open();
  for (let count = 0; count < 20; count += 1) socket.emit('data', Buffer.alloc(100_000));
  expect(socket.paused).toBe(true);
  await stream.whole(1_800_000);
  expect(socket.paused).toBe(false);
});

test('silence, a close and a reader that does not drain end it; the first reason stands', async () => {
  const silent = open(10);
  await expect(silent.stream.take()).rejects.toMatchObject({ code: 'network.timeout' });
  const undrained = open(10);
  await expect(undrained.stream.say('NOOP\r\n')).rejects.toMatchObject({ code: 'network.timeout' });
  const closed = open();
  const waiting = closed.stream.take();
  closed.socket.emit('close');
  await expect(waiting).rejects.toMatchObject({ code: 'network.lost' });
  closed.socket.emit('error', new Error('later'));
  await expect(closed.stream.say('x')).rejects.toMatchObject({ code: 'network.lost' });
});
