// How frames reach the program: a message port handed over by the desktop shell, or a WebSocket to the server that sent
// this page. Both connect again by themselves; nobody else in the page knows which of the two it is.
import { AppError } from '../electron/contract/errors.ts';
import { frameToText, textToFrame } from '../electron/contract/frame-text.ts';
import { isFrame, type Frame, type Transport } from '../electron/contract/wire.ts';

const FIRST_PAUSE_MS = 300;
const LAST_PAUSE_MS = 15_000;

interface Line {
  /** False when the frame could not be sent. */
  send(frame: Frame): boolean;
  close(): void;
}

interface Core extends Transport {
  up(line: Line): void;
  down(line: Line): void;
  receive(frame: Frame): void;
}

/**
 * What both kinds share. Before the first connection frames wait, so that the page may ask at once; later, a call sent
 * while the line is down fails at once with app.connection_lost instead of waiting for an answer that cannot come.
 */
function createCore(onClose: () => void): Core {
  let line: Line | null = null;
  let early: Frame[] | null = [];
  const frameListeners = new Set<(frame: Frame) => void>();
  const connectionListeners = new Set<(connected: boolean) => void>();
  const receive = (frame: Frame): void => frameListeners.forEach((listener) => listener(frame));

  return {
    send(frame) {
      if (line?.send(frame)) return;
      if (early) early.push(frame);
      else if (frame.t === 'call') {
        const error = new AppError('app.connection_lost').toData();
        queueMicrotask(() => receive({ t: 'error', id: frame.id, error }));
      }
    },
    onFrame: (listener) => void frameListeners.add(listener),
    onConnection: (listener) => void connectionListeners.add(listener),
    close() {
      onClose();
      line?.close();
    },
    up(next) {
      if (line && line !== next) this.down(line);
      line = next;
      for (const frame of early ?? []) next.send(frame);
      early = null;
      connectionListeners.forEach((listener) => listener(true));
    },
    down(gone) {
      if (line !== gone) return;
      line = null;
      connectionListeners.forEach((listener) => listener(false));
    },
    receive,
  };
}

/** Frames as text over one WebSocket; a lost one is opened again after growing pauses, at once when the network is back. */
export function socketTransport(url: string, open = (address: string): WebSocket => new WebSocket(address)): Transport {
  let closed = false;
  let pauseMs = FIRST_PAUSE_MS;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const core = createCore(() => {
    closed = true;
    clearTimeout(timer);
  });

  function dial(): void {
    clearTimeout(timer);
    const socket = open(url);
    const line: Line = {
      send(frame) {
        if (socket.readyState !== socket.OPEN) return false;
        socket.send(frameToText(frame));
        return true;
      },
      close: () => socket.close(),
    };
    socket.onopen = () => {
      pauseMs = FIRST_PAUSE_MS;
      core.up(line);
    };
    socket.onmessage = ({ data }) => {
      const frame = typeof data === 'string' ? textToFrame(data) : null;
      if (frame) core.receive(frame);
    };
    socket.onclose = () => {
      core.down(line);
      if (closed) return;
      timer = setTimeout(dial, pauseMs);
      pauseMs = Math.min(pauseMs * 2, LAST_PAUSE_MS);
    };
  }
  dial();
  return core;
}

/** Frames by structured clone over the port that the desktop shell hands over, and over each later one it sends. */
export function portTransport(page: Window): Transport {
  const core = createCore(() => page.removeEventListener('message', take));

  function take(event: MessageEvent<unknown>): void {
    const port = event.ports[0];
    const isOurs =
      event.source === page &&
      event.origin === page.location.origin &&
      (event.data as { malleposte?: unknown } | null)?.malleposte === 'port';
    if (!isOurs || !port) return;
    let open = true;
    const line: Line = {
      send(frame) {
        if (open) port.postMessage(frame);
        return open;
      },
      close() {
        open = false;
        port.close();
      },
    };
    port.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (isFrame(data)) core.receive(data);
    };
    // The backend died or the window lost it; the shell sends a new port when it is back.
    port.addEventListener('close', () => {
      open = false;
      core.down(line);
    });
    port.start();
    core.up(line);
  }
  page.addEventListener('message', take);
  return core;
}

/** The transport of the shell this page runs in. */
export function openTransport(): Transport {
  if ((window as { malleposteDesktop?: unknown }).malleposteDesktop === true) return portTransport(window);
  return socketTransport(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/socket`);
}
