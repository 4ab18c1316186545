// Two ends of a wire inside one process: the command line and the tests speak the contract like every other client.
import type { Frame, Transport } from '../../contract/wire.ts';

/**
 * A connected pair. Frames arrive in order, in a later microtask, and as copies: what one side changes afterwards the
 * other does not see. Closing either end stops both and tells both `onConnection(false)`.
 */
export function inProcessPair(): { client: Transport; server: Transport } {
  const ends = [makeEnd(), makeEnd()] as const;
  let open = true;

  function makeEnd() {
    return { frames: new Set<(frame: Frame) => void>(), connection: new Set<(connected: boolean) => void>() };
  }

  const transport = (own: 0 | 1): Transport => ({
    send(frame) {
      if (!open) return;
      const copy = structuredClone(frame);
      queueMicrotask(() => {
        if (open) for (const listener of ends[own === 0 ? 1 : 0].frames) listener(copy);
      });
    },
    onFrame: (listener) => void ends[own].frames.add(listener),
    onConnection: (listener) => void ends[own].connection.add(listener),
    close() {
      if (!open) return;
      open = false;
      for (const end of ends) for (const listener of end.connection) listener(false);
    },
  });

  return { client: transport(0), server: transport(1) };
}
