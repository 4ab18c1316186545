// utilityProcess as a forked Node: a real process of its own with process.parentPort and handed-over ports.
import { fork as forkNode, type ChildProcess } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { HandedPorts, type Port } from './ports.ts';

const inside = new URL('./inside-utility-process.ts', import.meta.url).href;

interface ForkOptions {
  readonly execArgv?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
}

class UtilityProcess extends EventEmitter {
  readonly #child: ChildProcess;
  readonly #ports: HandedPorts;

  constructor(modulePath: string, args: readonly string[], { execArgv = [], env = process.env }: ForkOptions) {
    super();
    this.#child = forkNode(modulePath, args, {
      execArgv: [...execArgv, '--import', inside],
      env,
      serialization: 'advanced',
    });
    this.#ports = new HandedPorts((message) => {
      if (this.#child.connected) this.#child.send(message);
    });
    this.#child.on('spawn', () => this.emit('spawn'));
    this.#child.on('message', (message: { kind: string; id: number; data?: unknown }) => {
      if (message.kind === 'post') this.emit('message', message.data);
      else this.#ports.receive(message);
    });
    this.#child.on('exit', (code) => {
      this.#ports.closeAll();
      this.emit('exit', code ?? 1);
    });
  }

  get pid(): number | undefined {
    return this.#child.exitCode === null && this.#child.signalCode === null ? this.#child.pid : undefined;
  }

  postMessage(data: unknown, transfer: readonly Port[] = []): void {
    const handed = this.#ports.register(transfer);
    if (this.#child.connected) this.#child.send({ kind: 'post', data, ports: handed.ids });
    handed.go();
  }

  kill(): boolean {
    return this.#child.kill();
  }
}

/** Every child ever started, for tests that ask which one runs now. */
export const children: UtilityProcess[] = [];

export const utilityProcess = {
  fork(modulePath: string, args: readonly string[] = [], options: ForkOptions = {}): UtilityProcess {
    const child = new UtilityProcess(modulePath, args, options);
    children.push(child);
    return child;
  },
};
