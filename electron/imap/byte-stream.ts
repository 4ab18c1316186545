// A socket as bytes that are pulled: the ground of every protocol spoken in lines. Nothing is read ahead beyond a small
// window, so whoever is slow slows the server and not our memory. Silence, an error or a close ends it once, and whoever
// waits hears why.
import type net from 'node:net';
import { AppError } from '../contract/errors.ts';
import { networkError, timeoutError } from './errors.ts';
import type { Peer } from './socket.ts';

/** Read-ahead at which the socket is paused, and below which it runs again. */
const HIGH_WATER = 1024 * 1024;
const LOW_WATER = 256 * 1024;

export class ByteStream {
  readonly peer: Peer;
  /** Longest silence while something is awaited. */
  readonly stallMs: number;
  #socket: net.Socket;
  #chunks: Buffer[] = [];
  /** How much of the first chunk is used up. */
  #at = 0;
  #queued = 0;
  #paused = false;
  #ended: AppError | null = null;
  #wake: (() => void) | null = null;

  constructor(socket: net.Socket, peer: Peer, stallMs: number) {
    this.peer = peer;
    this.stallMs = stallMs;
    this.#socket = socket;
    this.#attach(socket);
  }

  get socket(): net.Socket {
    return this.#socket;
  }
  /** Why nothing more can be sent; null while the connection is usable. */
  get ended(): AppError | null {
    return this.#ended;
  }

  /** Closes at once; whoever waits gets `error`. */
  destroy(error: AppError = new AppError('network.lost', { host: this.peer.host })): void {
    this.#end(error);
    this.#socket.destroy();
  }

  /** Swaps the plain connection for its encrypted form. What the server sent in between is thrown away (RFC 9051 §6.2.1, RFC 2595 §4). */
  async replaceSocket(encrypt: (socket: net.Socket) => Promise<net.Socket>): Promise<void> {
    this.#socket.off('data', this.#onData).off('error', this.#onError).off('close', this.#onClose);
    this.#chunks = [];
    this.#at = this.#queued = 0;
    this.#socket = await encrypt(this.#socket);
    this.#attach(this.#socket);
  }

  /** What the end is told as. */
  protected explained(error: AppError): AppError {
    return error;
  }
  /** How long the server may be silent now. */
  protected silenceMs(): number {
    return this.stallMs;
  }
  /** Whoever waits asks again for how long. */
  protected wake(): void {
    this.#wake?.();
  }

  /** At least one and at most `limit` bytes, in the memory they came in. Throws network.*. */
  protected async some(limit = Infinity): Promise<Buffer> {
    if (this.#queued === 0) await this.#until(() => this.#queued > 0);
    const first = this.#chunks[0] as Buffer;
    const piece = first.subarray(this.#at, this.#at + limit);
    if (this.#at + piece.length === first.length) {
      this.#chunks.shift();
      this.#at = 0;
    } else {
      this.#at += piece.length;
    }
    this.#queued -= piece.length;
    if (this.#paused && this.#queued < LOW_WATER) {
      this.#paused = false;
      this.#socket.resume();
    }
    return piece;
  }

  /** The end of what was taken last and is not used: it comes first again. */
  protected putBack(rest: Buffer): void {
    if (rest.length === 0) return;
    const first = this.#chunks[0];
    if (first && this.#at > 0) this.#chunks[0] = first.subarray(this.#at);
    this.#chunks.unshift(rest);
    this.#at = 0;
    this.#queued += rest.length;
  }

  protected async exactly(size: number): Promise<Buffer> {
    const whole = Buffer.allocUnsafe(size);
    for (let at = 0; at < size;) {
      const piece = await this.some(size - at);
      piece.copy(whole, at);
      at += piece.length;
    }
    return whole;
  }

  /** Up to and without the line's end; one char per byte. Throws network.protocol beyond `maxBytes`, network.*. */
  protected async line(maxBytes: number): Promise<string> {
    let text = '';
    for (;;) {
      if (this.#queued === 0) await this.#until(() => this.#queued > 0);
      const first = this.#chunks[0] as Buffer;
      const end = first.indexOf(10, this.#at);
      const piece = await this.some(end < 0 ? first.length - this.#at : end + 1 - this.#at);
      text += piece.toString('latin1');
      if (text.length > maxBytes) throw this.nonsense('bad_answer', text);
      if (end >= 0) return text.endsWith('\r\n') ? text.slice(0, -2) : text.slice(0, -1);
    }
  }

  /** Waits where the other side is slow to take it. Throws network.*. */
  protected async write(data: string | Uint8Array): Promise<void> {
    if (this.#ended) throw this.#ended;
    if (this.#socket.write(data)) return;
    let drained = false;
    const onDrain = (): void => {
      drained = true;
      this.#wake?.();
    };
    this.#socket.once('drain', onDrain);
    await this.#until(() => drained).finally(() => this.#socket.off('drain', onDrain));
  }

  /** The other side does not speak the protocol: closes, and returns what to throw. */
  protected nonsense(reason: string, detail: string): AppError {
    const error = new AppError('network.protocol', { host: this.peer.host, reason }, { detail: detail.slice(0, 100) });
    this.destroy(error);
    return error;
  }

  readonly #onData = (chunk: Buffer): void => {
    this.#chunks.push(chunk);
    this.#queued += chunk.length;
    if (this.#queued > HIGH_WATER && !this.#paused) {
      this.#paused = true;
      this.#socket.pause();
    }
    this.#wake?.();
  };
  readonly #onError = (error: unknown): void => this.#end(networkError(error, this.peer));
  readonly #onClose = (): void => this.#end(new AppError('network.lost', { host: this.peer.host }));

  #attach(socket: net.Socket): void {
    socket.setNoDelay(true);
    socket.setKeepAlive(true, 60_000);
    socket.on('data', this.#onData).on('error', this.#onError).on('close', this.#onClose);
  }

  #end(error: AppError): void {
    this.#ended ??= this.explained(error);
    this.#wake?.();
  }

  /** Waits until `ready` after something happened on the socket. Throws network.*. */
  async #until(ready: () => boolean): Promise<void> {
    while (!ready()) {
      if (this.#ended) throw this.#ended;
      let timer: NodeJS.Timeout | undefined;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        timer = setTimeout(() => this.destroy(timeoutError(this.peer)), this.silenceMs());
      });
      clearTimeout(timer);
      this.#wake = null;
    }
  }
}
