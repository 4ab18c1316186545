// The WebSocket side: one client of the contract per open page, behind the same Host, Origin and cookie checks.
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type RawData, type WebSocket } from 'ws';
import { frameToText, textToFrame } from '../../contract/frame-text.ts';
import type { Frame, Transport } from '../../contract/wire.ts';
import type { Login } from './login.ts';
import { isOwnOrigin } from './origin.ts';

export const SOCKET_PATH = '/socket';

/** A piece of 1 MiB as base64 with room for its frame; more is not a frame of ours. */
const MAX_FRAME_BYTES = 2 * 1_048_576;
/** Above this much unsent, the page's own frames wait in the network: it asks faster than it reads. */
const PAUSE_BYTES = 4 * 1_048_576;
/** Above this much unsent, the page is not reading at all. It is cut off, and starts fresh when it comes back. */
const GIVE_UP_BYTES = 32 * 1_048_576;
const PING_MS = 30_000;

interface Options {
  port(): number;
  login(): Login;
  /** Upgrades for other paths and protocols; live reload takes them in development. Refused when left out. */
  onOtherUpgrade?(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  onClient(transport: Transport): void;
}

/** The contract's transport on an open socket. Text that is no frame is ignored. */
export function socketTransport(socket: WebSocket): Transport {
  const connectionListeners = new Set<(connected: boolean) => void>();
  const drained = (): void => {
    if (socket.isPaused && socket.bufferedAmount < PAUSE_BYTES) socket.resume();
  };
  socket.on('close', () => connectionListeners.forEach((listener) => listener(false)));
  return {
    send(frame) {
      if (socket.readyState !== socket.OPEN) return;
      if (socket.bufferedAmount > GIVE_UP_BYTES) return socket.terminate();
      socket.send(frameToText(frame), drained);
      if (socket.bufferedAmount > PAUSE_BYTES) socket.pause();
    },
    onFrame(listener: (frame: Frame) => void) {
      socket.on('message', (data: RawData, isBinary) => {
        const frame = isBinary ? null : textToFrame((data as Buffer).toString('utf8'));
        if (frame) listener(frame);
      });
    },
    onConnection: (listener) => void connectionListeners.add(listener),
    close: () => socket.close(1001),
  };
}

/** Takes over the server's upgrades. Returns what ends all connections. */
export function attachSockets(server: Server, options: Options): () => void {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_FRAME_BYTES, perMessageDeflate: false });
  const alive = new WeakSet<WebSocket>();

  server.on('upgrade', (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    const own = isOwnOrigin(request, options.port()) && options.login().knows(request.headers.cookie);
    stream.on('error', () => stream.destroy());
    if (own && request.url === SOCKET_PATH) {
      sockets.handleUpgrade(request, stream, head, (socket) => {
        alive.add(socket);
        socket.on('pong', () => alive.add(socket));
        socket.on('error', () => socket.terminate());
        options.onClient(socketTransport(socket));
      });
    } else if (own && options.onOtherUpgrade) {
      options.onOtherUpgrade(request, stream, head);
    } else {
      stream.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
    }
  });

  const pinging = setInterval(() => {
    for (const socket of sockets.clients) {
      // A paused socket reads no pong; it is judged by what it has not read instead.
      if (!alive.delete(socket) && !socket.isPaused) socket.terminate();
      else socket.ping();
    }
  }, PING_MS).unref();

  return () => {
    clearInterval(pinging);
    for (const socket of sockets.clients) socket.close(1001);
    sockets.close();
  };
}
