// One run of one command: its arguments, its words, and a client of a backend that lives as long as the command.
import type { Language } from '../../contract/errors.ts';
import { createClient } from '../../contract/client.ts';
import type { Api } from '../../contract/index.ts';
import { serve } from '../../contract/server.ts';
import { createLog, silentLog } from '../../base/index.ts';
import path from 'node:path';
import type { Arguments } from './arguments.ts';
import { inProcessPair } from './in-process.ts';
import type { CliIo } from './terminal.ts';
import type { CliWords } from './words-table.ts';

export interface Session {
  readonly args: Arguments;
  readonly language: Language;
  readonly words: CliWords;
  readonly io: CliIo;
  readonly api: Api;
  /** Fires at the first Ctrl-C, unless a job has taken over the handling. */
  readonly signal: AbortSignal;
}

export interface OpenedBackend {
  readonly api: Api;
  close(): Promise<void>;
}

/**
 * A backend with a client on it. 'memory' stores nothing, takes no lock on the data folder and writes no log: for
 * commands that bring their own account. Throws app.data_dir_in_use, app.data_from_newer_version.
 */
export async function openBackend(
  dataDir: string,
  version: string,
  storage: 'file' | 'memory',
): Promise<OpenedBackend> {
  // Loaded only now: help and usage errors need none of it.
  const { createBackend } = await import('../../backend.ts');
  const log = storage === 'file' ? createLog(path.join(dataDir, 'malleposte.log')) : silentLog;
  const backend = await createBackend({ dataDir, version, log, storage });
  const { client, server } = inProcessPair();
  const served = serve(backend.handlers, server, backend.toAppError);
  const stopEvents = backend.onEvent((name, payload) => served.emit(name, payload));
  return {
    api: createClient(client),
    close: async () => {
      stopEvents();
      served.close();
      client.close();
      await backend.close();
    },
  };
}
