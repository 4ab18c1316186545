// Is there a real Electron here?
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

export const root = path.resolve(import.meta.dirname, '../..');

/** The Electron binary of the package; null when it was never downloaded. */
export function electronFile(): string | null {
  const folder = path.join(root, 'node_modules/electron');
  const named = path.join(folder, 'path.txt');
  if (!existsSync(named)) return null;
  const file = path.join(folder, 'dist', readFileSync(named, 'utf8').trim());
  return existsSync(file) ? file : null;
}

/** The same where there is a screen to open a window on; null otherwise. */
export function electronBinary(): string | null {
  const screen = process.platform !== 'linux' || Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY']);
  return screen ? electronFile() : null;
}
