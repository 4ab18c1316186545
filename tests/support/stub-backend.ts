// A backend whose answers a test chooses: every call it does not name throws app.not_found. For tests of what carries
// calls, not of what answers them.
import { AppError } from '../../electron/contract/errors.ts';
import { calls, type Handlers } from '../../electron/contract/index.ts';
import type { Servable } from '../../electron/shell/serve-client.ts';

type Chosen = { readonly [A in keyof Handlers]?: Partial<Handlers[A]> };

export interface StubBackend extends Servable {
  emit(name: string, payload: unknown): void;
  readonly listeners: () => number;
}

export function stubBackend(chosen: Chosen = {}): StubBackend {
  const listeners = new Set<(name: string, payload: unknown) => void>();
  const handlers = Object.fromEntries(
    Object.entries(calls).map(([area, methods]) => [
      area,
      Object.fromEntries(
        Object.keys(methods).map((name) => [
          name,
          (chosen[area as keyof Handlers] as Record<string, unknown> | undefined)?.[name] ??
            (() => {
              throw new AppError('app.not_found', { name });
            }),
        ]),
      ),
    ]),
  ) as unknown as Handlers;
  return {
    handlers,
    toAppError: (error) => (error instanceof AppError ? error : new AppError('internal', { reference: 'test' })),
    onEvent(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    emit: (name, payload) => listeners.forEach((listener) => listener(name, payload)),
    listeners: () => listeners.size,
  };
}
