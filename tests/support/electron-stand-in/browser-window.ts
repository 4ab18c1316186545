// BrowserWindow and webContents over a page of a real Chromium. The page's own scheme is served under an https name that
// nothing but the route below answers, because Chromium from outside cannot be taught a new scheme.
import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import type { CDPSession, Page, Request as PageRequest, Route } from '@playwright/test';
import type { BrowserWindowConstructorOptions, Rectangle } from 'electron';
import { openContext, schemeOrigin, toHttps, toScheme } from './chromium.ts';
import { exposeScript, fromText, PRELOAD_WORLD, preloadScript, toText } from './page-scripts.ts';
import { HandedPorts, type Port } from './ports.ts';
import { defaultSession } from './session.ts';
import { app } from './app.ts';

type Preferences = NonNullable<BrowserWindowConstructorOptions['webPreferences']>;
type OpenHandler = (details: { url: string }) => { action: 'deny' | 'allow' };

/** A window that was still opening when the program quits is forgotten, as in Electron; else the failure is a failure. */
const unlessQuitting = (error: unknown): Promise<never> =>
  app.quitting
    ? new Promise(() => undefined)
    : Promise.reject(error instanceof Error ? error : new Error(String(error)));

class WebContents extends EventEmitter {
  readonly session = defaultSession;
  readonly #preferences: Preferences;
  #page: Page | null = null;
  #cdp: CDPSession | null = null;
  #world: number | null = null;
  #ports = new HandedPorts((message) => this.#tell(message));
  #openHandler: OpenHandler = () => ({ action: 'allow' });
  #own: string | null = null;

  constructor(preferences: Preferences) {
    super();
    this.#preferences = preferences;
  }

  getLastWebPreferences = (): Preferences => this.#preferences;
  getURL = (): string => toScheme(this.#page?.url() ?? '');
  setWindowOpenHandler = (handler: OpenHandler): void => void (this.#openHandler = handler);

  reload(): void {
    this.#own = this.#page?.url() ?? null;
    void this.#page?.reload();
  }

  /** Only for tests of the stand-in's users: what Electron calls on a renderer that died. */
  get page(): Page | null {
    return this.#page;
  }

  postMessage(channel: string, data: unknown, transfer: readonly Port[] = []): void {
    const handed = this.#ports.register(transfer);
    this.#tell({ kind: 'ipc', channel, data, ports: handed.ids });
    handed.go();
  }

  async load(url: string): Promise<void> {
    const page = (this.#page ??= await this.#open().catch(unlessQuitting));
    this.#own = toHttps(url);
    await page.goto(this.#own).catch((error: unknown) => this.emit('did-fail-load', {}, -2, String(error), url));
  }

  async close(): Promise<void> {
    this.#ports.closeAll();
    await this.#page?.close().catch(unlessQuitting);
  }

  async #open(): Promise<Page> {
    const context = await openContext();
    await defaultSession.apply(context);
    const page = context.pages().find((each) => each.url() === 'about:blank') ?? (await context.newPage());
    const cdp = (this.#cdp = await context.newCDPSession(page));
    const main = (await cdp.send('Page.getFrameTree')).frameTree.frame.id;
    cdp.on('Runtime.executionContextCreated', ({ context: made }) => {
      // Frames inside the page have such a world too, but no preload: nobody listens there.
      const { frameId } = made.auxData as { frameId?: string };
      if (made.name === PRELOAD_WORLD && frameId === main) this.#world = made.id;
    });
    cdp.on('Runtime.bindingCalled', ({ name, payload }) => {
      if (name === 'standInOpen') this.#openHandler({ url: toScheme(payload) });
      else if (name === 'standInSend') this.#ports.receive(fromText(payload) as { kind: string; id: number });
    });
    await cdp.send('Page.enable');
    await cdp.send('Runtime.enable');
    await cdp.send('Runtime.addBinding', { name: 'standInSend', executionContextName: PRELOAD_WORLD });
    await cdp.send('Runtime.addBinding', { name: 'standInOpen' });
    await cdp.send('Page.addScriptToEvaluateOnNewDocument', { source: exposeScript });
    if (this.#preferences.preload) {
      const source = preloadScript(readFileSync(this.#preferences.preload, 'utf8'));
      await cdp.send('Page.addScriptToEvaluateOnNewDocument', { source, worldName: PRELOAD_WORLD });
    }
    await page.route('**/*', (route, request) => this.#answer(page, route, request));
    // What slips past the page script above is closed unseen; it has no preload.
    page.on('popup', (popup) => void popup.close());
    page.on('domcontentloaded', () => this.emit('dom-ready'));
    page.on('load', () => this.emit('did-finish-load'));
    page.on('crash', () => this.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 1 }));
    return page;
  }

  async #answer(page: Page, route: Route, request: PageRequest): Promise<void> {
    const url = request.url();
    if (request.isNavigationRequest()) {
      const isMainFrame = request.frame() === page.mainFrame();
      if (url !== this.#own && !this.#mayNavigate(toScheme(url), isMainFrame)) return route.abort('aborted');
      if (isMainFrame) {
        this.#own = null;
        this.emit('did-start-navigation', { url: toScheme(url), isMainFrame, isSameDocument: false });
        this.#ports.closeAll();
      }
    }
    if (!(await defaultSession.mayRequest(toScheme(url))) || !url.startsWith(schemeOrigin)) {
      return route.abort('blockedbyclient');
    }
    const response = await defaultSession.protocol.answer(new Request(toScheme(url), { method: request.method() }));
    const headers = Object.fromEntries(response.headers);
    return route.fulfill({ status: response.status, headers, body: Buffer.from(await response.arrayBuffer()) });
  }

  #mayNavigate(url: string, isMainFrame: boolean): boolean {
    let prevented = false;
    const event = { url, isMainFrame, preventDefault: () => void (prevented = true) };
    if (isMainFrame) this.emit('will-navigate', event);
    this.emit('will-frame-navigate', event);
    return !prevented;
  }

  #tell(message: object): void {
    if (this.#world === null || !this.#cdp) return;
    const expression = `standInReceive(${JSON.stringify(toText(message))})`;
    // The document may have gone in the meantime; its ports went with it.
    this.#cdp.send('Runtime.evaluate', { expression, contextId: this.#world }).catch(() => undefined);
  }
}

export class BrowserWindow extends EventEmitter {
  static readonly #all: BrowserWindow[] = [];
  static getAllWindows = (): BrowserWindow[] => [...BrowserWindow.#all];

  readonly webContents: WebContents;
  /** The options as given: what the stand-in's users assert where Electron keeps no copy. */
  readonly options: BrowserWindowConstructorOptions;
  readonly progress: number[] = [];
  #maximized = false;

  constructor(options: BrowserWindowConstructorOptions) {
    super();
    this.options = options;
    this.webContents = new WebContents(options.webPreferences ?? {});
    this.webContents.once('dom-ready', () => this.emit('ready-to-show'));
    BrowserWindow.#all.push(this);
    app.emit('web-contents-created', {}, this.webContents);
  }

  loadURL = (url: string): Promise<void> => this.webContents.load(url);
  show(): void {
    this.emit('show');
  }
  focus(): void {
    this.emit('focus');
  }
  restore(): void {
    this.emit('restore');
  }
  maximize(): void {
    this.#maximized = true;
  }
  isMinimized = (): boolean => false;
  isMaximized = (): boolean => this.#maximized;
  getNormalBounds = (): Rectangle => ({
    x: 40,
    y: 40,
    width: this.options.width ?? 800,
    height: this.options.height ?? 600,
  });
  getMinimumSize = (): number[] => [this.options.minWidth ?? 0, this.options.minHeight ?? 0];
  setBackgroundColor(colour: string): void {
    this.options.backgroundColor = colour;
  }
  setTitleBarOverlay(overlay: object): void {
    this.options.titleBarOverlay = overlay;
  }
  setProgressBar(value: number): void {
    this.progress.push(value);
  }

  close(): void {
    this.emit('close', { preventDefault: () => undefined });
    BrowserWindow.#all.splice(BrowserWindow.#all.indexOf(this), 1);
    void this.webContents.close().then(() => {
      this.emit('closed');
      if (BrowserWindow.#all.length === 0) app.emit('window-all-closed');
    });
  }
}
