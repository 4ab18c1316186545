// Reads a command line by the table of commands. A mistake is a usage error that says what was meant, never a guess.
import { AppError, type Language } from '../../contract/errors.ts';
import {
  commandTable,
  commonOptions,
  optionTable,
  type CommandName,
  type CommandRow,
  type OptionName,
  type OptionRow,
} from './commands-table.ts';
import { wordsOf } from './words-table.ts';

export interface Arguments {
  /** null: nothing was asked for; the help is shown. */
  readonly command: CommandName | null;
  readonly words: readonly string[];
  has(name: OptionName): boolean;
  /** The option's last value; null when it was not given. */
  value(name: OptionName): string | null;
  values(name: OptionName): readonly string[];
}

export const isCommand = (name: string): name is CommandName => Object.hasOwn(commandTable, name);
export const isOption = (name: string): name is OptionName => Object.hasOwn(optionTable, name);

/** All options a command understands. */
export const optionsOf = (command: CommandName): readonly OptionName[] => [
  ...(commandTable[command] as CommandRow).options,
  ...commonOptions,
];

/** The language asked for on the command line, else the environment's, else English. Looked up before parsing can fail. */
export function languageOf(argv: readonly string[], env: Readonly<Record<string, string | undefined>>): Language {
  const at = argv.findIndex((word) => word === '--language' || word.startsWith('--language='));
  const word = argv[at] ?? '';
  const asked = at < 0 ? undefined : word.includes('=') ? word.slice(word.indexOf('=') + 1) : argv[at + 1];
  if (asked === 'fr' || asked === 'en') return asked;
  const locale = env['LC_ALL'] ?? env['LC_MESSAGES'] ?? env['LANG'] ?? '';
  return /^fr\b/i.test(locale.replace('_', '-')) ? 'fr' : 'en';
}

/** Throws usage.invalid with a sentence in `language`. Options may stand before or after the command's words. */
export function parseArguments(argv: readonly string[], language: Language): Arguments {
  const words = wordsOf(language);
  const wrong = (reason: string): AppError => new AppError('usage.invalid', { reason });
  const given = new Map<OptionName, string[]>();
  const plain: string[] = [];

  for (let at = 0; at < argv.length; at += 1) {
    const word = argv[at] as string;
    if (word === '--') {
      plain.push(...argv.slice(at + 1));
      break;
    }
    if (word === '-h') {
      given.set('help', ['']);
      continue;
    }
    if (!word.startsWith('-') || word === '-') {
      plain.push(word);
      continue;
    }
    const [name, inline] = splitOption(word);
    if (!isOption(name)) throw wrong(words.unknownOption(word));
    const row: OptionRow = optionTable[name];
    if (row.value === null) {
      if (inline !== null) throw wrong(words.takesNoValue(name));
      given.set(name, ['']);
      continue;
    }
    const value = inline ?? argv[++at];
    if (value === undefined || (inline === null && value.startsWith('--')))
      throw wrong(words.needsValue(name, row.value));
    if (row.oneOf && !row.oneOf.includes(value)) throw wrong(words.oneOf(name, row.oneOf));
    const before = given.get(name) ?? [];
    if (before.length > 0 && !row.repeat) throw wrong(words.onlyOnce(name));
    given.set(name, [...before, value]);
  }

  const [first, ...rest] = plain;
  if (first !== undefined && !isCommand(first)) throw wrong(words.unknownCommand(first));
  const command = first ?? null;
  const asksHelp = given.has('help') || given.has('version');
  if (command && !asksHelp) {
    const allowed = optionsOf(command);
    for (const name of given.keys()) if (!allowed.includes(name)) throw wrong(words.notForCommand(name, command));
    const expected: readonly string[] = commandTable[command].words;
    const missing = expected.filter((name) => !name.startsWith('['))[rest.length];
    if (missing !== undefined) throw wrong(words.missingWord(missing));
    const extra = expected.at(-1)?.endsWith('...') ? undefined : rest[expected.length];
    if (extra !== undefined) throw wrong(words.extraWord(extra));
  }
  const values = (name: OptionName): readonly string[] => given.get(name) ?? [];
  return { command, words: rest, has: (name) => given.has(name), value: (name) => values(name).at(-1) ?? null, values };
}

function splitOption(word: string): [name: string, value: string | null] {
  const text = word.replace(/^--?/, '');
  const equals = text.indexOf('=');
  return equals < 0 ? [text, null] : [text.slice(0, equals), text.slice(equals + 1)];
}
