// Stands between a client and a server and stops the stream when a test asks: held in the middle of the work for as long
// as the test looks at the page, or cut as a lost connection.
import net from 'node:net';

export interface Gate {
  readonly port: number;
  /** What came from the server so far. */
  bytes(): number;
  /** Lets `bytes` more come from the server, then holds everything; resolves when it holds. */
  holdAfter(bytes: number): Promise<void>;
  release(): void;
  /** Breaks every connection and refuses new ones until `mend`. */
  cut(): void;
  mend(): void;
  close(): Promise<void>;
}

export async function startGate(target: { readonly host: string; readonly port: number }): Promise<Gate> {
  const pairs = new Set<{ readonly client: net.Socket; readonly upstream: net.Socket }>();
  let left = Infinity;
  let passed = 0;
  let held = false;
  let broken = false;
  let onHeld = (): void => undefined;

  const server = net.createServer((client) => {
    if (broken) return void client.destroy();
    const upstream = net.connect(target);
    const pair = { client, upstream };
    pairs.add(pair);
    for (const socket of [client, upstream]) {
      socket.setNoDelay(true);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        pairs.delete(pair);
        client.destroy();
        upstream.destroy();
      });
    }
    client.pipe(upstream);
    upstream.on('data', (data: Buffer) => {
      if (!client.write(data)) {
        upstream.pause();
        client.once('drain', () => !held && upstream.resume());
      }
      passed += data.length;
      left -= data.length;
      if (left <= 0 && !held) {
        held = true;
        for (const each of pairs) each.upstream.pause();
        onHeld();
      }
    });
    if (held) upstream.pause();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const drop = (): void => {
    for (const { client, upstream } of pairs) {
      client.destroy();
      upstream.destroy();
    }
  };
  return {
    port: (server.address() as net.AddressInfo).port,
    bytes: () => passed,
    holdAfter(bytes) {
      left = bytes;
      return new Promise((resolve) => (onHeld = resolve));
    },
    release() {
      left = Infinity;
      held = false;
      for (const { upstream } of pairs) upstream.resume();
    },
    cut() {
      broken = true;
      drop();
    },
    mend() {
      broken = false;
    },
    close: () =>
      new Promise((resolve) => {
        drop();
        server.close(() => resolve());
      }),
  };
}
