// Keeps the backend child running: starts it, hands ports to it, starts it again when it dies, ends it gently.
import { MessageChannelMain, utilityProcess, type MessagePortMain, type UtilityProcess } from 'electron';
import type { AppErrorData } from '../../contract/errors.ts';
import { processEnv, processFlags } from '../../../build/process-options.js';
import type { FromChild, ToChild } from './child-messages.ts';

/** A child that dies at once is not started in a tight loop. */
const FIRST_PAUSE_MS = 250;
const LAST_PAUSE_MS = 30_000;
/** A child that lived this long was well; the next pause is the first one again. */
const WELL_MS = 60_000;
/** Longer than the backend needs to bring running jobs to a safe point; after that it is killed, which loses nothing. */
const CLOSE_MS = 5_000;

export interface BackendChild {
  /** The far end of a new connection to the backend that runs now. */
  connect(): MessagePortMain;
  /** Lets the backend finish, then ends it for good. */
  close(): Promise<void>;
}

interface Options {
  readonly modulePath: string;
  readonly dataDir: string;
  /** At every start, the first included: all clients need a new port. */
  readonly onStart: () => void;
  /** It cannot work on this data folder; it is not started again. */
  readonly onRefused: (error: AppErrorData) => void;
  /** It died and will be back after a pause. */
  readonly onCrash: (exitCode: number, pauseMs: number) => void;
}

export function keepChild(options: Options): BackendChild {
  let child: UtilityProcess | null = null;
  let pauseMs = FIRST_PAUSE_MS;
  let ending = false;
  let timer: NodeJS.Timeout | null = null;

  function start(): void {
    const startedAt = Date.now();
    const process = utilityProcess.fork(options.modulePath, [options.dataDir], {
      serviceName: 'Malleposte',
      execArgv: [...processFlags],
      env: processEnv(globalThis.process.env),
    });
    child = process;
    process.on('message', (message: FromChild) => {
      if (message.type !== 'refused') return;
      ending = true;
      options.onRefused(message.error);
    });
    process.once('exit', (code) => {
      if (child === process) child = null;
      if (ending) return;
      if (Date.now() - startedAt > WELL_MS) pauseMs = FIRST_PAUSE_MS;
      options.onCrash(code, pauseMs);
      timer = setTimeout(start, pauseMs);
      pauseMs = Math.min(pauseMs * 2, LAST_PAUSE_MS);
    });
    options.onStart();
  }
  start();

  return {
    connect() {
      const { port1, port2 } = new MessageChannelMain();
      // Without a child the port closes at once, as it would when the child died just now.
      if (child) child.postMessage({ type: 'client' } satisfies ToChild, [port1]);
      else port1.close();
      return port2;
    },
    async close() {
      ending = true;
      if (timer) clearTimeout(timer);
      const process = child;
      if (!process) return;
      await new Promise<void>((resolve) => {
        const kill = setTimeout(() => process.kill(), CLOSE_MS);
        process.once('exit', () => {
          clearTimeout(kill);
          resolve();
        });
        process.postMessage({ type: 'close' } satisfies ToChild);
      });
    },
  };
}
