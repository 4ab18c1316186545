// The window: the page in a sandbox, the system's window controls drawn into the page's top bar.
import { BrowserWindow, nativeTheme, screen, type BrowserWindowConstructorOptions, type Session } from 'electron';
import { defaultSize, MIN_HEIGHT, MIN_WIDTH, readPlace, savePlace } from './bounds.ts';
import { PAGE_URL } from './page-scheme.ts';

/** The tokens --frame and --text of the page, so that the window has its colours before the page is there. */
const colours = {
  light: { frame: '#ECEFF3', text: '#161B23' },
  dark: { frame: '#13161B', text: '#E9ECF1' },
};
/** The page's top bar (--h-bar). */
const BAR_HEIGHT = 52;

const currentColours = (): { frame: string; text: string } =>
  nativeTheme.shouldUseDarkColors ? colours.dark : colours.light;

function titleBar(): BrowserWindowConstructorOptions {
  if (process.platform === 'darwin') return { titleBarStyle: 'hiddenInset', trafficLightPosition: { x: 18, y: 18 } };
  const { frame, text } = currentColours();
  return { titleBarStyle: 'hidden', titleBarOverlay: { color: frame, symbolColor: text, height: BAR_HEIGHT } };
}

interface Options {
  readonly dataDir: string;
  readonly session: Session;
  readonly preload: string;
  readonly title: string;
  readonly devTools: boolean;
  /** The page is there (again) and waits for a port. */
  readonly onPage: () => void;
  /** The page is going; ports handed to it now would go with it. */
  readonly onLeave: () => void;
}

export function openWindow(options: Options): BrowserWindow {
  const screens = screen.getAllDisplays().map((display) => display.workArea);
  const place = readPlace(options.dataDir, screens);
  const window = new BrowserWindow({
    ...(place?.bounds ?? defaultSize),
    minWidth: MIN_WIDTH,
    minHeight: MIN_HEIGHT,
    title: options.title,
    backgroundColor: currentColours().frame,
    show: false,
    autoHideMenuBar: true,
    ...titleBar(),
    webPreferences: {
      session: options.session,
      preload: options.preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      safeDialogs: true,
      devTools: options.devTools,
    },
  });
  if (place?.maximized) window.maximize();

  const follow = (): void => {
    const { frame, text } = currentColours();
    window.setBackgroundColor(frame);
    if (process.platform !== 'darwin') {
      window.setTitleBarOverlay({ color: frame, symbolColor: text, height: BAR_HEIGHT });
    }
  };
  nativeTheme.on('updated', follow);
  window.on('close', () =>
    savePlace(options.dataDir, { bounds: window.getNormalBounds(), maximized: window.isMaximized() }),
  );
  window.on('closed', () => nativeTheme.off('updated', follow));
  window.once('ready-to-show', () => window.show());
  window.webContents.on('did-start-navigation', ({ isMainFrame, isSameDocument }) => {
    if (isMainFrame && !isSameDocument) options.onLeave();
  });
  window.webContents.on('did-finish-load', options.onPage);
  // A page that crashed is loaded again; the backend and its jobs never noticed.
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason !== 'clean-exit') window.webContents.reload();
  });
  void window.loadURL(PAGE_URL);
  return window;
}
