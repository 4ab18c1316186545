// A fake POP3 server that misbehaves on purpose, as scripted: drops midway, lies about sizes, refuses one message, has no
// or doubled UIDLs, is locked by somebody else, is gone before or after it has deleted. Small on purpose; Dovecot is the
// real one.
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import net from 'node:net';
import tls from 'node:tls';

export interface FakeLetter {
  readonly body: Buffer;
  /** null: UIDL leaves it out. */
  readonly uid?: string | null;
  /** What LIST says instead of the truth; null: LIST leaves it out. */
  readonly announcedBytes?: number | null;
}

/** Instead of answering as usual: these bytes, or a misdeed. */
export type Misdeed = { readonly say: string } | 'drop' | 'stall';

export interface HostileOptions {
  letters?: FakeLetter[];
  readonly password?: string;
  /** CAPA lines; null: the command is unknown. */
  readonly capabilities?: readonly string[] | null;
  readonly greeting?: string;
  /** Asked before each command. */
  readonly misbehave?: (command: string, connection: number) => Misdeed | undefined;
  /** The connection ends after this many bytes of a message's answer. */
  readonly dropMessageAfter?: (letter: number, connection: number) => number | undefined;
  /** What QUIT comes to: deleted and no answer, deleted and -ERR, -ERR and not deleted. */
  readonly atQuit?: (connection: number) => 'silent' | 'done_no' | 'no' | undefined;
  readonly tls?: { readonly cert: string; readonly key: string };
  /** TLS begins with STLS instead of at once. */
  readonly startTls?: boolean;
}

export interface HostilePop3 {
  readonly port: number;
  /** Command lines received, as they came. */
  readonly commands: string[];
  connections(): number;
  /** Passwords, digests and SASL answers received. */
  logins(): number;
  letters: FakeLetter[];
  stop(): Promise<void>;
}

const CAPABILITIES = ['USER', 'SASL PLAIN', 'UIDL', 'TOP', 'PIPELINING', 'RESP-CODES'];

/** Dots doubled at line starts, CRLF at the end if there was none (RFC 1939 §3). */
export function stuffed(body: Buffer): Buffer {
  const text = body.toString('latin1').replace(/(^|\r\n)\./g, '$1..');
  return Buffer.from(text === '' || text.endsWith('\r\n') ? text : `${text}\r\n`, 'latin1');
}

export async function startHostilePop3(options: HostileOptions = {}): Promise<HostilePop3> {
  const state = { letters: options.letters ?? [] };
  const commands: string[] = [];
  const sockets = new Set<net.Socket>();
  const secret = options.password ?? 'a password';
  let connections = 0;
  let logins = 0;

  const onSocket = (plain: net.Socket): void => {
    connections += 1;
    const number = connections;
    // A session sees the mailbox as it was at its start.
    const letters = [...state.letters];
    const marked = new Set<FakeLetter>();
    let socket = plain;
    let stalled = false;
    let asked: 'none' | 'sasl' = 'none';
    let unread = '';
    const attach = (one: net.Socket): void => {
      socket = one;
      sockets.add(one);
      one.setNoDelay(true);
      one.on('error', () => undefined).on('close', () => sockets.delete(one));
      one.on('data', (data: Buffer) => {
        unread += data.toString('latin1');
        for (let end = unread.indexOf('\r\n'); end >= 0; end = unread.indexOf('\r\n')) {
          const line = unread.slice(0, end);
          unread = unread.slice(end + 2);
          if (!stalled) answer(line);
        }
      });
    };
    const say = (text: string | Buffer): void => void socket.write(text);
    const list = (lines: readonly string[]): void => say(`+OK\r\n${lines.map((line) => `${line}\r\n`).join('')}.\r\n`);
    const signedIn = (right: boolean): void => {
      logins += 1;
      say(right ? '+OK Welcome\r\n' : '-ERR [AUTH] Authentication failed.\r\n');
    };
    const sasl = (text: string): void => signedIn(Buffer.from(text, 'base64').toString().split('\0')[2] === secret);

    function answer(line: string): void {
      commands.push(line);
      const misdeed = options.misbehave?.(line, number);
      if (misdeed === 'drop') return void socket.destroy();
      if (misdeed === 'stall') return void (stalled = true);
      if (misdeed) return say(misdeed.say);
      if (asked === 'sasl') {
        asked = 'none';
        return sasl(line);
      }
      const [word = '', ...rest] = line.split(' ');
      const at = Number(rest[0] ?? 0) - 1;
      const letter = letters[at];
      const lines = options.capabilities === undefined ? CAPABILITIES : options.capabilities;
      switch (word.toUpperCase()) {
        case 'CAPA':
          return lines === null ? say('-ERR What?\r\n') : list(lines);
        case 'STLS':
          say('+OK Begin TLS\r\n');
          socket.removeAllListeners('data');
          return attach(new tls.TLSSocket(socket, { isServer: true, ...options.tls }));
        case 'AUTH':
          if (rest[1] !== undefined) return sasl(rest[1]);
          asked = 'sasl';
          return say('+ \r\n');
        case 'USER':
          return say('+OK\r\n');
        case 'PASS':
          return signedIn(rest.join(' ') === secret);
        case 'APOP': {
          const stamp = /<.*>/.exec(options.greeting ?? '')?.[0] ?? '';
          return signedIn(
            rest[1] ===
              createHash('md5')
                .update(stamp + secret)
                .digest('hex'),
          );
        }
        case 'STAT':
          return say(`+OK ${letters.length} ${letters.reduce((total, { body }) => total + body.length, 0)}\r\n`);
        case 'LIST':
          return list(
            letters.flatMap(({ body, announcedBytes }, index) =>
              announcedBytes === null ? [] : [`${index + 1} ${announcedBytes ?? stuffed(body).length}`],
            ),
          );
        case 'UIDL':
          if (rest.length > 0) return say(letter ? `+OK ${at + 1} ${letter.uid ?? `uid${at + 1}`}\r\n` : '-ERR No\r\n');
          return list(
            letters.flatMap(({ uid }, index) => (uid === null ? [] : [`${index + 1} ${uid ?? `uid${index + 1}`}`])),
          );
        case 'TOP':
        case 'RETR': {
          if (!letter) return say('-ERR No such message\r\n');
          const end = letter.body.indexOf('\r\n\r\n');
          const body =
            word.toUpperCase() === 'TOP' ? letter.body.subarray(0, end < 0 ? undefined : end + 4) : letter.body;
          const whole = Buffer.concat([Buffer.from('+OK\r\n'), stuffed(body), Buffer.from('.\r\n')]);
          const limit = options.dropMessageAfter?.(at + 1, number);
          if (limit === undefined) return say(whole);
          stalled = true;
          socket.end(whole.subarray(0, limit));
          return;
        }
        case 'NOOP':
          return say('+OK\r\n');
        case 'DELE':
          if (!letter || marked.has(letter)) return say('-ERR No such message\r\n');
          marked.add(letter);
          return say('+OK\r\n');
        case 'QUIT': {
          const end = marked.size > 0 ? options.atQuit?.(number) : undefined;
          if (end !== 'no') state.letters = state.letters.filter((one) => !marked.has(one));
          if (end === 'silent') return void socket.destroy();
          say(end ? '-ERR Some deleted messages were not removed\r\n' : '+OK Bye\r\n');
          return void socket.end();
        }
        default:
          return say('-ERR Unknown command\r\n');
      }
    }

    attach(options.tls && !options.startTls ? new tls.TLSSocket(plain, { isServer: true, ...options.tls }) : plain);
    say(`${options.greeting ?? '+OK Ready.'}\r\n`);
  };

  const server = net.createServer(onSocket);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as net.AddressInfo).port,
    commands,
    connections: () => connections,
    logins: () => logins,
    get letters() {
      return state.letters;
    },
    set letters(next) {
      state.letters = next;
    },
    async stop() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
