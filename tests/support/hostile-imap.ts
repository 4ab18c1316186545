// A fake IMAP server that misbehaves on purpose, as scripted: drops, stalls, lies about sizes, fails one message for ever,
// renumbers folders, refuses sign-in in every way providers do. Small on purpose; Dovecot is the real one.
import { once } from 'node:events';
import net from 'node:net';
import tls from 'node:tls';

export interface FakeMessage {
  readonly uid: number;
  /** Bytes, or a size for a message generated on the fly (see generated). */
  readonly body: Buffer | number;
  readonly flags?: readonly string[];
  readonly date?: string;
  /** What RFC822.SIZE says instead of the truth. */
  readonly announcedBytes?: number;
}

export interface FakeFolder {
  readonly attributes?: readonly string[];
  uidValidity: number;
  messages: FakeMessage[];
}

/** What to do instead of answering as usual: a whole reply ("NO [X] text"; {tag} is put in front), or a misdeed. */
export type Misdeed = { readonly say: string } | 'drop' | 'stall' | 'bye';

export interface HostileOptions {
  readonly folders?: Record<string, FakeFolder>;
  readonly capabilities?: string;
  readonly greeting?: string;
  readonly separator?: string | null;
  readonly password?: string;
  /** Asked before each command; undefined = answer it properly. */
  readonly misbehave?: (command: string, connection: number) => Misdeed | undefined;
  /** Asked before each message of a FETCH. */
  readonly onFetch?: (uid: number, connection: number, command: string) => Misdeed | 'omit' | undefined;
  /** Asked before each message of an APPEND is stored. */
  readonly onAppend?: (
    bytes: Buffer,
    connection: number,
    isLiteral8: boolean,
  ) => Misdeed | 'store-and-drop' | undefined;
  /** What the server makes of a message it takes in. */
  readonly rewrite?: (bytes: Buffer) => Buffer;
  /** The connection ends after this many bytes were sent on it; null or undefined = never. */
  readonly dropAfterBytes?: (connection: number) => number | null;
  readonly tls?: { readonly cert: string; readonly key: string };
  /** STARTTLS is offered and works with `tls`; without it TLS begins at once. */
  readonly startTls?: boolean;
  /** Where new folders may be made: throws or returns a refusal. */
  readonly onCreate?: (name: string) => string | undefined;
}

export interface HostileImap {
  readonly port: number;
  readonly folders: Record<string, FakeFolder>;
  /** Sign-in commands received. */
  logins(): number;
  connections(): number;
  /** Command lines received, without literals. */
  readonly commands: string[];
  stop(): Promise<void>;
}

/** Byte `at` of a generated message: a header, then lines of 78 letters. */
const LINE = Buffer.from(`${'abcdefghijklmnopqrstuvwxyz'.repeat(3)}\r\n`);
export function generated(size: number, offset: number, count: number): Buffer {
  const piece = Buffer.allocUnsafe(Math.max(0, Math.min(count, size - offset)));
  const shift = offset % LINE.length;
  for (let at = 0, from = shift; at < piece.length; from = 0) at += LINE.copy(piece, at, from);
  return piece;
}

const sizeOf = (message: FakeMessage): number =>
  typeof message.body === 'number' ? message.body : message.body.length;
const CAPABILITIES = 'IMAP4rev1 LITERAL+ UIDPLUS';

export async function startHostileImap(options: HostileOptions = {}): Promise<HostileImap> {
  const folders = options.folders ?? { INBOX: { uidValidity: 1, messages: [] } };
  const commands: string[] = [];
  const sockets = new Set<net.Socket>();
  let connections = 0;
  let logins = 0;
  const onSocket = (socket: net.Socket): void => {
    connections += 1;
    socket.setNoDelay(true);
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    const note = (command: string): void => {
      commands.push(command);
      if (/^\S+ (?:LOGIN|AUTHENTICATE)\b/i.test(command)) logins += 1;
    };
    void serve(socket, connections, folders, options, note).catch(() => socket.destroy());
  };
  const server =
    options.tls && !options.startTls ? tls.createServer(options.tls, onSocket) : net.createServer(onSocket);
  server.on('tlsClientError', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as net.AddressInfo).port,
    folders,
    logins: () => logins,
    connections: () => connections,
    commands,
    async stop() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

class Dropped extends Error {}

async function serve(
  raw: net.Socket,
  connection: number,
  folders: Record<string, FakeFolder>,
  options: HostileOptions,
  note: (command: string) => void,
): Promise<void> {
  const separator = options.separator === undefined ? '/' : options.separator;
  const capabilities = options.capabilities ?? CAPABILITIES;
  const limit = options.dropAfterBytes?.(connection) ?? Infinity;
  let socket = raw;
  let reader = byteReader(socket);
  let sent = 0;
  let open: FakeFolder | null = null;

  const send = async (data: string | Buffer): Promise<void> => {
    const bytes = typeof data === 'string' ? Buffer.from(data) : data;
    const part = bytes.subarray(0, Math.max(0, limit - sent));
    sent += part.length;
    if (!socket.writable) throw new Dropped();
    if (!socket.write(part)) await drained(socket);
    if (part.length < bytes.length) {
      socket.end();
      throw new Dropped();
    }
  };
  const misdo = async (misdeed: Misdeed, tag: string): Promise<void> => {
    if (misdeed === 'stall') await once(socket, 'close');
    if (misdeed === 'bye') await send('* BYE going down for maintenance\r\n');
    if (typeof misdeed === 'object') return send(`${misdeed.say.replaceAll('{tag}', tag)}\r\n`);
    socket.destroy();
    throw new Dropped();
  };
  const mailbox = (name: string): FakeFolder | undefined => folders[name.replace(/^"|"$/g, '')];

  async function fetch(tag: string, args: string): Promise<void> {
    const [, set = '', items = ''] = /^(\S+) (.*)$/.exec(args) ?? [];
    const [, from = '0', count = ''] = /BODY\.PEEK\[\](?:<(\d+)\.(\d+)>)?/.exec(items) ?? [];
    for (const message of open?.messages ?? []) {
      if (!inSet(message.uid, set, open) || open?.messages.includes(message) === false) continue;
      const misdeed = options.onFetch?.(message.uid, connection, args);
      if (misdeed === 'omit') continue;
      if (misdeed) return misdo(misdeed, tag);
      const size = sizeOf(message);
      const number = (open?.messages.indexOf(message) ?? 0) + 1;
      const words = [`UID ${message.uid}`];
      if (items.includes('FLAGS')) words.push(`FLAGS (${(message.flags ?? []).join(' ')})`);
      if (items.includes('INTERNALDATE')) words.push(`INTERNALDATE "${message.date ?? '01-Feb-2020 03:04:05 +0000'}"`);
      if (items.includes('RFC822.SIZE')) words.push(`RFC822.SIZE ${message.announcedBytes ?? size}`);
      const fields = /BODY\.PEEK\[HEADER\.FIELDS \(([^)]*)\)\]/.exec(items)?.[1];
      if (fields && Buffer.isBuffer(message.body)) {
        const header = message.body.toString('latin1').split(/\r?\n\r?\n/)[0] ?? '';
        const wanted = new RegExp(`^(?:${fields.replaceAll(' ', '|')}):.*(?:\r?\n[ \t].*)*`, 'gim');
        const found = `${(header.match(wanted) ?? []).join('\r\n')}\r\n\r\n`;
        await send(
          `* ${number} FETCH (${words.join(' ')} BODY[HEADER.FIELDS (${fields})] {${found.length}}\r\n${found})\r\n`,
        );
        continue;
      }
      if (!items.includes('BODY.PEEK[]')) {
        await send(`* ${number} FETCH (${words.join(' ')})\r\n`);
        continue;
      }
      const start = Number(from);
      const length = Math.max(0, Math.min(size - start, count ? Number(count) : size));
      await send(`* ${number} FETCH (${words.join(' ')} BODY[]${count ? `<${start}>` : ''} {${length}}\r\n`);
      for (let at = 0; at < length; at += 65_536) {
        const chunk = Math.min(65_536, length - at);
        const { body } = message;
        await send(
          typeof body === 'number' ? generated(size, start + at, chunk) : body.subarray(start + at, start + at + chunk),
        );
      }
      await send(')\r\n');
    }
    await send(`${tag} OK fetched\r\n`);
  }

  async function append(tag: string, line: string): Promise<void> {
    const [, name = ''] = /^\S+ APPEND ("[^"]*"|\S+)/i.exec(line) ?? [];
    const target = mailbox(name);
    const stored: Omit<FakeMessage, 'uid'>[] = [];
    let refusal: string | null = null;
    let dropAfter = false;
    for (let text = line; ;) {
      const literal = /\(([^)]*)\) "([^"]*)" (~?)\{(\d+)(\+?)\}$/.exec(text);
      if (!literal) break;
      if (!literal[5]) await send('+ go on\r\n');
      const bytes = await reader.exactly(Number(literal[4]));
      const misdeed = options.onAppend?.(bytes, connection, literal[3] === '~');
      if (misdeed === 'store-and-drop') dropAfter = true;
      else if (misdeed && typeof misdeed === 'object') refusal ??= misdeed.say;
      else if (misdeed) return misdo(misdeed, tag);
      const body = options.rewrite?.(bytes) ?? bytes;
      stored.push({ body, flags: literal[1]!.split(' ').filter(Boolean), date: literal[2]!.trim() });
      text = await reader.line();
    }
    if (!target) return send(`${tag} NO [TRYCREATE] no such mailbox\r\n`);
    if (refusal !== null) return send(`${refusal.replaceAll('{tag}', tag)}\r\n`);
    for (const message of stored) target.messages.push({ ...message, uid: (target.messages.at(-1)?.uid ?? 0) + 1 });
    if (dropAfter) return misdo('drop', tag);
    await send(`${tag} OK stored\r\n`);
  }

  await send(`${options.greeting ?? `* OK [CAPABILITY ${capabilities}] ready`}\r\n`);
  for (;;) {
    const line = await reader.line();
    const [, tag = '', word = '', args = ''] = /^(\S+) (?:UID )?(\S+) ?(.*)$/i.exec(line) ?? [];
    note(line);
    const misdeed = options.misbehave?.(line.slice(tag.length + 1), connection);
    if (misdeed) {
      await misdo(misdeed, tag);
      continue;
    }
    switch (word.toUpperCase()) {
      case 'CAPABILITY':
        await send(`* CAPABILITY ${capabilities}\r\n${tag} OK done\r\n`);
        break;
      case 'STARTTLS': {
        await send(`${tag} OK begin\r\n`);
        reader.release();
        socket = new tls.TLSSocket(socket, { isServer: true, ...options.tls });
        socket.on('error', () => undefined);
        reader = byteReader(socket);
        break;
      }
      case 'LOGIN': {
        let given = args;
        for (let literal = /\{(\d+)\+?\}$/.exec(given); literal; literal = /\{(\d+)\+?\}$/.exec(given)) {
          if (!given.endsWith('+}')) await send('+ go on\r\n');
          const bytes = await reader.exactly(Number(literal[1]));
          given = given.slice(0, literal.index) + bytes.toString() + (await reader.line());
        }
        const right = options.password === undefined || given.includes(options.password);
        await send(right ? `${tag} OK in\r\n` : `${tag} NO [AUTHENTICATIONFAILED] wrong\r\n`);
        break;
      }
      case 'LIST':
        for (const [name, folder] of Object.entries(folders))
          await send(`* LIST (${(folder.attributes ?? []).join(' ')}) ${quote(separator)} "${name}"\r\n`);
        await send(`${tag} OK listed\r\n`);
        break;
      case 'STATUS': {
        const [, name = ''] = /^("(?:[^"]*)"|\S+)/.exec(args) ?? [];
        const folder = mailbox(name);
        if (folder)
          await send(`* STATUS ${name} (MESSAGES ${folder.messages.length} UIDVALIDITY ${folder.uidValidity})\r\n`);
        await send(folder ? `${tag} OK counted\r\n` : `${tag} NO [NONEXISTENT] no such mailbox\r\n`);
        break;
      }
      case 'EXAMINE':
      case 'SELECT':
        open = mailbox(args) ?? null;
        if (open)
          await send(
            `* ${open.messages.length} EXISTS\r\n* OK [UIDVALIDITY ${open.uidValidity}] ok\r\n` +
              `* OK [PERMANENTFLAGS (\\Seen \\Flagged \\Answered \\Deleted \\Draft)] ok\r\n`,
          );
        await send(open ? `${tag} OK open\r\n` : `${tag} NO [NONEXISTENT] no such mailbox\r\n`);
        break;
      case 'SEARCH': {
        const set = /UID (\S+)/i.exec(args)?.[1] ?? '1:*';
        const uids = (open?.messages ?? []).map(({ uid }) => uid).filter((uid) => inSet(uid, set, open));
        await send(`* SEARCH ${uids.join(' ')}\r\n${tag} OK searched\r\n`);
        break;
      }
      case 'FETCH':
        await fetch(tag, args);
        break;
      case 'APPEND':
        await append(tag, line);
        break;
      case 'CREATE': {
        const name = args.replace(/^"|"$/g, '');
        const refusal = options.onCreate?.(name);
        if (refusal === undefined) folders[name] ??= { uidValidity: 1, messages: [] };
        await send(refusal === undefined ? `${tag} OK made\r\n` : `${tag} ${refusal}\r\n`);
        break;
      }
      case 'LOGOUT':
        await send(`* BYE bye\r\n${tag} OK out\r\n`);
        socket.end();
        return;
      default:
        await send(`${tag} OK done\r\n`);
    }
  }
}

const drained = (socket: net.Socket): Promise<void> =>
  new Promise((resolve) => {
    const done = (): void => {
      socket.off('drain', done).off('close', done);
      resolve();
    };
    socket.on('drain', done).on('close', done);
  });

const quote = (text: string | null): string => (text === null ? 'NIL' : `"${text}"`);

function inSet(uid: number, set: string, folder: FakeFolder | null): boolean {
  const last = folder?.messages.at(-1)?.uid ?? 0;
  return set.split(',').some((part) => {
    const [a = 0, b = a] = part.split(':').map((end) => (end === '*' ? last : Number(end)));
    return uid >= Math.min(a, b) && uid <= Math.max(a, b);
  });
}

interface ByteReader {
  line(): Promise<string>;
  exactly(size: number): Promise<Buffer>;
  release(): void;
}

function byteReader(socket: net.Socket): ByteReader {
  let chunks: Buffer[] = [];
  let size = 0;
  let closed = false;
  let wake = (): void => undefined;
  const onData = (chunk: Buffer): void => {
    chunks.push(chunk);
    size += chunk.length;
    wake();
  };
  const onClose = (): void => {
    closed = true;
    wake();
  };
  socket.on('data', onData).on('close', onClose).on('end', onClose);
  const joined = (): Buffer => {
    if (chunks.length !== 1) chunks = [Buffer.concat(chunks)];
    return chunks[0] as Buffer;
  };
  const take = (count: number): Buffer => {
    const all = joined();
    chunks = [all.subarray(count)];
    size -= count;
    return all.subarray(0, count);
  };
  const more = async (): Promise<void> => {
    if (closed) throw new Dropped();
    await new Promise<void>((resolve) => (wake = resolve));
  };
  return {
    async line() {
      for (;;) {
        const end = size ? joined().indexOf('\r\n') : -1;
        if (end >= 0) return take(end + 2).toString('latin1', 0, end);
        await more();
      }
    },
    async exactly(count) {
      while (size < count) await more();
      return Buffer.from(take(count));
    },
    release: () => void socket.off('data', onData).off('close', onClose).off('end', onClose),
  };
}
