// One client of the backend, whatever carries its frames: answers its calls, tells it every event, forgets it when it goes.
import type { AppError } from '../contract/errors.ts';
import type { Handlers } from '../contract/index.ts';
import { serve } from '../contract/server.ts';
import type { Transport } from '../contract/wire.ts';

/** What a shell needs of the backend. */
export interface Servable {
  readonly handlers: Handlers;
  toAppError(error: unknown): AppError;
  /** Returns the listener's removal. */
  onEvent(listener: (name: string, payload: unknown) => void): () => void;
}

/** Serves until the transport's other side goes away or the returned function is called. */
export function serveClient(backend: Servable, transport: Transport): () => void {
  const served = serve(backend.handlers, transport, (error) => backend.toAppError(error));
  const removeListener = backend.onEvent((name, payload) => served.emit(name, payload));
  const stop = (): void => {
    removeListener();
    served.close();
  };
  transport.onConnection?.((connected) => {
    if (!connected) stop();
  });
  return stop;
}
