// Makes an Api from a transport. The method names come from the contract's table, so no proxy guesses them.
import type { CallOptions } from './define.ts';
import { AppError } from './errors.ts';
import { calls, type Api } from './index.ts';
import type { Frame, Transport } from './wire.ts';

interface Waiting {
  resolve(value: unknown): void;
  reject(error: AppError): void;
}

/** Every call of the contract as a function. When the transport goes down, running calls reject with app.connection_lost. */
export function createClient(transport: Transport): Api {
  const waiting = new Map<number, Waiting>();
  const listeners = new Map<string, Set<(payload: unknown) => void>>();
  const connectionListeners = new Set<(connected: boolean) => void>();
  let nextId = 1;

  transport.onFrame((frame: Frame) => {
    if (frame.t === 'event') {
      for (const listener of listeners.get(frame.name) ?? []) listener(frame.payload);
    } else if (frame.t === 'result' || frame.t === 'error') {
      const call = waiting.get(frame.id);
      waiting.delete(frame.id);
      if (frame.t === 'result') call?.resolve(frame.value);
      else call?.reject(AppError.from(frame.error));
    }
  });
  transport.onConnection?.((connected) => {
    if (!connected) {
      for (const call of waiting.values()) call.reject(new AppError('app.connection_lost'));
      waiting.clear();
    }
    for (const listener of connectionListeners) listener(connected);
  });

  function invoke(method: string, input: unknown, { signal }: CallOptions = {}): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(new AppError('cancelled'));
      const id = nextId++;
      const onAbort = (): void => {
        transport.send({ t: 'cancel', id });
        if (waiting.delete(id)) reject(new AppError('cancelled'));
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      const done = (): void => signal?.removeEventListener('abort', onAbort);
      waiting.set(id, {
        resolve: (value) => (done(), resolve(value)),
        reject: (error) => (done(), reject(error)),
      });
      transport.send({ t: 'call', id, method, input });
    });
  }

  const areas = Object.entries(calls).map(([area, methods]) => [
    area,
    Object.fromEntries(
      Object.keys(methods).map((name) => [
        name,
        (input: unknown, options?: CallOptions) => invoke(`${area}.${name}`, input, options),
      ]),
    ),
  ]);
  const api: Record<string, unknown> = {
    ...(Object.fromEntries(areas) as Record<string, unknown>),
    on(name: string, listener: (payload: unknown) => void): () => void {
      const set = listeners.get(name) ?? new Set();
      listeners.set(name, set.add(listener));
      return () => set.delete(listener);
    },
    onConnection(listener: (connected: boolean) => void): () => void {
      connectionListeners.add(listener);
      return () => connectionListeners.delete(listener);
    },
  };
  return api as unknown as Api;
}
