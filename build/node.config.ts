// How the Node side is built: the three shells as ES modules that find their libraries in node_modules, and the preload
// as one CommonJS file, the only form a sandboxed window loads.
import path from 'node:path';
import type { InlineConfig } from 'vite';

const root = path.resolve(import.meta.dirname, '..');
const shell = (file: string): string => path.join(root, 'electron/shell', file);

/** Output name without extension, and source. */
const nodeEntries: Readonly<Record<string, string>> = {
  cli: shell('cli/main.ts'),
  browser: shell('browser/program.ts'),
  'browser-shell': shell('browser/run.ts'),
  'desktop/main': shell('desktop/main.ts'),
  'desktop/child': shell('desktop/child.ts'),
};
const preloadEntry = shell('desktop/preload.ts');

const common = { root, configFile: false, clearScreen: false, logLevel: 'warn' } as const;
const output = { emptyOutDir: false, minify: false, reportCompressedSize: false } as const;

export const nodeConfig = (dist: string): InlineConfig => ({
  ...common,
  ssr: { external: ['electron'] },
  build: {
    ...output,
    outDir: dist,
    target: 'node24',
    ssr: true,
    rolldownOptions: {
      input: { ...nodeEntries },
      output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'parts/[name]-[hash].js' },
    },
  },
});

export const preloadConfig = (dist: string): InlineConfig => ({
  ...common,
  ssr: { external: ['electron'], noExternal: true },
  build: {
    ...output,
    outDir: dist,
    target: 'chrome130',
    ssr: true,
    rolldownOptions: {
      input: { 'desktop/preload': preloadEntry },
      output: { format: 'cjs', entryFileNames: '[name].cjs' },
    },
  },
});
