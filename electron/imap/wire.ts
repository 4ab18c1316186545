// What goes between us and an IMAP server: replies pulled one at a time, commands with literals of any size in both
// directions. Longer than most files because reading, writing and literals share one state, and half of it would be no use
// to anybody.
import { AppError } from '../contract/errors.ts';
import { ByteStream } from './byte-stream.ts';
import { Refusal } from './errors.ts';
import { isStatusLine, parseReply, type Reply } from './replies.ts';

/** How long a server that said BYE may take to hang up. */
const GOODBYE_MS = 2000;
/** Nobody stays in IDLE longer (RFC 2177 asks for less than 29 minutes). */
const MAX_QUIET_MS = 40 * 60_000;
/** SEARCH answers of a million messages fit; anything longer is no IMAP server. */
const MAX_LINE = 32 * 1024 * 1024;
/** A literal read whole into memory; larger ones are only taken as a stream. */
export const MAX_INLINE = 48 * 1024 * 1024;
/** Non-synchronizing literals up to this size; a bigger one waits for the server's go, so that it can refuse first. */
const MAX_EAGER = 1024 * 1024;

export interface Upload {
  readonly sizeBytes: number;
  chunks(): AsyncIterable<Uint8Array>;
}
/** Text, bytes sent as a literal, or a stream sent as one. */
export type Part = string | Buffer | Upload;

export interface Literal {
  readonly sizeBytes: number;
  /** The server kept to the part that was asked for; false: it sends the message from its start. */
  readonly partial: boolean;
  /** Read once. Leaving early closes the connection. */
  chunks(): AsyncGenerator<Buffer, void, undefined>;
}

export class Wire extends ByteStream {
  /** LITERAL+ or LITERAL- (RFC 7888): how much may be sent without waiting for a go. */
  eagerBytes = 0;
  #tags = 0;
  #busy = false;
  /** The last BYE, which explains the close that follows. */
  #bye: Refusal | null = null;
  /** In IDLE a server may be silent: how long, instead of stallMs. */
  #quietMs: number | null = null;

  get bye(): Refusal | null {
    return this.#bye;
  }

  protected override explained(error: AppError): AppError {
    return this.#bye ? new AppError(error.code, error.params, { detail: this.#bye.quoted, cause: this.#bye }) : error;
  }

  /** After a goodbye there is little to wait for. */
  protected override silenceMs(): number {
    return this.#bye ? Math.min(this.stallMs, GOODBYE_MS) : (this.#quietMs ?? this.stallMs);
  }

  /** The next reply, literals included. */
  async #reply(): Promise<Reply> {
    const pieces: (string | Buffer)[] = [];
    for (;;) {
      const line = await this.line(MAX_LINE);
      const size = literalSize(line, pieces.length === 0);
      if (size === null) {
        pieces.push(line);
        return this.#parsed(pieces);
      }
      if (size > MAX_INLINE) throw this.nonsense('bad_answer', line);
      pieces.push(line.slice(0, line.lastIndexOf('{')), await this.exactly(size));
    }
  }

  #parsed(pieces: readonly (string | Buffer)[]): Reply {
    const reply = parseReply(pieces);
    if (!reply) throw this.nonsense('bad_answer', String(pieces[0]));
    if (reply.tag === '*' && reply.name === 'BYE') this.#bye = refusalOf(reply);
    return reply;
  }

  async greeting(): Promise<Reply> {
    const line = await this.line(MAX_LINE);
    const reply = parseReply([line]);
    if (reply?.tag !== '*') throw this.nonsense('not_imap', line);
    return reply;
  }

  /** Sends a command. A reply that answers it before all its literals went out is returned: the server refused early. */
  async #send(tag: string, parts: readonly Part[], onReply: (reply: Reply) => void): Promise<Reply | null> {
    let text = `${tag} `;
    for (const part of parts) {
      if (typeof part === 'string') {
        text += part;
        continue;
      }
      const size = Buffer.isBuffer(part) ? part.length : part.sizeBytes;
      const eager = size <= Math.min(this.eagerBytes, MAX_EAGER);
      await this.write(`${text}{${size}${eager ? '+' : ''}}\r\n`);
      text = '';
      if (!eager) {
        const early = await this.#go(tag, onReply);
        if (early) return early;
      }
      if (Buffer.isBuffer(part)) await this.write(part);
      else await this.#upload(part);
    }
    await this.write(`${text}\r\n`);
    return null;
  }

  /** Waits for the '+' that asks for a literal; a tagged reply instead is returned. */
  async #go(tag: string, onReply: (reply: Reply) => void): Promise<Reply | null> {
    for (;;) {
      const reply = await this.#reply();
      if (reply.tag === '+') return null;
      if (reply.tag === tag) return reply;
      onReply(reply);
    }
  }

  /** A stream that fails or has another size than promised leaves the server waiting: the connection is given up. */
  async #upload(upload: Upload): Promise<void> {
    const { sizeBytes } = upload;
    let sent = 0;
    try {
      for await (const chunk of upload.chunks()) {
        sent += chunk.byteLength;
        if (sent > sizeBytes) throw new AppError('message.refused', { reason: 'size_differs' });
        await this.write(chunk);
      }
      if (sent < sizeBytes) throw new AppError('message.refused', { reason: 'size_differs' });
    } catch (error) {
      this.destroy();
      throw error;
    }
  }

  #claim(): string {
    if (this.#busy) throw new Error('imap: a command was sent while another one runs');
    this.#busy = true;
    return `m${++this.#tags}`;
  }

  /** Runs one command; untagged replies go to `onReply`. Throws Refusal for NO and BAD, network.*. */
  async run(parts: string | readonly Part[], onReply: (reply: Reply) => void = () => undefined): Promise<Reply> {
    const tag = this.#claim();
    try {
      let done = await this.#send(tag, typeof parts === 'string' ? [parts] : parts, onReply);
      while (!done) {
        const reply = await this.#reply();
        if (reply.tag === tag) done = reply;
        else if (reply.tag === '*') onReply(reply);
      }
      return accepted(done);
    } finally {
      this.#busy = false;
    }
  }

  /** IDLE (RFC 2177) until `until` is done; then, and only then, a silent server counts as lost. Throws Refusal, network.*. */
  async idle(until: Promise<unknown>, onReply: (reply: Reply) => void): Promise<void> {
    const tag = this.#claim();
    let active = true;
    try {
      await this.write(`${tag} IDLE\r\n`);
      const early = await this.#go(tag, onReply);
      if (early) return void accepted(early);
      this.#quietMs = MAX_QUIET_MS;
      void until.then(() => {
        if (!active || this.ended) return;
        this.#quietMs = null;
        this.socket.write('DONE\r\n');
        this.wake();
      });
      for (;;) {
        const reply = await this.#reply();
        if (reply.tag === tag) return void accepted(reply);
        if (reply.tag === '*') onReply(reply);
      }
    } finally {
      active = false;
      this.#quietMs = null;
      this.#busy = false;
    }
  }

  /** SASL: the '+' after the command is answered once with `answer`, a further one is cancelled with '*'. */
  async authenticate(command: string, answer: string): Promise<Reply> {
    const tag = this.#claim();
    try {
      await this.write(`${tag} ${command}\r\n`);
      for (let asked = 0; ;) {
        const reply = await this.#reply();
        if (reply.tag === tag) return accepted(reply);
        if (reply.tag === '+') await this.write(asked++ === 0 ? `${answer}\r\n` : '*\r\n');
      }
    } finally {
      this.#busy = false;
    }
  }

  /**
   * Sends several commands at once and returns each one's end: its OK or its Refusal, in the order given. Literals must
   * be small enough to go without waiting (eagerBytes). Throws network.* when the connection breaks.
   */
  async runAll(
    commands: readonly (readonly Part[])[],
    onReply: (reply: Reply) => void = () => undefined,
    onDone: (index: number, end: Reply | Refusal) => void = () => undefined,
  ): Promise<(Reply | Refusal)[]> {
    this.#claim();
    try {
      const tags = commands.map(() => `m${++this.#tags}`);
      const ends: (Reply | Refusal)[] = [];
      const settle = (reply: Reply): void => {
        const index = tags.indexOf(reply.tag);
        if (index < 0) return reply.tag === '*' ? onReply(reply) : undefined;
        ends[index] = reply.name === 'OK' ? reply : refusalOf(reply);
        onDone(index, ends[index]);
      };
      for (const [index, parts] of commands.entries()) {
        const early = await this.#send(tags[index] ?? '', parts, settle);
        if (early) settle(early);
      }
      while (ends.filter(Boolean).length < commands.length) settle(await this.#reply());
      return ends;
    } finally {
      this.#busy = false;
    }
  }

  /** Runs a command and yields its untagged replies as they come. Leaving early closes the connection. */
  async *stream(command: string): AsyncGenerator<Reply, void, undefined> {
    const tag = this.#claim();
    let finished = false;
    try {
      await this.#send(tag, [command], () => undefined);
      for (;;) {
        const reply = await this.#reply();
        if (reply.tag === tag) {
          finished = true;
          accepted(reply);
          return;
        }
        if (reply.tag === '*') yield reply;
      }
    } finally {
      this.#busy = false;
      if (!finished) this.destroy();
    }
  }

  /**
   * Runs a FETCH of one message's body and gives its literal as a stream. Replies without a literal come back whole in
   * `other`; null when the command ended without any.
   */
  async openLiteral(command: string): Promise<Literal | { readonly other: Reply } | null> {
    const tag = this.#claim();
    let other: Reply | null = null;
    try {
      await this.#send(tag, [command], () => undefined);
      for (;;) {
        const line = await this.line(MAX_LINE);
        const size = literalSize(line, true);
        if (size !== null && /^\* \d+ FETCH .*BODY\[\](?:<\d+>)? ~?\{\d+\}$/is.test(line))
          return { sizeBytes: size, partial: line.includes('BODY[]<'), chunks: () => this.#literal(tag, size) };
        const reply = size === null ? this.#parsed([line]) : await this.#rest(line, size);
        if (reply.tag === tag) {
          this.#busy = false;
          accepted(reply);
          return other && { other };
        }
        if (reply.name === 'FETCH') other = reply;
      }
    } catch (error) {
      this.#busy = false;
      throw error;
    }
  }

  async #rest(line: string, size: number): Promise<Reply> {
    if (size > MAX_INLINE) throw this.nonsense('bad_answer', line);
    const pieces: (string | Buffer)[] = [line.slice(0, line.lastIndexOf('{')), await this.exactly(size)];
    for (;;) {
      const next = await this.line(MAX_LINE);
      const more = literalSize(next, false);
      if (more === null) return this.#parsed([...pieces, next]);
      if (more > MAX_INLINE) throw this.nonsense('bad_answer', next);
      pieces.push(next.slice(0, next.lastIndexOf('{')), await this.exactly(more));
    }
  }

  async *#literal(tag: string, size: number): AsyncGenerator<Buffer, void, undefined> {
    let finished = false;
    try {
      for (let left = size; left > 0;) {
        const piece = await this.some(left);
        left -= piece.length;
        yield piece;
      }
      // The end of the reply that held the literal, then whatever comes before the command's own end.
      for (let more = literalSize(await this.line(MAX_LINE), false); more !== null;)
        more = literalSize((await this.exactly(more), await this.line(MAX_LINE)), false);
      for (;;) {
        const reply = await this.#reply();
        if (reply.tag !== tag) continue;
        finished = true;
        accepted(reply);
        return;
      }
    } finally {
      this.#busy = false;
      if (!finished) this.destroy();
    }
  }
}

const refusalOf = (reply: Reply): Refusal =>
  new Refusal(reply.name === 'NO' || reply.name === 'BYE' ? reply.name : 'BAD', reply.code, reply.text);

function accepted(reply: Reply): Reply {
  if (reply.name === 'OK') return reply;
  throw refusalOf(reply);
}

/** The size of the literal a line announces at its end; null when there is none. */
function literalSize(line: string, first: boolean): number | null {
  if (!line.endsWith('}')) return null;
  const match = /~?\{(\d{1,12})\+?\}$/.exec(line);
  if (!match || (first && isStatusLine(line))) return null;
  return Number(match[1]);
}
