// What goes between us and a POP3 server: lines of bounded length, multi-line answers as a stream, several commands on
// their way at once.
import { ByteStream } from '../../imap/index.ts';
import { Refusal } from './errors.ts';
import { unstuff } from './unstuff.ts';

/** RFC 2449 §4 allows 512 octets; some servers are wordier, none is this wordy. */
const MAX_LINE = 8 * 1024;
/** Lines of one list. A larger mailbox was never seen; a list without end was. */
const MAX_LINES = 2_000_000;

export class Wire extends ByteStream {
  /** Sends commands without waiting for answers; each must then be read, in the order sent. Throws network.*. */
  async send(...commands: readonly string[]): Promise<void> {
    await this.write(commands.map((command) => `${command}\r\n`).join(''));
  }

  /** The next status line: the text after +OK. Throws Refusal for -ERR, network.*. */
  async status(): Promise<string> {
    const line = await this.line(MAX_LINE);
    const ok = /^\+OK(?: (.*)|)$/is.exec(line);
    if (ok) return ok[1] ?? '';
    if (/^-ERR\b/i.test(line)) throw new Refusal(line);
    throw this.nonsense('bad_answer', line);
  }

  /** The server's first line. Throws network.protocol for one that is no POP3 server, Refusal, network.*. */
  async greeting(): Promise<string> {
    const line = await this.line(MAX_LINE);
    if (/^-ERR\b/i.test(line)) throw new Refusal(line);
    if (!/^\+OK\b/i.test(line)) throw this.nonsense('not_pop3', line);
    return line.slice(3).trim();
  }

  /** Sends one command and returns its status. Throws Refusal, network.*. */
  async run(command: string): Promise<string> {
    await this.send(command);
    return this.status();
  }

  /** AUTH's continuation (RFC 5034): true when the server asks for the answer, false when it accepted at once. */
  async continued(): Promise<boolean> {
    const line = await this.line(MAX_LINE);
    if (line.startsWith('+ ') || line === '+') return true;
    if (/^-ERR\b/i.test(line)) throw new Refusal(line);
    if (/^\+OK\b/i.test(line)) return false;
    throw this.nonsense('bad_answer', line);
  }

  /** The lines of a list whose status was read, dots removed. Throws network.*. */
  async *lines(): AsyncGenerator<string, void, undefined> {
    for (let count = 0; count < MAX_LINES; count += 1) {
      const line = await this.line(MAX_LINE);
      if (line === '.') return;
      yield line.startsWith('.') ? line.slice(1) : line;
    }
    throw this.nonsense('list_too_long', '');
  }

  /** The octets of a message whose status was read. Read to its end before the next answer. Throws network.*. */
  async *body(): AsyncGenerator<Buffer, void, undefined> {
    let finished = false;
    let atStart = true;
    let rest: Buffer = Buffer.alloc(0);
    try {
      while (!finished) {
        const piece = await this.some();
        const data = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
        const { body, used, ended } = unstuff(data, atStart);
        if (used > 0) atStart = false;
        rest = data.subarray(used);
        finished = ended;
        // The next answer.
        if (ended) this.putBack(rest);
        if (body.length > 0) yield body;
      }
    } finally {
      // Left early, the rest of the message would stand before the next answer.
      if (!finished) this.destroy();
    }
  }
}
