import { describe, expect, it } from 'vitest';
import type { Frame } from '../../contract/wire.ts';
import { inProcessPair } from './in-process.ts';

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('the wire inside one process', () => {
  it('delivers frames in order, later, and as copies', async () => {
    const { client, server } = inProcessPair();
    const seen: Frame[] = [];
    server.onFrame((frame) => seen.push(frame));
    const input = { list: [1], bytes: new Uint8Array([1, 2, 3]) };
    client.send({ t: 'call', id: 1, method: 'a.b', input });
    client.send({ t: 'cancel', id: 1 });
    input.list.push(2);
    expect(seen).toEqual([]);
    await settle();
    expect(seen).toEqual([
      { t: 'call', id: 1, method: 'a.b', input: { list: [1], bytes: new Uint8Array([1, 2, 3]) } },
      { t: 'cancel', id: 1 },
    ]);
  });

  it('tells both ends that it is closed and drops what comes afterwards', async () => {
    const { client, server } = inProcessPair();
    const told: string[] = [];
    client.onConnection?.((connected) => told.push(`client ${connected}`));
    server.onConnection?.((connected) => told.push(`server ${connected}`));
    client.onFrame(() => told.push('frame'));
    server.send({ t: 'event', name: 'x', payload: null });
    server.close();
    client.close();
    server.send({ t: 'event', name: 'x', payload: null });
    await settle();
    expect(told).toEqual(['client false', 'server false']);
  });
});
