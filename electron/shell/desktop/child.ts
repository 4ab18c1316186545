// The backend in a process of its own, so that mail work never blocks a window. It opens no network port: each client is
// a message port that main passes on.
import { createBackend, type Backend } from '../../backend.ts';
import { AppError } from '../../contract/errors.ts';
import { createHost } from '../installation.ts';
import { serveClient } from '../serve-client.ts';
import type { FromChild, ToChild } from './child-messages.ts';
import { portTransport, type PortLike } from './port-transport.ts';

const main = process.parentPort;
const tell = (message: FromChild): void => main.postMessage(message);

// Asynchronous from the first line: a refusal is told to main, it does not end the process before it is heard.
async function start(): Promise<Backend> {
  await Promise.resolve();
  const dataDir = process.argv[2];
  if (dataDir === undefined) throw new AppError('usage.invalid', { reason: 'no data folder' });
  const backend = createBackend(createHost(dataDir, { nativeWindowControls: true }));
  backend.startMail();
  tell({ type: 'ready' });
  return backend;
}

const starting = start();

async function handle(message: ToChild, port: PortLike | undefined): Promise<void> {
  const backend = await starting.catch(() => null);
  if (message.type === 'close') {
    await backend?.close();
    process.exit(0);
  }
  if (backend && port) serveClient(backend, portTransport(port));
}

main.on('message', ({ data, ports }) => void handle(data as ToChild, ports[0]));

starting.catch((error: unknown) => {
  if (!(error instanceof AppError)) throw error;
  tell({ type: 'refused', error: error.toData() });
});
