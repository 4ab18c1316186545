// Stands between a client and a server and holds the stream at a chosen byte: "in the middle of the work", every time.
import net from 'node:net';

export interface Proxy {
  readonly port: number;
  /** Bytes that came from the server so far. */
  bytes(): number;
  close(): Promise<void>;
}

/**
 * Passes everything on until `bytes` have come from the server, calls `onReached` once, and lets the rest through after
 * `holdMs`. Infinity only counts.
 */
export async function startProxy(
  target: { readonly host: string; readonly port: number },
  bytes: number,
  onReached: () => void = () => undefined,
  holdMs = 1_000,
): Promise<Proxy> {
  let passed = 0;
  let reached = false;
  const sockets = new Set<net.Socket>();
  const server = net.createServer((client) => {
    const upstream = net.connect(target);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    client.pipe(upstream);
    upstream.on('data', (data: Buffer) => {
      if (!client.write(data)) {
        upstream.pause();
        client.once('drain', () => upstream.resume());
      }
      passed += data.length;
      if (passed < bytes || reached) return;
      reached = true;
      upstream.pause();
      onReached();
      setTimeout(() => upstream.resume(), holdMs);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as net.AddressInfo).port,
    bytes: () => passed,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}
