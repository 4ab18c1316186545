// `node --import` this file and `import 'electron'` finds the stand-in: the desktop shell's own files then run for real
// where no Electron binary can be had.
import { registerHooks } from 'node:module';

const standIn = new URL('./electron.ts', import.meta.url).href;

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron' ? { url: standIn, shortCircuit: true } : next(specifier, context),
});
