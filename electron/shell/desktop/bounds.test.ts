import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readPlace, savePlace } from './bounds.ts';

const screen = { x: 0, y: 0, width: 1920, height: 1080 };
let folder = '';
beforeEach(() => (folder = mkdtempSync(path.join(os.tmpdir(), 'bounds-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const saved = (text: string): void => writeFileSync(path.join(folder, 'window.json'), text);

test('the window comes back where it was', () => {
  const place = { bounds: { x: 100, y: 50, width: 1300, height: 900 }, maximized: true };
  savePlace(folder, place);
  expect(readPlace(folder, [screen])).toEqual(place);
});

test('a window whose screen is gone opens at its usual place', () => {
  savePlace(folder, { bounds: { x: 2500, y: 50, width: 1300, height: 900 }, maximized: false });
  expect(readPlace(folder, [screen])).toBeNull();
  expect(readPlace(folder, [screen, { x: 1920, y: 0, width: 1920, height: 1080 }])).not.toBeNull();
  savePlace(folder, { bounds: { x: 100, y: -300, width: 1300, height: 900 }, maximized: false });
  expect(readPlace(folder, [screen])).toBeNull();
});

test('a window is never smaller than the page needs', () => {
  savePlace(folder, { bounds: { x: 0, y: 0, width: 10, height: 10 }, maximized: false });
  expect(readPlace(folder, [screen])?.bounds).toMatchObject({ width: 960, height: 640 });
});

test.each(['', '{', '[]', '{"bounds":{"x":"0"}}', '{"bounds":{"x":0,"y":0,"width":null,"height":700}}', 'null'])(
  'a damaged note (%s) is no reason to fail',
  (text) => {
    saved(text);
    expect(readPlace(folder, [screen])).toBeNull();
  },
);

test('a folder that cannot be written is no reason to fail', () => {
  savePlace(path.join(folder, 'missing'), { bounds: screen, maximized: false });
  expect(readPlace(folder, [screen])).toBeNull();
});
