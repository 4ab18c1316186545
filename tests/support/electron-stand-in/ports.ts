// Message ports as Electron's main process has them, and what happens when one is handed to another process or a page:
// the port stays here as a relay, and its messages travel over whatever joins us to the other side.
import { EventEmitter } from 'node:events';

/** The far side of a port that was handed over. */
export interface Relay {
  send(data: unknown): void;
  close(): void;
}

export class Port extends EventEmitter {
  peer: Port | null = null;
  #started = false;
  #closed = false;
  #waiting: unknown[] = [];
  #relay: Relay | null = null;

  start(): void {
    this.#started = true;
    for (const data of this.#waiting.splice(0)) this.#give(data);
  }

  postMessage(message: unknown): void {
    this.peer?.deliver(structuredClone(message));
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    const peer = this.peer;
    setImmediate(() => peer?.peerClosed());
  }

  /** From now on the port lives elsewhere. */
  handOver(relay: Relay): void {
    this.#relay = relay;
    this.start();
    if (this.#closed) relay.close();
  }

  deliver(data: unknown): void {
    if (this.#closed) return;
    if (this.#started) this.#give(data);
    else this.#waiting.push(data);
  }

  peerClosed(): void {
    if (this.#closed) return;
    this.#closed = true;
    if (this.#relay) this.#relay.close();
    else this.emit('close');
  }

  #give(data: unknown): void {
    if (this.#relay) this.#relay.send(data);
    else setImmediate(() => this.emit('message', { data, ports: [] }));
  }
}

export class MessageChannelMain {
  readonly port1 = new Port();
  readonly port2 = new Port();

  constructor() {
    this.port1.peer = this.port2;
    this.port2.peer = this.port1;
  }
}

let nextId = 1;

/** Ports that were handed to one other side, by the ids both sides know them by. */
export class HandedPorts {
  readonly #ports = new Map<number, Port>();
  readonly #send: (message: object) => void;

  constructor(send: (message: object) => void) {
    this.#send = send;
  }

  /** Hands ports over and returns their ids. The other side must make its ends before the first message comes. */
  register(ports: readonly Port[]): { ids: number[]; go(): void } {
    const ids = ports.map((port) => {
      const id = nextId++;
      this.#ports.set(id, port);
      return id;
    });
    const go = (): void =>
      ports.forEach((port, index) => {
        const id = ids[index]!;
        port.handOver({
          send: (data) => this.#send({ kind: 'port', id, data }),
          close: () => this.#send({ kind: 'close', id }),
        });
      });
    return { ids, go };
  }

  /** Something the other side said about one of its ports. */
  receive(message: { kind: string; id: number; data?: unknown }): void {
    const port = this.#ports.get(message.id);
    if (message.kind === 'port') port?.postMessage(message.data);
    if (message.kind === 'close') {
      port?.close();
      this.#ports.delete(message.id);
    }
  }

  /** The other side is gone, and its ports with it. */
  closeAll(): void {
    for (const port of this.#ports.values()) port.close();
    this.#ports.clear();
  }
}
