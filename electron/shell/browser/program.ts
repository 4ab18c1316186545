// The browser shell as a program: `browser.js [--port N] [--no-open] [--data-dir FOLDER]`.
import { parseArgs } from 'node:util';
import { AppError, errorWords, exitCodeOf } from '../../contract/errors.ts';
import { defaultDataDir } from '../installation.ts';
import { systemLanguage } from '../language.ts';
import { runBrowserShell, type RunOptions } from './run.ts';
import { words } from './words.ts';

function readArguments(): RunOptions {
  const { values } = parseArgs({
    options: { port: { type: 'string' }, 'no-open': { type: 'boolean' }, 'data-dir': { type: 'string' } },
  });
  const port = Number(values.port ?? 0);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new AppError('usage.invalid', { reason: words[systemLanguage()].badPort });
  }
  return { port, open: !values['no-open'], dataDir: values['data-dir'] ?? defaultDataDir() };
}

async function run(): Promise<number> {
  try {
    return await runBrowserShell(readArguments());
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const { what, advice } = errorWords(error, systemLanguage());
    process.stderr.write(`${what} ${advice}\n`);
    return exitCodeOf(error.code);
  }
}

process.exit(await run());
