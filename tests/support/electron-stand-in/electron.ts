// The stand-in for the `electron` module: the parts the desktop shell uses, over Chromium and plain Node. It is not
// Electron: what it proves is that the shell's own code runs and asks for the right things.
import { EventEmitter } from 'node:events';
import { answerTests } from './answer-tests.ts';
import { app } from './app.ts';
import { BrowserWindow } from './browser-window.ts';
import { MessageChannelMain } from './ports.ts';
import { protocol, registered, session } from './session.ts';
import { children, utilityProcess } from './utility-process.ts';

interface MenuEntry {
  readonly label?: string;
  readonly role?: string;
  readonly submenu?: readonly MenuEntry[];
}
interface BuiltMenu {
  readonly items: readonly MenuEntry[];
}

let applicationMenu: BuiltMenu | null = null;
const Menu = {
  buildFromTemplate: (items: readonly MenuEntry[]): BuiltMenu => ({ items }),
  setApplicationMenu: (menu: BuiltMenu) => void (applicationMenu = menu),
  getApplicationMenu: () => applicationMenu,
};

class NativeTheme extends EventEmitter {
  #source: 'system' | 'light' | 'dark' = 'system';
  get themeSource(): 'system' | 'light' | 'dark' {
    return this.#source;
  }
  set themeSource(source: 'system' | 'light' | 'dark') {
    this.#source = source;
    const scheme = source === 'system' ? (process.env['STAND_IN_DARK'] ? 'dark' : 'light') : source;
    for (const window of BrowserWindow.getAllWindows()) {
      void window.webContents.page?.emulateMedia({ colorScheme: scheme });
    }
    this.emit('updated');
  }
  get shouldUseDarkColors(): boolean {
    return this.#source === 'system' ? Boolean(process.env['STAND_IN_DARK']) : this.#source === 'dark';
  }
}
const nativeTheme = new NativeTheme();

const opened: string[] = [];
const shell = {
  openExternal: (url: string) => (opened.push(url), Promise.resolve()),
  openPath: (file: string) => (opened.push(file), Promise.resolve('')),
  showItemInFolder: (file: string) => void opened.push(file),
};

const errors: string[] = [];
const dialog = {
  showErrorBox(title: string, content: string): void {
    errors.push(`${title}\n${content}`);
    process.stderr.write(`${title}\n${content}\n`);
  },
};

let blockers = 0;
const blocking = new Set<number>();
const powerSaveBlocker = {
  start: () => (blocking.add(++blockers), blockers),
  stop: (id: number) => blocking.delete(id),
  isStarted: (id: number) => blocking.has(id),
};

const screen = { getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }] };

export {
  app,
  BrowserWindow,
  dialog,
  Menu,
  MessageChannelMain,
  nativeTheme,
  powerSaveBlocker,
  protocol,
  screen,
  session,
  shell,
  utilityProcess,
};

answerTests({
  app,
  BrowserWindow,
  Menu,
  nativeTheme,
  powerSaveBlocker,
  shell,
  standIn: { opened, errors, children, blocking, registered },
});
