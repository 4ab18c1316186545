// Electron's app object, as far as the desktop shell uses it.
import { EventEmitter } from 'node:events';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { closeContext } from './chromium.ts';
import { children } from './utility-process.ts';

class App extends EventEmitter {
  readonly isPackaged = false;
  sandboxed = false;
  #name = 'stand-in';
  readonly #paths = new Map<string, string>();
  #quitting = false;

  readonly commandLine = {
    getSwitchValue(name: string): string {
      const found = process.argv.find((argument) => argument.startsWith(`--${name}=`));
      return found?.slice(name.length + 3) ?? '';
    },
  };

  setName = (name: string): void => void (this.#name = name);
  getName = (): string => this.#name;
  setPath(name: string, to: string): void {
    if (!existsSync(to)) throw new Error(`Failed to set path: ${to} is missing`);
    this.#paths.set(name, to);
  }

  getPath = (name: string): string => this.#paths.get(name) ?? path.join('/nonexistent', name);
  getLocale = (): string => process.env['STAND_IN_LOCALE'] ?? 'en-US';
  enableSandbox = (): void => void (this.sandboxed = true);
  requestSingleInstanceLock = (): boolean => true;
  getAppMetrics = (): { pid: number; type: string; name: string }[] =>
    children.flatMap(({ pid }) => (pid === undefined ? [] : [{ pid, type: 'Utility', name: 'Malleposte' }]));
  /** From here on Chromium goes away, and with it whatever was under way in a window. */
  get quitting(): boolean {
    return this.#quitting;
  }
  whenReady = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

  quit(): void {
    const event = { defaultPrevented: false, preventDefault: () => void (event.defaultPrevented = true) };
    this.emit('before-quit', event);
    if (event.defaultPrevented || this.#quitting) return;
    this.#quitting = true;
    this.emit('will-quit', { preventDefault: () => undefined });
    void closeContext().finally(() => process.exit(0));
  }
}

export const app = new App();
