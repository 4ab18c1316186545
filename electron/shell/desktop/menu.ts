// The application menu. Only entries that do something today; the page has its own.
import type { MenuItemConstructorOptions } from 'electron';
import type { Words } from './words.ts';

export interface MenuActions {
  openDataFolder(): void;
  showLog(): void;
}

/** The menu for a platform: macOS has the application's menu first, the others have "quit" under "file". */
export function menuTemplate(
  say: Words,
  platform: NodeJS.Platform,
  actions: MenuActions,
): MenuItemConstructorOptions[] {
  const mac = platform === 'darwin';
  const line: MenuItemConstructorOptions = { type: 'separator' };
  const appMenu: MenuItemConstructorOptions = {
    role: 'appMenu',
    label: 'Malleposte',
    submenu: [
      { role: 'about', label: say.about },
      line,
      { role: 'hide', label: say.hide },
      { role: 'hideOthers', label: say.hideOthers },
      { role: 'unhide', label: say.showAll },
      line,
      { role: 'quit', label: say.quit },
    ],
  };
  return [
    ...(mac ? [appMenu] : []),
    {
      role: 'fileMenu',
      label: say.file,
      submenu: [{ role: 'close', label: say.closeWindow }, ...(mac ? [] : [line, quit(say)])],
    },
    {
      role: 'editMenu',
      label: say.edit,
      submenu: [
        { role: 'undo', label: say.undo },
        { role: 'redo', label: say.redo },
        line,
        { role: 'cut', label: say.cut },
        { role: 'copy', label: say.copy },
        { role: 'paste', label: say.paste },
        { role: 'selectAll', label: say.selectAll },
      ],
    },
    {
      role: 'viewMenu',
      label: say.view,
      submenu: [
        { role: 'resetZoom', label: say.zoomReset },
        { role: 'zoomIn', label: say.zoomIn },
        { role: 'zoomOut', label: say.zoomOut },
        line,
        { role: 'togglefullscreen', label: say.fullScreen },
      ],
    },
    {
      role: 'windowMenu',
      label: say.window,
      submenu: [
        { role: 'minimize', label: say.minimize },
        ...(mac ? ([{ role: 'zoom', label: say.zoom }, line, { role: 'front', label: say.toFront }] as const) : []),
      ],
    },
    {
      role: 'help',
      label: say.help,
      submenu: [
        { label: say.dataFolder, click: () => actions.openDataFolder() },
        { label: say.log, click: () => actions.showLog() },
      ],
    },
  ];
}

const quit = (say: Words): MenuItemConstructorOptions => ({ role: 'quit', label: say.quit });
