// The browser shell: the page and its WebSocket on 127.0.0.1, for one person on this computer.
import type { AddressInfo, Socket } from 'node:net';
import { AppError } from '../../contract/errors.ts';
import { systemLanguage } from '../language.ts';
import { pageFolder } from '../installation.ts';
import { serveClient, type Servable } from '../serve-client.ts';
import { createHttpServer, type PageSource } from './http.ts';
import { createLogin, type Login } from './login.ts';
import { openPage, removeRedirect } from './open.ts';
import { attachSockets } from './socket.ts';
import { watchPages } from './watch-pages.ts';
import { words } from './words.ts';

export interface BrowserShellOptions {
  readonly backend: Servable;
  readonly dataDir: string;
  /** 0 = any free port. */
  readonly port: number;
  /** Open a window or a browser tab; otherwise the address is only printed. */
  readonly open: boolean;
  /** One line for the terminal. The only place where the one-time address is shown. */
  readonly print: (line: string) => void;
  /** What serves the page in place of the built files (development). */
  readonly page?: PageSource;
  /** Takes WebSocket upgrades of the live reload (development). */
  readonly onOtherUpgrade?: Parameters<typeof attachSockets>[1]['onOtherUpgrade'];
  /** A session that is known from the start (development). */
  readonly session?: string;
}

export interface BrowserShell {
  readonly port: number;
  /** The one-time address that works now. */
  address(): string;
  /** Resolves when the shell has closed: by `close`, or because its window is gone and nothing is left to do. */
  readonly closed: Promise<void>;
  close(): Promise<void>;
}

/** How long an open page may take to say goodbye. */
const GOODBYE_MS = 500;

/** Throws app.port_in_use. Closing the shell does not close the backend. */
export async function startBrowserShell(options: BrowserShellOptions): Promise<BrowserShell> {
  const { backend, dataDir, print } = options;
  const say = words[systemLanguage()];
  let port = 0;
  let login: Login | null = null;
  const currentLogin = (): Login => (login ??= createLogin(port, options.session ?? null));
  const address = (): string => `http://127.0.0.1:${port}/?login=${currentLogin().token()}`;

  const server = createHttpServer({
    port: () => port,
    login: currentLogin,
    page: options.page ?? pageFolder(),
    onLogin: () => {
      removeRedirect(dataDir);
      print(say.again(address()));
    },
  });
  // Upgraded connections are no longer the server's own: they are counted here, to be cut at the end.
  const connections = new Set<Socket>();
  server.on('connection', (socket) => {
    connections.add(socket);
    socket.once('close', () => connections.delete(socket));
  });
  const pages = watchPages(backend);
  const closeSockets = attachSockets(server, {
    port: () => port,
    login: currentLogin,
    ...(options.onOtherUpgrade && { onOtherUpgrade: options.onOtherUpgrade }),
    onClient: (transport) => {
      serveClient(backend, transport);
      pages.add(transport);
    },
  });

  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = error.code === 'EADDRINUSE' || error.code === 'EACCES';
      reject(taken ? new AppError('app.port_in_use', { port: options.port }, { cause: error }) : error);
    });
    server.listen(options.port, '127.0.0.1', resolve);
  });
  port = (server.address() as AddressInfo).port;

  let finish = (): void => undefined;
  const closed = new Promise<void>((resolve) => (finish = resolve));
  let closing: Promise<void> | null = null;
  const close = (): Promise<void> =>
    (closing ??= new Promise<void>((resolve) => {
      pages.stop();
      closeSockets();
      removeRedirect(dataDir);
      const cut = setTimeout(() => connections.forEach((socket) => socket.destroy()), GOODBYE_MS);
      server.close(() => {
        clearTimeout(cut);
        resolve();
      });
      server.closeAllConnections();
    }).then(finish));

  print(say.address(address()));
  if (options.open) {
    const opened = await openPage(address(), dataDir);
    print(say.opened[opened]);
    // A window of our own is the program for the person: when it is gone and nothing is running, so are we.
    if (opened === 'window') {
      pages.whenIdle(() => {
        print(say.idle);
        void close();
      });
    }
  }
  return { port, address, closed, close };
}
