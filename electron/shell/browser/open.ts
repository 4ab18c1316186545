// Brings the page in front of the person: a window of its own where a Chromium-like browser is installed, else a tab of
// the default browser, else nothing (the printed address remains).
//
// [Note: the address is handed over in a file] A command line can be read by every user of this computer (ps, /proc), and
// the address holds the one-time token. So the browser is given a file only this user can read, which goes on to the
// address by itself, and which is removed once the token has been used.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

export type Opened = 'window' | 'browser' | 'nothing';

const REDIRECT_FILE = 'open.html';

interface Computer {
  readonly platform: NodeJS.Platform;
  readonly env: NodeJS.ProcessEnv;
  /** Signed in as root: Chromium would need its sandbox switched off, which we never do. */
  readonly root: boolean;
  readonly exists: (file: string) => boolean;
}

const thisComputer: Computer = {
  platform: process.platform,
  env: process.env,
  root: process.getuid?.() === 0,
  exists: existsSync,
};

const names = ['google-chrome-stable', 'google-chrome', 'microsoft-edge-stable', 'microsoft-edge', 'chromium'];

/** A browser that can open a window without tabs and address bar; null when there is none. */
export function findWindowBrowser(computer: Computer = thisComputer): string | null {
  const { platform, env, exists } = computer;
  if (platform === 'win32') {
    const roots = [env['ProgramFiles'], env['ProgramFiles(x86)'], env['LOCALAPPDATA']].filter(
      (root) => root !== undefined,
    );
    const programs = ['Google/Chrome/Application/chrome.exe', 'Microsoft/Edge/Application/msedge.exe'];
    const files = programs.flatMap((program) => roots.map((root) => path.win32.join(root, program)));
    return files.find(exists) ?? null;
  }
  if (platform === 'darwin') {
    return (
      ['Google Chrome', 'Microsoft Edge', 'Chromium']
        .map((name) => `/Applications/${name}.app/Contents/MacOS/${name}`)
        .find(exists) ?? null
    );
  }
  const folders = (env['PATH'] ?? '').split(':').filter((folder) => folder.startsWith('/'));
  const found = names.flatMap((name) => folders.map((folder) => `${folder}/${name}`)).filter(exists);
  // A snap may not read hidden folders of the home, where our profile and the file are.
  return found.find((file) => !isSnap(file)) ?? null;
}

function isSnap(file: string): boolean {
  try {
    return file.startsWith('/snap/') || realpathSync(file) === '/usr/bin/snap';
  } catch {
    return false;
  }
}

/** Is there a screen this process may open a window on? */
export function hasScreen({ platform, env }: Pick<Computer, 'platform' | 'env'> = thisComputer): boolean {
  return platform !== 'linux' || Boolean(env['DISPLAY'] ?? env['WAYLAND_DISPLAY']);
}

/** Arguments of a window of our own: its own profile, so no other page shares its cookies, and no first-run screens. */
export const windowArguments = (page: string, profile: string): string[] => [
  `--app=${page}`,
  `--user-data-dir=${profile}`,
  '--no-first-run',
  '--no-default-browser-check',
  '--disable-background-networking',
  '--disable-sync',
  '--window-size=1280,820',
];

function defaultOpener(platform: NodeJS.Platform, file: string): [string, string[]] {
  if (platform === 'win32') return ['rundll32', ['url.dll,FileProtocolHandler', file]];
  return [platform === 'darwin' ? 'open' : 'xdg-open', [file]];
}

/** A browser that cannot open a window (no such display, say) ends with an error well within this. */
const STILLBORN_MS = 1_500;

/** Starts a program that outlives us. False when it is not there, or when it fails at once. */
export function start(command: string, args: readonly string[], stillbornMs = STILLBORN_MS): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { detached: true, stdio: 'ignore', cwd: os.homedir() });
    const timer = setTimeout(() => {
      child.unref();
      resolve(true);
    }, stillbornMs);
    const end = (well: boolean): void => {
      clearTimeout(timer);
      resolve(well);
    };
    child.once('error', () => end(false));
    child.once('exit', (code) => end(code === 0));
  });
}

/** Opens `address` without putting it on a command line. Never throws: the address has been printed as well. */
export async function openPage(address: string, dataDir: string): Promise<Opened> {
  if (!hasScreen() || thisComputer.root) return 'nothing';
  const file = writeRedirect(address, dataDir);
  const browser = findWindowBrowser();
  const page = pathToFileURL(file).href;
  if (browser && (await start(browser, windowArguments(page, path.join(dataDir, 'window'))))) return 'window';
  const [command, args] = defaultOpener(process.platform, file);
  return (await start(command, args)) ? 'browser' : 'nothing';
}

/** See the note above. The mode is set at creation, so there is no moment at which others could read it. */
export function writeRedirect(address: string, dataDir: string): string {
  const file = path.join(dataDir, REDIRECT_FILE);
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  rmSync(file, { force: true });
  const html = `<!doctype html><meta charset="utf-8"><title>Malleposte</title><meta http-equiv="refresh" content="0;url=${address}">`;
  writeFileSync(file, html, { mode: 0o600, flag: 'wx' });
  return file;
}

export const removeRedirect = (dataDir: string): void => rmSync(path.join(dataDir, REDIRECT_FILE), { force: true });
