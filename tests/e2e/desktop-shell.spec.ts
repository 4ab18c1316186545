// The desktop shell's own code, running: window options, locks, the port to the backend child, its restart.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { processEnv, processFlags } from '../../build/process-options.js';
import { defaultSettings } from '../../electron/contract/app.ts';
import { openDesktop, type OpenedDesktop } from '../support/open-desktop.ts';

let dataDir = '';
let app: OpenedDesktop;

test.beforeEach(async () => {
  dataDir = mkdtempSync(path.join(os.tmpdir(), 'malleposte-'));
  app = await openDesktop({ shell: 'desktop', dataDir, locale: 'fr-FR' });
  test.info().annotations.push({ type: 'desktop', description: `ran on ${app.how}` });
  console.log(`desktop: ran on ${app.how}`);
});
test.afterEach(async () => {
  await app.close();
  rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 });
});

/** The backend children that live now. */
const backendPids = (): Promise<number[]> =>
  app.evaluate(({ app: electron }) =>
    electron
      .getAppMetrics()
      .filter((each) => each.type === 'Utility' && each.name === 'Malleposte')
      .map((each) => each.pid),
  );

interface Watched {
  ports: MessagePort[];
  closed: number;
}

/** From the next load on, keeps every port the page is handed (the page's own client uses the same ones). */
async function watchPorts(): Promise<void> {
  await app.page.addInitScript(() => {
    const watched: Watched = { ports: [], closed: 0 };
    Object.assign(window, { watched });
    window.addEventListener('message', (event) => {
      if ((event.data as { malleposte?: string } | null)?.malleposte !== 'port') return;
      for (const port of event.ports) {
        watched.ports.push(port);
        port.addEventListener('close', () => (watched.closed += 1));
      }
    });
  });
  await app.page.reload();
  await expect.poll(async () => (await watched()).ports).toBe(1);
}

const watched = (): Promise<{ ports: number; closed: number }> =>
  app.page.evaluate(() => {
    const { ports, closed } = (window as unknown as { watched: Watched }).watched;
    return { ports: ports.length, closed };
  });

/** One call over the newest port; the answer's value or its error. */
const ask = (method: string, input: object): Promise<unknown> =>
  app.page.evaluate(
    (call) =>
      new Promise((resolve) => {
        const port = (window as unknown as { watched: Watched }).watched.ports.at(-1);
        const id = 1_000_000 + Math.floor(Math.random() * 1_000_000);
        const take = ({ data }: MessageEvent<{ id?: number; value?: unknown; error?: unknown }>): void => {
          if (data.id !== id) return;
          port?.removeEventListener('message', take);
          resolve(data.value ?? data.error);
        };
        port?.addEventListener('message', take);
        port?.start();
        port?.postMessage({ t: 'call', id, ...call });
      }),
    { method, input },
  );

const menuLabels = (): Promise<string[]> =>
  app.evaluate(({ Menu }) => Menu.getApplicationMenu()?.items.map((item) => item.label) ?? []);

test('the window is a sandbox without Node, of the agreed size, on the page’s own scheme', async () => {
  const facts = await app.evaluate(({ BrowserWindow, app: electron }) => {
    const [window] = BrowserWindow.getAllWindows();
    if (!window) throw new Error('no window');
    const preferences = (
      window.webContents as unknown as { getLastWebPreferences(): Record<string, unknown> }
    ).getLastWebPreferences();
    return {
      url: window.webContents.getURL().replace(/#.*$/, ''),
      minimum: window.getMinimumSize(),
      name: electron.getName(),
      preferences: Object.fromEntries(
        [
          'sandbox',
          'contextIsolation',
          'nodeIntegration',
          'nodeIntegrationInWorker',
          'nodeIntegrationInSubFrames',
          'webSecurity',
          'allowRunningInsecureContent',
          'webviewTag',
          'navigateOnDragDrop',
        ].map((name) => [name, preferences[name]]),
      ),
    };
  });
  expect(facts).toEqual({
    url: 'app://malleposte/',
    minimum: [960, 640],
    name: 'Malleposte',
    preferences: {
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      webviewTag: false,
      navigateOnDragDrop: false,
    },
  });
});

test('the page gets one word and one port, and nothing of Node or Electron', async () => {
  const seen = await app.page.evaluate(() => {
    const page = window as unknown as Record<string, unknown>;
    return [
      page['malleposteDesktop'],
      ...['require', 'process', 'module', 'Buffer', 'electron'].map((n) => typeof page[n]),
    ];
  });
  expect(seen).toEqual([true, 'undefined', 'undefined', 'undefined', 'undefined', 'undefined']);
});

test('the port joins the page to the backend child; a reload gets a port of its own', async () => {
  await watchPorts();
  expect(await ask('app.info', {})).toMatchObject({ dataDir, can: { nativeWindowControls: true } });
  expect(await ask('app.nothing', {})).toMatchObject({ code: 'usage.unknown_method' });
  await app.page.reload();
  await expect.poll(async () => (await watched()).ports).toBe(1);
  expect(await ask('app.info', {})).toMatchObject({ dataDir });
  expect(await backendPids()).toHaveLength(1);
});

test('a killed backend is started again, and the page is joined to the new one', async () => {
  await watchPorts();
  const [first] = await backendPids();
  process.kill(first!, 'SIGKILL');
  await expect.poll(async () => (await watched()).closed).toBe(1);
  await expect.poll(async () => (await watched()).ports, { timeout: 20_000 }).toBe(2);
  expect(await ask('app.info', {})).toMatchObject({ dataDir });
  const now = await backendPids();
  expect(now).toHaveLength(1);
  expect(now[0]).not.toBe(first);
});

test('the backend child gets the flags and the environment every backend gets', async () => {
  test.skip(process.platform !== 'linux' || app.how === 'Electron', 'asks /proc about a Node process');
  const [pid] = await backendPids();
  const said = (name: string): string[] => readFileSync(`/proc/${pid}/${name}`, 'utf8').split('\0');
  expect(said('cmdline')).toEqual(expect.arrayContaining([...processFlags]));
  expect(said('environ')).toContain(`UV_THREADPOOL_SIZE=${processEnv(process.env)['UV_THREADPOOL_SIZE']}`);
});

test('the page cannot be navigated away', async () => {
  const before = app.page.url();
  for (const target of ['https://example.com/', 'http://127.0.0.1:1/', 'file:///etc/hosts', 'data:text/html,x']) {
    await app.page.evaluate((url) => {
      location.href = url;
    }, target);
    await app.page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 200)));
    expect(app.page.url(), target).toBe(before);
  }
});

test('new windows are denied; only https and mailto go to the system', async () => {
  await app.evaluate(({ shell }) => {
    const opened: string[] = [];
    Object.assign(globalThis, { opened });
    shell.openExternal = (url) => Promise.resolve(void opened.push(url));
  });
  const targets = [
    'https://help.example/page',
    'mailto:someone@example.com',
    'http://plain.example/',
    'file:///etc/hosts',
    'javascript:alert(1)',
    'smb://host/share',
    'https://user:secret@example.com/',
    'app://malleposte/',
  ];
  const results = await app.page.evaluate((urls) => urls.map((url) => window.open(url) === null), targets);
  expect(results).toEqual(targets.map(() => true));
  const opened = (): Promise<string[]> => app.evaluate(() => (globalThis as unknown as { opened: string[] }).opened);
  await expect.poll(opened).toEqual(['https://help.example/page', 'mailto:someone@example.com']);
  expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
});

test('the page may notify and copy, and nothing else', async () => {
  const states = await app.page.evaluate(async () => {
    const state = async (name: string): Promise<string> =>
      (await navigator.permissions.query({ name: name as PermissionName })).state;
    const located = await new Promise((resolve) =>
      navigator.geolocation.getCurrentPosition(
        () => resolve('located'),
        () => resolve('denied'),
      ),
    );
    return { notifications: await state('notifications'), clipboard: await state('clipboard-write'), located };
  });
  expect(states).toEqual({ notifications: 'granted', clipboard: 'granted', located: 'denied' });
});

test('the page reaches no network and runs no inline script', async () => {
  const outcome = await app.page.evaluate(async () => {
    const script = document.createElement('script');
    script.textContent = 'window.ranInline = true';
    document.head.append(script);
    const reach = (url: string): Promise<string> =>
      fetch(url).then(
        () => 'reached',
        () => 'refused',
      );
    return { inline: 'ranInline' in window, outside: await reach('https://example.com/'), own: await reach('/') };
  });
  expect(outcome).toEqual({ inline: false, outside: 'refused', own: 'refused' });
});

test('menu and colours follow the person’s settings', async () => {
  await watchPorts();
  await expect.poll(menuLabels).toEqual(expect.arrayContaining(['Édition', 'Affichage', 'Aide']));
  await ask('app.saveSettings', { ...defaultSettings, language: 'en', appearance: 'dark' });
  await expect.poll(menuLabels).toEqual(expect.arrayContaining(['Edit', 'View', 'Help']));
  expect(await app.evaluate(({ nativeTheme }) => nativeTheme.themeSource)).toBe('dark');
  await expect.poll(() => app.page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches)).toBe(true);
});

test('every menu entry does something', async () => {
  const idle = await app.evaluate(({ Menu }) => {
    type Entry = { type?: string; role?: string; label?: string; click?: unknown; submenu?: unknown };
    const entries = (menu: unknown): Entry[] =>
      (Array.isArray(menu) ? menu : ((menu as { items?: Entry[] } | null)?.items ?? [])) as Entry[];
    const leaves = (menu: unknown): Entry[] =>
      entries(menu).flatMap((entry) => (entry.submenu ? leaves(entry.submenu) : [entry]));
    return leaves(Menu.getApplicationMenu())
      .filter((entry) => entry.type !== 'separator' && !entry.role && typeof entry.click !== 'function')
      .map((entry) => entry.label);
  });
  expect(idle).toEqual([]);
});

test('a data folder in use is said, not tried for ever', async () => {
  const second = await openDesktop({
    shell: 'desktop',
    dataDir,
    locale: 'en-US',
    env: { STAND_IN_PROFILE: 'second' },
  }).then(
    (opened) => opened.ended,
    (error: unknown) => String(error),
  );
  // Electron's own lock ends the second one in silence and shows the first; the stand-in has no such lock.
  if (app.how !== 'Electron') expect(second).toContain('Another Malleposte is using this data folder');
  expect(await backendPids()).toHaveLength(1);
});
