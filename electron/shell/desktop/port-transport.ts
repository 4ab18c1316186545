// The contract's transport on one end of an Electron message port: the backend's end in the child, and main's own.
import { isFrame, type Frame, type Transport } from '../../contract/wire.ts';

/** What both Electron's MessagePortMain and a stand-in offer. */
export interface PortLike {
  on(event: 'message', listener: (event: { data: unknown }) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
  start(): void;
  postMessage(message: unknown): void;
  close(): void;
}

/** Frames are structured-cloned, bytes included. What is no frame is ignored; a closed port drops what is sent. */
export function portTransport(port: PortLike): Transport {
  const connectionListeners = new Set<(connected: boolean) => void>();
  let open = true;
  port.on('close', () => {
    if (!open) return;
    open = false;
    connectionListeners.forEach((listener) => listener(false));
  });
  return {
    send(frame) {
      if (open) port.postMessage(frame);
    },
    onFrame(listener: (frame: Frame) => void) {
      port.on('message', ({ data }) => {
        if (open && isFrame(data)) listener(data);
      });
      port.start();
    },
    onConnection: (listener) => void connectionListeners.add(listener),
    close() {
      open = false;
      port.close();
    },
  };
}
