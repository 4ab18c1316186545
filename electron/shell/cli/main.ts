// The command line's one door: reads the arguments, runs one command on a backend of its own, says how it ended.
import path from 'node:path';
import { silentLog, toAppError } from '../../base/index.ts';
import { AppError, errorWords, exitCodeOf, type Language } from '../../contract/errors.ts';
import { defaultDataDir, installation } from '../installation.ts';
import { isCommand, languageOf, parseArguments, type Arguments } from './arguments.ts';
import { checkRequest } from './check.ts';
import type { CommandName } from './commands-table.ts';
import type { Ending } from './ending.ts';
import { commandHelp, overview } from './help.ts';
import { errorJson } from './json.ts';
import { runAccounts, runCall } from './run-accounts.ts';
import { runExtract, runList, runRestore, runVerify } from './run-archive.ts';
import { runCleanUp } from './run-clean-up.ts';
import { runExport } from './run-export.ts';
import { runMigrate } from './run-migrate.ts';
import { runSearch } from './run-search.ts';
import { runSources } from './run-sources.ts';
import { runSync } from './run-sync.ts';
import { openBackend, type OpenedBackend, type Request, type Session } from './session.ts';
import type { CliIo } from './terminal.ts';
import { wordsOf } from './words-table.ts';

export { processIo, type CliIo, type StartOptions } from './terminal.ts';

type Runner = (session: Session) => Promise<Ending>;

/** Commands that need a backend. */
const runners: Readonly<Record<Exclude<CommandName, 'help' | 'start' | 'winmail'>, Runner>> = {
  export: runExport,
  verify: runVerify,
  list: runList,
  extract: runExtract,
  restore: runRestore,
  migrate: runMigrate,
  'cleanup-pop': runCleanUp,
  sources: runSources,
  search: runSearch,
  sync: runSync,
  accounts: runAccounts,
  call: runCall,
};

/** Runs one command line (without node and script name) to its end. Resolves with the exit code; never rejects. */
export async function runCli(argv: readonly string[], io: CliIo): Promise<number> {
  const language = languageOf(argv, io.env);
  const json = argv.includes('--json');
  try {
    return await run(parseArguments(argv, language), language, io);
  } catch (error) {
    const known = toAppError(error, silentLog);
    sayError(known, error, argv, language, json, io);
    return exitCodeOf(known.code);
  }
}

async function run(args: Arguments, language: Language, io: CliIo): Promise<number> {
  const { version } = installation();
  const { command } = args;
  if (args.has('version')) {
    io.stdout.write(args.has('json') ? `${JSON.stringify({ version })}\n` : `${version}\n`);
    return 0;
  }
  if (command === null || command === 'help' || args.has('help')) return help(args, language, version, io);
  const dataDir = path.resolve(args.value('data-dir') ?? defaultDataDir());
  if (command === 'start') return start(args, language, dataDir, io);
  return runOn(command, args, language, dataDir, io);
}

function help(args: Arguments, language: Language, version: string, io: CliIo): number {
  const about = args.command === 'help' ? args.words[0] : (args.command ?? undefined);
  if (about !== undefined && !isCommand(about)) {
    throw new AppError('usage.invalid', { reason: wordsOf(language).unknownCommand(about) });
  }
  const text = about ? commandHelp(about, language, io.stdout.columns) : overview(language, version, io.stdout.columns);
  io.stdout.write(args.has('json') ? `${JSON.stringify({ help: text })}\n` : text);
  return 0;
}

function start(args: Arguments, language: Language, dataDir: string, io: CliIo): Promise<number> {
  const words = wordsOf(language);
  const text = args.value('port');
  const port = text === null ? null : Number(text);
  if (port !== null && !(Number.isInteger(port) && port >= 0 && port <= 65535)) {
    throw new AppError('usage.invalid', { reason: words.badPort });
  }
  if (!io.start) throw new AppError('usage.invalid', { reason: words.startElsewhere });
  return io.start({ port, open: !args.has('no-open'), dataDir });
}

/** Commands that bring their own account need no data folder of their own, and disturb no program that uses it. */
function storageOf(command: CommandName, args: Arguments): 'file' | 'memory' {
  if (command === 'accounts' || command === 'call' || command === 'search' || command === 'sync') return 'file';
  return args.has('account') || args.has('to-account') ? 'file' : 'memory';
}

async function runOn(
  command: Exclude<CommandName, 'help' | 'start'>,
  args: Arguments,
  language: Language,
  dataDir: string,
  io: CliIo,
): Promise<number> {
  const request: Request = { args, language, words: wordsOf(language), io };
  checkRequest(command, request);
  const controller = new AbortController();
  let interrupts = 0;
  // Before and between jobs; a job turns its own first Ctrl-C into a clean stop (follow.ts).
  const stopInterrupts = io.onInterrupt(() => {
    interrupts += 1;
    if (interrupts > 1) io.quit(130);
    controller.abort();
  });
  let opened: OpenedBackend | null = null;
  try {
    const { signal } = controller;
    let ending: Ending;
    if (command === 'winmail') {
      // Loaded only now, like the backend.
      const { runWinmail } = await import('./run-winmail.ts');
      ending = await runWinmail(request, signal);
    } else {
      opened = await openBackend(dataDir, storageOf(command, args));
      const { api, startMail } = opened;
      ending = await runners[command]({ ...request, api, startMail, signal });
    }
    const plain = args.has('json') ? `${JSON.stringify(ending.json)}\n` : ending.text;
    io.stdout.write(plain);
    return ending.exitCode;
  } finally {
    stopInterrupts();
    await opened?.close();
  }
}

function sayError(
  known: AppError,
  thrown: unknown,
  argv: readonly string[],
  language: Language,
  json: boolean,
  io: CliIo,
): void {
  const { what, advice } = errorWords(known, language);
  const words = wordsOf(language);
  const usage = exitCodeOf(known.code) === 2;
  const lines = [what, ...(known.detail ? [`  ${known.detail}`] : []), advice];
  if (usage) lines.push(words.seeHelp(argv.find(isCommand) ?? ''));
  if (known.code === 'internal' && thrown instanceof Error && io.env['MALLEPOSTE_DEBUG'])
    lines.push(thrown.stack ?? '');
  io.stderr.write(`${lines.join('\n')}\n`);
  if (json) io.stdout.write(`${JSON.stringify(errorJson(known.toData(), language))}\n`);
}
