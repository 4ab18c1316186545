// Starts the built desktop shell: in Electron where its binary is present, else on the stand-in. Both give the test the
// page and a way to run a function in the main process.
import { fork, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { _electron, chromium, type Browser, type Page } from '@playwright/test';
import type Electron from 'electron';
import { chromiumPath } from './chromium.ts';
import { electronBinary, root } from './electron-binary.ts';
import type { AppOptions } from './open-app.ts';

export interface OpenedDesktop {
  readonly page: Page;
  readonly how: string;
  /** Runs in the main process, with Electron's modules. The function must stand alone: it travels as text. */
  evaluate<T, A = undefined>(run: (electron: typeof Electron, argument: A) => T, argument?: A): Promise<Awaited<T>>;
  /** Resolves when it has ended by itself, with what it wrote. */
  readonly ended: Promise<string>;
  close(): Promise<void>;
}

type Options = AppOptions & { readonly dataDir: string };

const STAND_IN = 'a stand-in for the electron module, with Chromium behind its window';
const PAGE = /^(app:\/\/malleposte|https:\/\/malleposte\.app-scheme\.test)\//;

export const openDesktop = (options: Options): Promise<OpenedDesktop> => {
  const binary = electronBinary();
  return binary ? openElectron(binary, options) : openStandIn(options);
};

async function openElectron(binary: string, options: Options): Promise<OpenedDesktop> {
  const app = await _electron.launch({
    executablePath: binary,
    args: [
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      root,
      `--data-dir=${options.dataDir}`,
      `--lang=${options.locale ?? 'en-US'}`,
    ],
    env: { ...(process.env as Record<string, string>), ...options.env },
    colorScheme: options.colorScheme ?? 'light',
  });
  const page = await app.firstWindow();
  await page.waitForURL(PAGE);
  return {
    page,
    how: 'Electron',
    evaluate: (run, argument) => app.evaluate(run as never, argument as never) as never,
    ended: new Promise((resolve) => app.once('close', () => resolve(''))),
    close: () => app.close(),
  };
}

async function openStandIn(options: Options): Promise<OpenedDesktop> {
  const child = fork(path.join(root, 'dist/desktop/main.js'), [`--data-dir=${options.dataDir}`], {
    execArgv: ['--import', new URL('./electron-stand-in/register.ts', import.meta.url).href],
    env: {
      ...process.env,
      CHROMIUM_PATH: chromiumPath(),
      STAND_IN_LOCALE: options.locale ?? 'en-US',
      ...(options.colorScheme === 'dark' && { STAND_IN_DARK: '1' }),
      ...options.env,
    },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    serialization: 'advanced',
  });
  let output = '';
  child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  // Not at its exit: its last words may still be on their way then.
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve())).then(() => output);
  const gone = ended.then((text): never => {
    throw new Error(`The desktop shell ended:\n${text}`);
  });
  // From the first moment: it may end while the window is still being joined, when nobody waits for this yet.
  gone.catch(() => undefined);
  const { browser, page } = await Promise.race([connect(child).catch(failLater), gone]);
  const ask = asker(child, exited);
  return {
    page,
    how: STAND_IN,
    evaluate: (run, argument) => ask(run.toString(), argument) as never,
    ended,
    async close() {
      await browser.close();
      await ask('({ app }) => setImmediate(() => app.quit()) && undefined', undefined).catch(() => undefined);
      await exited;
    },
  };
}

async function connect(child: ChildProcess): Promise<{ browser: Browser; page: Page }> {
  const endpoint = await new Promise<string>((resolve, reject) => {
    child.on('message', (message: { kind: string; endpoint: string }) => {
      if (message.kind === 'browser') resolve(message.endpoint);
    });
    child.once('exit', () => reject(new Error('No window was opened.')));
  });
  const browser = await chromium.connectOverCDP(endpoint);
  const context = browser.contexts()[0]!;
  const page = context.pages()[0] ?? (await context.waitForEvent('page'));
  await page.waitForURL(PAGE);
  return { browser, page };
}

/** A process that ends says why a moment after its browser is gone; this is how long that may take. */
const LAST_WORDS_MS = 20_000;

const failLater = (error: unknown): Promise<never> =>
  new Promise((_, reject) => {
    setTimeout(() => reject(error instanceof Error ? error : new Error(String(error))), LAST_WORDS_MS).unref();
  });

interface Reply {
  readonly kind: string;
  readonly id: number;
  readonly value?: unknown;
  readonly error?: string;
}

function asker(child: ChildProcess, exited: Promise<void>): (source: string, argument: unknown) => Promise<unknown> {
  let nextId = 1;
  return (source, argument) =>
    new Promise((resolve, reject) => {
      const id = nextId++;
      const take = (message: Reply): void => {
        if (message.kind !== 'answer' || message.id !== id) return;
        child.off('message', take);
        if (message.error === undefined) resolve(message.value);
        else reject(new Error(message.error));
      };
      child.on('message', take);
      void exited.then(() => reject(new Error('The desktop shell has ended.')));
      child.send({ kind: 'evaluate', id, source, argument });
    });
}
