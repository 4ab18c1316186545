// Where this program stands on the computer: its own files, its version, and the folder its data live in.
import { mkdirSync, readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createLog, diskError } from '../base/index.ts';
import type { Host } from '../host.ts';

interface Installation {
  /** The folder that holds package.json: the same for the sources, the built files and a packaged app. */
  readonly root: string;
  readonly version: string;
}

/** The nearest package.json of this program above the running file. */
export function installation(): Installation {
  for (let at = import.meta.dirname; ; at = path.dirname(at)) {
    try {
      const manifest = JSON.parse(readFileSync(path.join(at, 'package.json'), 'utf8')) as Record<string, unknown>;
      if (manifest['name'] === 'malleposte') return { root: at, version: String(manifest['version']) };
    } catch {
      // Not here: one folder up.
    }
    if (path.dirname(at) === at) throw new Error('The folder of the program is incomplete: no package.json.');
  }
}

/** The built page. */
export const pageFolder = (): string => path.join(installation().root, 'dist', 'renderer');

/** MALLEPOSTE_DATA_DIR, or where this operating system keeps the data of programs. */
export function defaultDataDir(): string {
  const chosen = process.env['MALLEPOSTE_DATA_DIR'];
  if (chosen) return path.resolve(chosen);
  const home = os.homedir();
  switch (process.platform) {
    case 'win32':
      return path.join(process.env['APPDATA'] ?? path.join(home, 'AppData', 'Roaming'), 'Malleposte');
    case 'darwin':
      return path.join(home, 'Library', 'Application Support', 'Malleposte');
    default:
      return path.join(process.env['XDG_DATA_HOME'] ?? path.join(home, '.local', 'share'), 'malleposte');
  }
}

/**
 * The host for a data folder, which is made for this user alone, with its log file inside. `can`: what this shell adds
 * to the web platform. Throws disk.*.
 */
export function createHost(dataDir: string, can?: Host['can']): Host {
  const { version } = installation();
  try {
    // Before the log, which would make the folder readable for everybody.
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw diskError(error, dataDir);
  }
  const log = createLog(path.join(dataDir, 'malleposte.log'));
  return { dataDir, version, log, storage: 'file', ...(can && { can }) };
}
