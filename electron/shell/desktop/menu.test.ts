import type { MenuItemConstructorOptions } from 'electron';
import { describe, expect, test } from 'vitest';
import { menuTemplate } from './menu.ts';
import { words } from './words.ts';

const actions = { openDataFolder: () => undefined, showLog: () => undefined };

const leaves = (items: readonly MenuItemConstructorOptions[]): MenuItemConstructorOptions[] =>
  items.flatMap((item) => (Array.isArray(item.submenu) ? leaves(item.submenu) : [item]));

describe.each(['darwin', 'win32', 'linux'] as const)('the menu on %s', (platform) => {
  test.each(['en', 'fr'] as const)('has words for every entry (%s), and no entry without an effect', (language) => {
    for (const item of leaves(menuTemplate(words[language], platform, actions))) {
      if (item.type === 'separator') continue;
      expect(item.label).toBeTruthy();
      expect(item.role ?? item.click).toBeDefined();
    }
  });

  test('can quit exactly once', () => {
    const quits = leaves(menuTemplate(words.en, platform, actions)).filter((item) => item.role === 'quit');
    expect(quits).toHaveLength(1);
  });
});

test('French has its own word for each of the English ones', () => {
  const same = Object.entries(words.en).filter(([name, text]) => words.fr[name as keyof typeof words.fr] === text);
  expect(same).toEqual([]);
});
