// Loaded before a forked backend: gives it process.parentPort, as Electron's utility processes have it.
import { EventEmitter } from 'node:events';

class FarPort extends EventEmitter {
  readonly #id: number;
  #started = false;
  #waiting: unknown[] = [];

  constructor(id: number) {
    super();
    this.#id = id;
  }

  start(): void {
    this.#started = true;
    for (const data of this.#waiting.splice(0)) this.emit('message', { data, ports: [] });
  }

  postMessage(data: unknown): void {
    process.send?.({ kind: 'port', id: this.#id, data });
  }

  close(): void {
    process.send?.({ kind: 'close', id: this.#id });
  }

  deliver(data: unknown): void {
    if (this.#started) this.emit('message', { data, ports: [] });
    else this.#waiting.push(data);
  }
}

class ParentPort extends EventEmitter {
  postMessage(data: unknown): void {
    process.send?.({ kind: 'post', data });
  }
}

const parentPort = new ParentPort();
const ports = new Map<number, FarPort>();

process.on('message', (message: { kind: string; id: number; data: unknown; ports: number[] }) => {
  if (message.kind === 'post') {
    const made = message.ports.map((id) => {
      const port = new FarPort(id);
      ports.set(id, port);
      return port;
    });
    parentPort.emit('message', { data: message.data, ports: made });
  } else if (message.kind === 'port') ports.get(message.id)?.deliver(message.data);
  else if (message.kind === 'close') {
    ports.get(message.id)?.emit('close');
    ports.delete(message.id);
  }
});

// Electron ends its utility processes with itself.
process.on('disconnect', () => process.exit(1));
Object.defineProperty(process, 'parentPort', { value: parentPort });
