// Starts the built app as a person would, in the shell a test asks for, and gives the test its page.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { chromium, type Page } from '@playwright/test';
import { chromiumFlags, chromiumPath } from './chromium.ts';
import { openDesktop } from './open-desktop.ts';
import { root } from './electron-binary.ts';

export interface AppOptions {
  readonly shell: 'browser' | 'desktop';
  /** null: a fresh folder that goes away with the app. */
  readonly dataDir?: string | null;
  readonly locale?: string;
  readonly colorScheme?: 'light' | 'dark';
  readonly env?: Readonly<Record<string, string>>;
}

export interface OpenedApp {
  readonly page: Page;
  readonly dataDir: string;
  /** What the page runs in, in words for the report. */
  readonly how: string;
  close(): Promise<void>;
}

const START_MS = 30_000;

export async function openApp(options: AppOptions): Promise<OpenedApp> {
  const dataDir = options.dataDir ?? mkdtempSync(path.join(os.tmpdir(), 'malleposte-'));
  const started = { ...options, dataDir };
  const app = options.shell === 'browser' ? await openInBrowser(started) : await openDesktop(started);
  return {
    page: app.page,
    how: app.how,
    dataDir,
    async close() {
      await app.close();
      if (!options.dataDir) rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

export interface BrowserProgram {
  /** The one-time address that was printed last. */
  address(): string;
  output(): string;
  readonly pid: number;
  /** Ctrl+C, and the exit code. */
  stop(): Promise<number | null>;
}

/** The browser shell as a process of its own, with nothing opened. */
export async function startBrowserProgram(
  dataDir: string,
  env: Readonly<Record<string, string>> = {},
): Promise<BrowserProgram> {
  const child = spawn(process.execPath, [path.join(root, 'dist/browser.js'), '--no-open', '--data-dir', dataDir], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const addresses = (): string[] => text.match(/http:\/\/127\.0\.0\.1:\d+\/\?login=[\w-]+/g) ?? [];
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`No address within ${START_MS} ms:\n${text}`)), START_MS);
    const take = (chunk: Buffer): void => {
      text += chunk.toString();
      if (addresses().length > 0) resolve(clearTimeout(timer));
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    void exited.then((code) => reject(new Error(`The browser shell ended with ${String(code)}:\n${text}`)));
  });
  return {
    address: () => addresses().at(-1) ?? '',
    output: () => text,
    pid: child.pid ?? 0,
    async stop() {
      child.kill('SIGINT');
      return exited;
    },
  };
}

async function openInBrowser(options: AppOptions & { dataDir: string }): Promise<Omit<OpenedApp, 'dataDir'>> {
  const program = await startBrowserProgram(options.dataDir, options.env);
  const browser = await chromium.launch({ executablePath: chromiumPath(), args: chromiumFlags });
  const context = await browser.newContext({
    locale: options.locale ?? 'en-US',
    colorScheme: options.colorScheme ?? 'light',
    viewport: { width: 1280, height: 820 },
  });
  const page = await context.newPage();
  await page.goto(program.address());
  return {
    page,
    how: 'the browser shell in Chromium',
    async close() {
      await browser.close();
      await program.stop();
    },
  };
}
