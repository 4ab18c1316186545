// The five frames that cross a transport, and what a transport is. Frames hold plain data and Uint8Array, nothing else.
import type { AppErrorData } from './errors.ts';

export type Frame =
  | { readonly t: 'call'; readonly id: number; readonly method: string; readonly input: unknown }
  | { readonly t: 'result'; readonly id: number; readonly value: unknown }
  | { readonly t: 'error'; readonly id: number; readonly error: AppErrorData }
  | { readonly t: 'event'; readonly name: string; readonly payload: unknown }
  | { readonly t: 'cancel'; readonly id: number };

export interface Transport {
  /** Never throws; a frame sent while the transport is down is dropped, and its call fails through onConnection. */
  send(frame: Frame): void;
  onFrame(listener: (frame: Frame) => void): void;
  /** Told `false` when the other side went away and `true` when a new connection is up. May be left out (in process). */
  onConnection?(listener: (connected: boolean) => void): void;
  close(): void;
}

/** True for something shaped like a frame. The content is validated later, by the call's own schema. */
export function isFrame(value: unknown): value is Frame {
  if (typeof value !== 'object' || value === null) return false;
  const frame = value as Record<string, unknown>;
  switch (frame['t']) {
    case 'call':
      return Number.isSafeInteger(frame['id']) && typeof frame['method'] === 'string';
    case 'result':
    case 'error':
    case 'cancel':
      return Number.isSafeInteger(frame['id']);
    case 'event':
      return typeof frame['name'] === 'string';
    default:
      return false;
  }
}
