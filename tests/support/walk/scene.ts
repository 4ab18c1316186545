// A stage for a walk: a real Dovecot with a sample mailbox, a gate in front of it, a home folder of its own, the app.
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { startDovecot, type Dovecot } from '../dovecot.ts';
import { startGate, type Gate } from '../gate.ts';
import { fillMaildir } from '../mailbox.ts';
import { openApp, type AppOptions, type OpenedApp } from '../open-app.ts';
import type { Login } from '../same-mailbox.ts';
import { sampleFolders, type SampleOptions } from '../sample-mail.ts';
import type { Mailbox } from './steps.ts';

/** Whose mail it is, and the empty account to restore to. */
export const FULL = 'marie@example.com';
export const EMPTY = 'marie@new.example';

/** Longer than any answer of the page, shorter than the patience of a person who watches a test fail. */
const PATIENCE_MS = 20_000;

export interface Scene {
  readonly server: Dovecot;
  /** In front of the server's TLS port. */
  readonly gate: Gate;
  /** The person's home folder: where archives are proposed to go. */
  readonly home: string;
  /** What the app needs in its environment to live in this scene. */
  readonly env: Readonly<Record<string, string>>;
  /** For a reader that goes around the gate. */
  login(user: string): Login;
  /** What a person types into the form of an account. */
  mailbox(address: string): Mailbox;
  open(options: AppOptions): Promise<OpenedApp>;
  close(): Promise<void>;
}

export async function setScene(sample: SampleOptions): Promise<Scene> {
  const server = await startDovecot({
    special: { Sent: '\\Sent', Drafts: '\\Drafts', Archive: '\\Archive', Junk: '\\Junk', Trash: '\\Trash' },
  });
  const gate = await startGate({ host: server.host, port: server.tlsPort });
  const home = mkdtempSync(path.join(os.tmpdir(), 'malleposte-home-'));
  for (const { names, letters } of sampleFolders(sample)) fillMaildir(server, FULL, names, letters);
  const apps: OpenedApp[] = [];
  // No keychain, wherever the test runs: the sealed file is part of the walk.
  const env = { HOME: home, NODE_EXTRA_CA_CERTS: server.certificateFile, DBUS_SESSION_BUS_ADDRESS: 'unix:path=/none' };
  return {
    server,
    gate,
    home,
    env,
    login: (user) => ({ host: server.host, port: server.port, user, password: server.password }),
    mailbox: (address) => ({
      address,
      password: server.password,
      host: 'localhost',
      port: gate.port,
      security: 'tls',
    }),
    async open(options) {
      const app = await openApp({ ...options, env: { ...env, ...options.env } });
      apps.push(app);
      await settle(app.page, options.colorScheme ?? 'light');
      return app;
    },
    async close() {
      for (const app of apps) await app.close();
      await gate.close();
      await server.stop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** Numbers that roll up and panels that slide in are at their end at once. */
async function settle(page: Page, colorScheme: 'light' | 'dark'): Promise<void> {
  page.setDefaultTimeout(PATIENCE_MS);
  await page.emulateMedia({ reducedMotion: 'reduce', colorScheme });
}
