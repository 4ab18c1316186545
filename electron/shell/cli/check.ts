// What can be wrong with a command line beyond its form, found before anything is opened, asked or connected to.
import { AppError } from '../../contract/errors.ts';
import type { MoveSource } from '../../contract/migrate.ts';
import { parseAccountUrl, parseSize } from './account-url.ts';
import type { CommandName, OptionName } from './commands-table.ts';
import { cleanUpSource, inboxTo, keepDays } from './run-clean-up.ts';
import { moveSources, parseMarks, parseRoles, parseSince } from './migrate-options.ts';
import type { Request } from './session.ts';
import { canAsk } from './terminal.ts';

/** Options whose value may be "-" for standard input; at most one of them can be. */
export const secretOptions = [
  'password-file',
  'to-password-file',
  'from-password-file',
  'from-passphrase-file',
  'from-identity-file',
  'passphrase-file',
  'vault-passphrase-file',
  'identity-file',
] as const satisfies OptionName[];

const wrong = (reason: string): AppError => new AppError('usage.invalid', { reason });

/** Throws usage.invalid with what is missing or contradictory. */
export function checkRequest(command: CommandName, request: Request): void {
  const { args, words } = request;
  if (secretOptions.filter((name) => args.value(name) === '-').length > 1) throw wrong(words.stdinTwice);
  switch (command) {
    case 'export':
      checkOneOf(request, 'account', 'imap', true);
      checkUrl(request, 'imap', 'password-file');
      checkGiven(request, 'out');
      if (args.has('folder') && args.values('account').length > 1) throw wrong(words.folderWithSeveral);
      parseSize(args.value('volume-size') ?? 'none', request.language);
      return checkProtection(request);
    case 'verify':
      checkOneOf(request, 'against', 'account', false);
      checkKey(request);
      return checkUrl(request, 'against', 'password-file');
    case 'list':
      return checkKey(request);
    case 'extract':
      checkGiven(request, 'out');
      return checkKey(request);
    case 'restore':
      checkOneOf(request, 'to', 'to-account', true);
      checkKey(request);
      return checkUrl(request, 'to', 'to-password-file');
    case 'migrate':
      return checkMigrate(request);
    case 'cleanup-pop':
      return checkCleanUp(request);
    case 'accounts':
      return checkAccounts(request);
    default:
  }
}

function checkGiven({ args, words }: Request, option: OptionName): void {
  if (!args.has(option)) throw wrong(words.missingOption(option));
}

function checkOneOf({ args, words }: Request, a: OptionName, b: OptionName, required: boolean): void {
  if (args.has(a) && args.has(b)) throw wrong(words.notTogether(a, b));
  if (required && !args.has(a) && !args.has(b)) throw wrong(words.oneOfOptions([a, b]));
}

/** A mailbox given by URL needs its password from somewhere. */
function checkUrl({ args, words, language, io }: Request, option: OptionName, password: OptionName): void {
  const text = args.value(option);
  if (text === null) return;
  parseAccountUrl(text, option, 'imap', args.has('allow-insecure'), language);
  if (!args.has(password) && !canAsk(io)) throw wrong(words.noPassword(password));
}

function checkKey(request: Request): void {
  checkOneOf(request, 'passphrase-file', 'identity-file', false);
  const { args, words, io } = request;
  if (!args.has('passphrase-file') && !args.has('identity-file') && !canAsk(io)) throw wrong(words.noKey(''));
}

function checkProtection({ args, words, io }: Request): void {
  if (!args.has('recipient')) {
    if (!args.has('passphrase-file') && !canAsk(io)) throw wrong(words.noProtection);
    return;
  }
  if (args.has('passphrase-file')) throw wrong(words.notTogether('recipient', 'passphrase-file'));
  if (args.value('format') === 'zip-aes256') throw wrong(words.recipientsNeedMalle);
}

function checkMigrate(request: Request): void {
  const { args, words, language } = request;
  const sources = moveSources(request);
  if (sources.length === 0) throw wrong(words.missingOption('from'));
  checkOneOf(request, 'to', 'account', false);
  if (!args.has('to') && !args.has('account') && !args.has('to-archive'))
    throw wrong(words.oneOfOptions(['to', 'account', 'to-archive']));
  if (args.values('account').length > 1) throw wrong(words.onlyOnce('account'));
  checkUrl(request, 'to', 'to-password-file');
  checkSources(request, sources);
  if (args.has('to-archive')) {
    parseSize(args.value('volume-size') ?? 'none', language);
    if (!args.has('dry-run')) checkProtection(request);
  } else {
    const alone = archiveOptions.find((name) => args.has(name));
    if (alone) throw wrong(words.needsArchive(alone));
  }
  parseSince(args.value('since'), language);
  parseMarks(args.value('marks'), language);
  parseRoles(args.value('leave-out'), language);
  for (const text of args.values('map')) if (text.indexOf('=') < 1) throw wrong(words.badMapping(text));
}

/** Options of "migrate" that say how its archive is written. */
const archiveOptions = [
  'passphrase-file',
  'recipient',
  'volume-size',
  'format',
  'store',
  'decode-winmail',
] as const satisfies OptionName[];

/** One file cannot be the password of two. */
function checkSources(request: Request, sources: readonly MoveSource[]): void {
  const { args, words, io } = request;
  const count = (kind: MoveSource['kind']): number => sources.filter((source) => source.kind === kind).length;
  const [mailboxes, archives] = [count('pop3'), count('archive')];
  if (mailboxes > 0 && !args.has('from-password-file') && !canAsk(io))
    throw wrong(words.noPassword('from-password-file'));
  if (mailboxes > 1 && args.has('from-password-file')) throw wrong(words.onePopWithFile);
  checkOneOf(request, 'from-passphrase-file', 'from-identity-file', false);
  const key = args.has('from-passphrase-file') || args.has('from-identity-file');
  if (archives > 0 && !key && !canAsk(io)) throw wrong(words.noKey('from-'));
  if (archives > 1 && key) throw wrong(words.oneArchiveWithFile);
}

function checkCleanUp(request: Request): void {
  const { args, words } = request;
  checkSources(request, [cleanUpSource(request)]);
  for (const option of ['to', 'account'] as const) checkOneOf(request, option, 'to-archive', false);
  checkOneOf(request, 'to', 'account', false);
  if (!args.has('to') && !args.has('account') && !args.has('to-archive'))
    throw wrong(words.oneOfOptions(['to', 'account', 'to-archive']));
  if (args.values('account').length > 1) throw wrong(words.onlyOnce('account'));
  checkUrl(request, 'to', 'to-password-file');
  if (args.has('to-archive')) checkKey(request);
  keepDays(request);
  inboxTo(request);
}

function checkAccounts({ args, words, language, io }: Request): void {
  const [action = '', address] = args.words;
  if (!['list', 'add', 'remove'].includes(action)) throw wrong(words.badAction(action));
  if (action === 'list') return;
  if (address === undefined) throw wrong(words.missingWord('ADDRESS'));
  const insecure = args.has('allow-insecure');
  const [imap, smtp] = [args.value('imap'), args.value('smtp')];
  if (imap !== null) parseAccountUrl(imap, 'imap', 'imap', insecure, language);
  if (smtp !== null) parseAccountUrl(smtp, 'smtp', 'smtp', insecure, language);
  if (action === 'add' && !args.has('password-file') && !canAsk(io)) throw wrong(words.noPassword('password-file'));
}
