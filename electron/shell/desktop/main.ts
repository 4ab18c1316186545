// The desktop shell: one window on the page, the backend in a child, and between them message ports. No mail is handled
// in this process, and it answers no call of the page.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { app, dialog, Menu, nativeTheme, powerSaveBlocker, session, shell, type BrowserWindow } from 'electron';
import { AppError, errorWords, type AppErrorData, type Language } from '../../contract/errors.ts';
import { defaultDataDir, installation, pageFolder } from '../installation.ts';
import { chosenLanguage, systemLanguage } from '../language.ts';
import { followBackend, type Work } from './follow-backend.ts';
import { keepChild, type BackendChild } from './keep-child.ts';
import { lockNavigation, lockPermissions } from './locks.ts';
import { menuTemplate } from './menu.ts';
import { registerPageScheme, servePage } from './page-scheme.ts';
import { openWindow } from './window.ts';
import { words } from './words.ts';

const built = path.join(installation().root, 'dist', 'desktop');
const dataDir = path.resolve(app.commandLine.getSwitchValue('data-dir') || defaultDataDir());

let window: BrowserWindow | null = null;
/** Loaded, so that it hears of its port. */
let pageIsThere = false;
let child: BackendChild | null = null;
let work: Work = { running: false, fraction: null };
let blocker: number | null = null;
let quitting = false;

function showWindow(): void {
  if (window) {
    if (window.isMinimized()) window.restore();
    window.show();
    window.focus();
    return;
  }
  window = openWindow({
    dataDir,
    session: session.defaultSession,
    preload: path.join(built, 'preload.cjs'),
    title: 'Malleposte',
    devTools: !app.isPackaged,
    onPage: () => {
      pageIsThere = true;
      connectPage();
    },
    onLeave: () => {
      pageIsThere = false;
    },
  });
  window.on('closed', () => {
    window = null;
    pageIsThere = false;
  });
}

/** A port of its own for the page: at every load, and whenever the backend is new. */
function connectPage(): void {
  if (window && child && pageIsThere) window.webContents.postMessage('malleposte:port', null, [child.connect()]);
}

function setLanguage(language: Language): void {
  const actions = {
    openDataFolder: () => void shell.openPath(dataDir),
    showLog: () => shell.showItemInFolder(path.join(dataDir, 'malleposte.log')),
  };
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(words[language], process.platform, actions)));
}

/** Work keeps the computer awake and the program alive, with or without a window. */
function setWork(now: Work): void {
  work = now;
  window?.setProgressBar(now.running ? (now.fraction ?? 2) : -1);
  if (now.running) blocker ??= powerSaveBlocker.start('prevent-app-suspension');
  else if (blocker !== null) {
    powerSaveBlocker.stop(blocker);
    blocker = null;
  }
  if (!now.running && !window && process.platform !== 'darwin') app.quit();
}

function startBackend(): void {
  child = keepChild({
    modulePath: path.join(built, 'child.js'),
    dataDir,
    // Told during the call itself as well; the first ports are made right after it.
    onStart: () => setImmediate(connectAll),
    onRefused: refuse,
    onCrash: () => setWork({ running: false, fraction: null }),
  });
}

function connectAll(): void {
  if (!child || quitting) return;
  followBackend(child.connect(), {
    onSettings: (settings) => {
      nativeTheme.themeSource = settings.appearance;
      setLanguage(chosenLanguage(settings.language, app.getLocale()));
    },
    onWork: setWork,
  });
  connectPage();
}

function refuse(error: AppErrorData): void {
  const language = systemLanguage(app.getLocale());
  const { what, advice } = errorWords(AppError.from(error), language);
  dialog.showErrorBox(words[language].cannotStart, `${what}\n${advice}`);
  app.quit();
}

async function quit(): Promise<void> {
  await child?.close();
  child = null;
  app.quit();
}

function run(): void {
  app.setName('Malleposte');
  app.enableSandbox();
  registerPageScheme();
  app.on('second-instance', showWindow);
  app.on('web-contents-created', (_event, contents) => lockNavigation(contents));
  app.on('activate', showWindow);
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin' && !work.running) app.quit();
  });
  app.on('before-quit', (event) => {
    quitting = true;
    if (!child) return;
    event.preventDefault();
    void quit();
  });
  void app.whenReady().then(() => {
    lockPermissions(session.defaultSession);
    servePage(session.defaultSession, pageFolder());
    setLanguage(systemLanguage(app.getLocale()));
    startBackend();
    showWindow();
  });
}

// Chromium's own files of this window go beside our data, and the lock is one per data folder.
try {
  const profile = path.join(dataDir, 'window');
  mkdirSync(profile, { recursive: true, mode: 0o700 });
  app.setPath('userData', profile);
} catch {
  // The folder cannot be made; the backend is about to refuse it too, with words.
}
if (app.requestSingleInstanceLock()) run();
else app.quit();
