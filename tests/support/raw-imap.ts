// A bare IMAP client that shares no code with the product: the independent witness of what a mailbox holds.
import { once } from 'node:events';
import net from 'node:net';
import tls from 'node:tls';

/** One response line with its literals cut out: "* 1 FETCH (BODY[] {5}" has "\0" + index in their place. */
export interface RawLine {
  readonly text: string;
  readonly literals: readonly Buffer[];
}

export interface RawImap {
  /** Sends one command (Buffers become literals) and returns its untagged lines. Throws on NO, BAD and a lost connection. */
  command(...parts: readonly (string | Buffer)[]): Promise<RawLine[]>;
  close(): void;
}

export async function connectRaw(options: {
  host?: string;
  port: number;
  user: string;
  password: string;
  ca?: string;
}): Promise<RawImap> {
  const { host = '127.0.0.1', port, user, password, ca } = options;
  const socket = ca ? tls.connect({ host, port, ca, servername: 'localhost' }) : net.connect({ host, port });
  socket.setNoDelay(true);
  await once(socket, ca ? 'secureConnect' : 'connect');
  let pending: Buffer = Buffer.alloc(0);
  const iterator = socket[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  const more = async (): Promise<void> => {
    const next = await iterator.next();
    if (next.done) throw new Error('raw client: connection closed');
    pending = pending.length ? Buffer.concat([pending, next.value]) : next.value;
  };
  const take = async (size: number): Promise<Buffer> => {
    const pieces: Buffer[] = [];
    for (let left = size; ;) {
      const piece = pending.subarray(0, left);
      pending = pending.subarray(piece.length);
      pieces.push(piece);
      left -= piece.length;
      if (left === 0) return Buffer.concat(pieces);
      await more();
    }
  };
  const line = async (): Promise<RawLine> => {
    let text = '';
    const literals: Buffer[] = [];
    for (;;) {
      let end = pending.indexOf('\r\n');
      while (end < 0) {
        await more();
        end = pending.indexOf('\r\n');
      }
      text += (await take(end + 2)).subarray(0, -2).toString('utf8');
      const literal = /\{(\d+)\}$/.exec(text);
      if (!literal) return { text, literals };
      text = text.slice(0, literal.index) + `\0${literals.length}`;
      literals.push(await take(Number(literal[1])));
    }
  };
  let count = 0;
  const command = async (...parts: readonly (string | Buffer)[]): Promise<RawLine[]> => {
    const tag = `r${++count}`;
    const pieces: Buffer[] = [Buffer.from(`${tag} `)];
    for (const part of parts) {
      if (typeof part === 'string') pieces.push(Buffer.from(part));
      else pieces.push(Buffer.from(`{${part.length}+}\r\n`), part);
    }
    socket.write(Buffer.concat([...pieces, Buffer.from('\r\n')]));
    const lines: RawLine[] = [];
    for (;;) {
      const next = await line();
      if (next.text.startsWith(`${tag} `)) {
        if (next.text.startsWith(`${tag} OK`)) return lines;
        throw new Error(`raw client: ${next.text}`);
      }
      lines.push(next);
    }
  };
  await line();
  await command('LOGIN ', Buffer.from(user), ' ', Buffer.from(password));
  return { command, close: () => void socket.destroy() };
}
