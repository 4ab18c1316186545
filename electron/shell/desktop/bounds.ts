// Where the window was, remembered between runs, and never off the screen.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Rectangle } from 'electron';

export const MIN_WIDTH = 960;
export const MIN_HEIGHT = 640;
const DEFAULT_WIDTH = 1280;
const DEFAULT_HEIGHT = 820;
/** So much of the window must be on a screen for a person to get hold of it. */
const GRIP = 80;

export interface WindowPlace {
  readonly bounds: Rectangle;
  readonly maximized: boolean;
}

const fileIn = (dataDir: string): string => path.join(dataDir, 'window.json');

/** The remembered place if it still makes sense on these screens; null puts the window where the system likes it. */
export function readPlace(dataDir: string, screens: readonly Rectangle[]): WindowPlace | null {
  try {
    const saved = JSON.parse(readFileSync(fileIn(dataDir), 'utf8')) as {
      bounds?: Partial<Rectangle>;
      maximized?: unknown;
    };
    const { x, y, width, height } = saved.bounds ?? {};
    if (![x, y, width, height].every(Number.isFinite)) return null;
    const bounds = {
      x: Math.round(x ?? 0),
      y: Math.round(y ?? 0),
      width: Math.max(MIN_WIDTH, Math.round(width ?? 0)),
      height: Math.max(MIN_HEIGHT, Math.round(height ?? 0)),
    };
    return screens.some((screen) => overlaps(bounds, screen)) ? { bounds, maximized: saved.maximized === true } : null;
  } catch {
    return null;
  }
}

/** The title bar counts: it must be reachable. */
const overlaps = (window: Rectangle, screen: Rectangle): boolean =>
  window.x + window.width >= screen.x + GRIP &&
  window.x + GRIP <= screen.x + screen.width &&
  window.y >= screen.y &&
  window.y + GRIP <= screen.y + screen.height;

/** Failure is no reason to disturb anybody: the window opens at its usual place next time. */
export function savePlace(dataDir: string, place: WindowPlace): void {
  try {
    writeFileSync(fileIn(dataDir), JSON.stringify(place), { mode: 0o600 });
  } catch {
    return;
  }
}

export const defaultSize = { width: DEFAULT_WIDTH, height: DEFAULT_HEIGHT };
