// The bytes between us and a POP3 server: lines of bounded length, multi-line answers as a stream, several commands on
// their way at once. Reading is pulled, so whoever is slow slows the server and not our memory.
import type net from 'node:net';
import { AppError } from '../../contract/errors.ts';
import { networkError, type Peer } from '../../imap/index.ts';
import { Refusal } from './errors.ts';
import { unstuff } from './unstuff.ts';

/** Read-ahead at which the socket is paused, and below which it runs again. */
const HIGH_WATER = 1024 * 1024;
const LOW_WATER = 256 * 1024;
/** RFC 2449 §4 allows 512 octets; some servers are wordier, none is this wordy. */
const MAX_LINE = 8 * 1024;
/** Lines of one list. A larger mailbox was never seen; a list without end was. */
const MAX_LINES = 2_000_000;

export class Wire {
  readonly peer: Peer;
  /** Longest silence while something is awaited. */
  readonly stallMs: number;
  #socket: net.Socket;
  #chunks: Buffer[] = [];
  /** What is being read, and how much of it is used up. */
  #data: Buffer = Buffer.alloc(0);
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

  /** Swaps the plain connection for its encrypted form. What the server sent in between is thrown away (RFC 2595 §4). */
  async replaceSocket(encrypt: (socket: net.Socket) => Promise<net.Socket>): Promise<void> {
    this.#socket.off('data', this.#onData).off('error', this.#onError).off('close', this.#onClose);
    this.#chunks = [];
    this.#data = Buffer.alloc(0);
    this.#at = this.#queued = 0;
    this.#socket = await encrypt(this.#socket);
    this.#attach(this.#socket);
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
    this.#ended ??= error;
    this.#wake?.();
  }

  /** Waits until `ready` after something happened on the socket. Throws network.*. */
  async #until(ready: () => boolean): Promise<void> {
    while (!ready()) {
      if (this.#ended) throw this.#ended;
      let timer: NodeJS.Timeout | undefined;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        const stalled = new AppError('network.timeout', { host: this.peer.host });
        timer = setTimeout(() => this.destroy(stalled), this.stallMs);
      });
      clearTimeout(timer);
      this.#wake = null;
    }
  }

  /** Adds what arrives next to what is unread, waiting for it. */
  async #more(): Promise<void> {
    if (this.#chunks.length === 0) await this.#until(() => this.#chunks.length > 0);
    const chunk = this.#chunks.shift() as Buffer;
    this.#data = this.#at === this.#data.length ? chunk : Buffer.concat([this.#data.subarray(this.#at), chunk]);
    this.#at = 0;
    this.#queued -= chunk.length;
    if (this.#paused && this.#queued < LOW_WATER) {
      this.#paused = false;
      this.#socket.resume();
    }
  }

  #protocol(reason: string, detail: string): AppError {
    const error = new AppError('network.protocol', { host: this.peer.host, reason }, { detail: detail.slice(0, 100) });
    this.destroy(error);
    return error;
  }

  /** Up to and without the line's end; one char per byte. Throws network.*. */
  async #line(): Promise<string> {
    for (let searched = 0; ;) {
      const end = this.#data.indexOf(10, this.#at + searched);
      const length = (end < 0 ? this.#data.length : end) - this.#at;
      if (length > MAX_LINE)
        throw this.#protocol('bad_answer', this.#data.toString('latin1', this.#at, this.#at + 100));
      if (end >= 0) {
        const text = this.#data.toString('latin1', this.#at, end);
        this.#at = end + 1;
        return text.endsWith('\r') ? text.slice(0, -1) : text;
      }
      searched = length;
      await this.#more();
    }
  }

  /** Sends commands without waiting for answers; each must then be read, in the order sent. Throws network.*. */
  async send(...commands: readonly string[]): Promise<void> {
    if (this.#ended) throw this.#ended;
    if (this.#socket.write(Buffer.from(commands.map((command) => `${command}\r\n`).join('')))) return;
    let drained = false;
    const onDrain = (): void => {
      drained = true;
      this.#wake?.();
    };
    this.#socket.once('drain', onDrain);
    await this.#until(() => drained).finally(() => this.#socket.off('drain', onDrain));
  }

  /** The next status line: the text after +OK. Throws Refusal for -ERR, network.*. */
  async status(): Promise<string> {
    const line = await this.#line();
    const ok = /^\+OK(?: (.*)|)$/is.exec(line);
    if (ok) return ok[1] ?? '';
    if (/^-ERR\b/i.test(line)) throw new Refusal(line);
    throw this.#protocol('bad_answer', line);
  }

  /** The server's first line. Throws network.protocol for one that is no POP3 server, Refusal, network.*. */
  async greeting(): Promise<string> {
    const line = await this.#line();
    if (/^-ERR\b/i.test(line)) throw new Refusal(line);
    if (!/^\+OK\b/i.test(line)) throw this.#protocol('not_pop3', line);
    return line.slice(3).trim();
  }

  /** Sends one command and returns its status. Throws Refusal, network.*. */
  async run(command: string): Promise<string> {
    await this.send(command);
    return this.status();
  }

  /** AUTH's continuation (RFC 5034): true when the server asks for the answer, false when it accepted at once. */
  async continued(): Promise<boolean> {
    const line = await this.#line();
    if (line.startsWith('+ ') || line === '+') return true;
    if (/^-ERR\b/i.test(line)) throw new Refusal(line);
    if (/^\+OK\b/i.test(line)) return false;
    throw this.#protocol('bad_answer', line);
  }

  /** The lines of a list whose status was read, dots removed. Throws network.*. */
  async *lines(): AsyncGenerator<string, void, undefined> {
    for (let count = 0; count < MAX_LINES; count += 1) {
      const line = await this.#line();
      if (line === '.') return;
      yield line.startsWith('.') ? line.slice(1) : line;
    }
    throw this.#protocol('list_too_long', '');
  }

  /** The octets of a message whose status was read. Read to its end before the next answer. Throws network.*. */
  async *body(): AsyncGenerator<Buffer, void, undefined> {
    let finished = false;
    let atStart = true;
    try {
      for (;;) {
        const { body, used, ended } = unstuff(this.#data.subarray(this.#at), atStart);
        this.#at += used;
        if (used > 0) atStart = false;
        if (ended) {
          finished = true;
          if (body.length > 0) yield body;
          return;
        }
        if (body.length > 0) yield body;
        await this.#more();
      }
    } finally {
      // Left early, the rest of the message would stand before the next answer.
      if (!finished) this.destroy();
    }
  }
}
