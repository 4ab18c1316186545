// How the page is built: one folder of hashed files, nothing inline, so that the strictest policy can serve it.
import { createRequire } from 'node:module';
import path from 'node:path';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import type { InlineConfig } from 'vite';

/** Its files never change under this number, so they may be kept for ever as the hashed ones are. */
const pdfjs = createRequire(import.meta.url)('pdfjs-dist/package.json') as { version: string };
const root = path.resolve(import.meta.dirname, '..');

export const pageConfig = (dist: string): InlineConfig => ({
  root: path.join(root, 'renderer'),
  configFile: false,
  // Without a Svelte configuration file the plug-in would look for one and say so.
  plugins: [svelte({ configFile: false })],
  clearScreen: false,
  logLevel: 'warn',
  build: {
    outDir: path.join(dist, 'renderer'),
    emptyOutDir: true,
    target: 'es2022',
    // A data: URL in a style or script would need a hole in the policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 2000,
    rolldownOptions: {
      checks: { bundlerTimings: false },
      output: {
        // PDF.js asks for its decoders by their own names.
        assetFileNames: ({ names: [name = ''] }) =>
          name.endsWith('_nowasm_fallback.js')
            ? `assets/pdfjs-${pdfjs.version}/[name][extname]`
            : 'assets/[name]-[hash][extname]',
      },
    },
  },
});
