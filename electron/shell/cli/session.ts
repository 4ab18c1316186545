// One run of one command: its arguments, its words, and a client of a backend that lives as long as the command.
import type { Language } from '../../contract/errors.ts';
import { createClient } from '../../contract/client.ts';
import type { Api } from '../../contract/index.ts';
import { createHost } from '../installation.ts';
import { serveClient } from '../serve-client.ts';
import type { Arguments } from './arguments.ts';
import { inProcessPair } from './in-process.ts';
import type { CliIo } from './terminal.ts';
import type { CliWords } from './words-table.ts';

/** What was asked for, and where to answer. */
export interface Request {
  readonly args: Arguments;
  readonly language: Language;
  readonly words: CliWords;
  readonly io: CliIo;
}

export interface Session extends Request {
  readonly api: Api;
  /** Begins to read the stored accounts' mail. */
  readonly startMail: () => void;
  /** Fires at the first Ctrl-C, unless a job has taken over the handling. */
  readonly signal: AbortSignal;
}

export interface OpenedBackend {
  readonly api: Api;
  readonly startMail: () => void;
  close(): Promise<void>;
}

/**
 * A backend with a client on it. 'memory' takes no lock on the data folder and keeps no account, only journals of
 * unfinished exports and the log: for commands that bring their own account. Throws app.data_dir_in_use, app.data_from_newer_version.
 */
export async function openBackend(dataDir: string, storage: 'file' | 'memory'): Promise<OpenedBackend> {
  // Loaded only now: help and usage errors need none of it.
  const { createBackend } = await import('../../backend.ts');
  const backend = createBackend({ ...createHost(dataDir), storage });
  const { client, server } = inProcessPair();
  serveClient(backend, server);
  return {
    api: createClient(client),
    startMail: () => backend.startMail(),
    close: async () => {
      client.close();
      await backend.close();
    },
  };
}
