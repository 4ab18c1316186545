// The browser shell from start to end: a backend of its own, the server, and a clean end at Ctrl+C.
import { createBackend } from '../../backend.ts';
import { createHost } from '../installation.ts';
import { systemLanguage } from '../language.ts';
import { startBrowserShell } from './main.ts';
import { words } from './words.ts';

export interface RunOptions {
  /** null or 0: any free port. */
  readonly port: number | null;
  readonly open: boolean;
  readonly dataDir: string;
}

const print = (line: string): void => void process.stdout.write(`${line}\n`);

/**
 * Resolves with the exit code when the person has closed it, or when its own window is gone and no job is running.
 * Throws app.data_dir_in_use, app.data_from_newer_version, app.port_in_use.
 */
export async function runBrowserShell({ port, open, dataDir }: RunOptions): Promise<number> {
  const backend = createBackend(createHost(dataDir));
  try {
    backend.startMail();
    const shell = await startBrowserShell({ backend, dataDir, port: port ?? 0, open, print });
    const stop = (): void => {
      print(words[systemLanguage()].stopping);
      void shell.close();
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, stop);
    await shell.closed;
  } finally {
    await backend.close();
  }
  return 0;
}
