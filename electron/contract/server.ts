// Serves handlers on one transport: allow-list, validation of what arrives, errors as data, cancel.
import * as v from 'valibot';
import type { Call } from './define.ts';
import { AppError } from './errors.ts';
import { calls, type Handlers } from './index.ts';
import type { Frame, Transport } from './wire.ts';

export interface Served {
  /** Sends an event to this client. */
  emit(name: string, payload: unknown): void;
  /** Cancels what is running for this client and stops listening. */
  close(): void;
}

type Handler = (input: unknown, context: { signal: AbortSignal }) => unknown;
interface Entry {
  readonly call: Call;
  readonly handler: Handler;
}

/** The flat allow-list, "area.method" to schema and handler. Nothing outside it can be reached. */
function flatten(handlers: Handlers): ReadonlyMap<string, Entry> {
  const table = new Map<string, Entry>();
  for (const [area, methods] of Object.entries(calls)) {
    for (const [name, call] of Object.entries(methods as Readonly<Record<string, Call>>)) {
      const handler = (handlers[area as keyof Handlers] as Record<string, Handler>)[name];
      if (handler) table.set(`${area}.${name}`, { call, handler });
    }
  }
  return table;
}

/**
 * Answers calls until `close`. `toAppError` turns anything a handler throws into an AppError and logs what must not
 * cross (stack, cause).
 */
export function serve(handlers: Handlers, transport: Transport, toAppError: (error: unknown) => AppError): Served {
  const table = flatten(handlers);
  const running = new Map<number, AbortController>();
  let open = true;

  async function answer(frame: Extract<Frame, { t: 'call' }>): Promise<void> {
    const controller = new AbortController();
    running.set(frame.id, controller);
    try {
      const entry = table.get(frame.method);
      if (!entry) throw new AppError('usage.unknown_method', { method: frame.method.slice(0, 80) });
      const parsed = v.safeParse(entry.call.input, frame.input);
      if (!parsed.success) throw new AppError('usage.invalid', { reason: describe(parsed.issues[0]) });
      const value = await entry.handler(parsed.output, { signal: controller.signal });
      if (open) transport.send({ t: 'result', id: frame.id, value });
    } catch (error) {
      const known = controller.signal.aborted ? new AppError('cancelled') : toAppError(error);
      if (open) transport.send({ t: 'error', id: frame.id, error: known.toData() });
    } finally {
      running.delete(frame.id);
    }
  }

  transport.onFrame((frame) => {
    if (!open) return;
    if (frame.t === 'call') void answer(frame);
    else if (frame.t === 'cancel') running.get(frame.id)?.abort();
  });

  return {
    emit: (name, payload) => {
      if (open) transport.send({ t: 'event', name, payload });
    },
    close: () => {
      open = false;
      for (const controller of running.values()) controller.abort();
      running.clear();
    },
  };
}

/** The path and the rule, never the value: an input may hold a password. */
function describe(issue: v.BaseIssue<unknown>): string {
  const path = issue.path?.map((item) => String(item.key)).join('.') ?? 'input';
  return `${path}: ${issue.expected ?? issue.type}`;
}
