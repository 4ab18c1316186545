// A small IMAP server in memory (RFC 3501, UIDPLUS, MULTIAPPEND, LITERAL+, SPECIAL-USE, LIST-STATUS, NAMESPACE): a real
// mailbox for the demo and for page tests on machines that have nothing but npm. Listens on 127.0.0.1 only.
import net from 'node:net';
import { createSession } from './memory-imap-session.ts';
import type { StoredAccount } from './memory-mailbox.ts';

export interface MemoryImap {
  readonly host: '127.0.0.1';
  readonly port: number;
  /** How often a sign-in was refused. */
  refusedLogins(): number;
  close(): Promise<void>;
}

export async function startMemoryImap(accounts: readonly StoredAccount[]): Promise<MemoryImap> {
  const open = new Set<net.Socket>();
  let refused = 0;
  const server = net.createServer((socket) => {
    socket.setNoDelay(true);
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    socket.on('error', () => socket.destroy());
    listen(socket, accounts, () => (refused += 1));
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as net.AddressInfo;
  return {
    host: '127.0.0.1',
    port,
    refusedLogins: () => refused,
    close: () =>
      new Promise((resolve) => {
        for (const socket of open) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

/** Cuts the byte stream into commands with their literals and hands them over one at a time. */
function listen(socket: net.Socket, accounts: readonly StoredAccount[], onRefused: () => void): void {
  const session = createSession(accounts, (part) => void socket.write(part), onRefused);
  let chunks: Buffer[] = [];
  let length = 0;
  let wanted = 0;
  let text = '';
  let literals: Buffer[] = [];
  /** Bytes of the literal being read; -1 between literals. */
  let literal = -1;
  socket.write('* OK [CAPABILITY IMAP4rev1 LITERAL+ SASL-IR AUTH=PLAIN] ready\r\n');
  socket.on('data', (data: Buffer) => {
    chunks.push(data);
    length += data.length;
    if (length < wanted) return;
    // One write per batch of answers: thousands of small ones would be slower than the mail itself.
    socket.cork();
    process.nextTick(() => socket.uncork());
    let rest = Buffer.concat(chunks);
    for (;;) {
      if (literal >= 0) {
        if (rest.length < literal) break;
        literals.push(Buffer.from(rest.subarray(0, literal)));
        rest = rest.subarray(literal);
        literal = -1;
      }
      const end = rest.indexOf('\r\n');
      if (end < 0) break;
      text += rest.subarray(0, end).toString('latin1');
      rest = rest.subarray(end + 2);
      const announced = /\{(\d+)(\+?)\}$/.exec(text);
      if (announced) {
        text = `${text.slice(0, announced.index)}\0${literals.length};`;
        literal = Number(announced[1]);
        if (!announced[2]) socket.write('+ go on\r\n');
        continue;
      }
      if (session.command(text, literals) === 'end') return socket.end();
      text = '';
      literals = [];
    }
    chunks = [rest];
    length = rest.length;
    wanted = literal >= 0 ? literal : 0;
  });
}
