// The help, made from the table the parser reads: it cannot promise an option that is not there.
import type { Language } from '../../contract/errors.ts';
import { optionsOf } from './arguments.ts';
import {
  commandTable,
  commonOptions,
  exitTable,
  optionTable,
  type CommandName,
  type CommandRow,
  type OptionName,
  type OptionRow,
  type Text,
} from './commands-table.ts';
import { wordsOf } from './words-table.ts';

const INDENT = 2;
const LEFT = 30;

/** The text folded at `width` columns, each line after the first indented like the first. */
export function fold(text: string, left: number, width: number): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line && line.length + 1 + word.length > width - left) {
      lines.push(line);
      line = word;
    } else line = line ? `${line} ${word}` : word;
  }
  return [...lines, line].join(`\n${' '.repeat(left)}`);
}

const entry = (name: string, text: string, width: number): string => {
  const left = ' '.repeat(INDENT) + name;
  const gap = left.length >= LEFT ? `\n${' '.repeat(LEFT)}` : ' '.repeat(LEFT - left.length);
  return `${left}${gap}${fold(text, LEFT, width)}`;
};

function optionEntry(name: OptionName, language: Language, width: number, says?: Text): string {
  const row: OptionRow = optionTable[name];
  return entry(row.value === null ? `--${name}` : `--${name} ${row.value}`, (says ?? row.help)[language], width);
}

const rows = (): [CommandName, CommandRow][] => Object.entries(commandTable) as [CommandName, CommandRow][];

/** The overview: every command, the options all share, every exit code. `width` in columns, 60 to 100 used. */
export function overview(language: Language, version: string, columns = 80): string {
  const words = wordsOf(language);
  const width = Math.min(100, Math.max(60, columns));
  return [
    fold(`Malleposte ${version}: ${words.tagline}`, 0, width),
    '',
    `${words.usage}malleposte ${words.command} [OPTIONS]`,
    '',
    words.commands,
    ...rows().map(([name, row]) => entry([name, ...row.words].join(' '), row.summary[language], width)),
    '',
    words.everyCommand,
    ...commonOptions.map((name) => optionEntry(name, language, width)),
    '',
    words.exitCodes,
    ...exitTable.map(({ code, help }) => entry(String(code), help[language], width)),
    '',
    ...rows().flatMap(([, row]) => row.examples.slice(0, 1).map(({ line }) => `  ${line}`)),
    '',
    words.moreHelp,
    '',
  ].join('\n');
}

/** One command: its words, options, examples. */
export function commandHelp(command: CommandName, language: Language, columns = 80): string {
  const words = wordsOf(language);
  const width = Math.min(100, Math.max(60, columns));
  const row: CommandRow = commandTable[command];
  const options = optionsOf(command);
  return [
    `${words.usage}malleposte ${[command, ...row.words].join(' ')} [OPTIONS]`,
    '',
    fold(row.summary[language], 0, width),
    ...(row.notes ? ['', fold(row.notes[language], 0, width)] : []),
    '',
    words.options,
    ...options.map((name) => optionEntry(name, language, width, row.says?.[name])),
    ...(row.examples.length ? ['', words.examples] : []),
    ...row.examples.flatMap(({ line, help }) => [`  ${line}`, `      ${fold(help[language], 6, width)}`]),
    '',
  ].join('\n');
}
