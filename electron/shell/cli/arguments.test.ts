import { describe, expect, it } from 'vitest';
import { AppError } from '../../contract/errors.ts';
import { languageOf, optionsOf, parseArguments } from './arguments.ts';
import { commandTable, commonOptions, exitTable, optionTable, type CommandName } from './commands-table.ts';
import { commandHelp, overview } from './help.ts';
import { errorTable } from '../../contract/errors.ts';

const commands = Object.keys(commandTable) as CommandName[];
const reason = (...argv: string[]): string => {
  try {
    parseArguments(argv, 'en');
    return 'accepted';
  } catch (error) {
    expect(error).toBeInstanceOf(AppError);
    expect((error as AppError).code).toBe('usage.invalid');
    return String((error as AppError).params['reason']);
  }
};

describe('the arguments', () => {
  it('takes options before, between and after the words, with a space or an equals sign', () => {
    const args = parseArguments(['--json', 'verify', '--passphrase-file=p', 'a.malle', '--against', 'imaps://x'], 'en');
    expect(args.command).toBe('verify');
    expect(args.words).toEqual(['a.malle']);
    expect(args.value('passphrase-file')).toBe('p');
    expect(args.value('against')).toBe('imaps://x');
    expect(args.has('json')).toBe(true);
    expect(args.value('account')).toBeNull();
  });

  it('collects repeated options, takes "-" as a value and everything after -- as words', () => {
    const args = parseArguments(['export', '--folder', 'A', '--folder', 'B/C', '--password-file', '-'], 'en');
    expect(args.values('folder')).toEqual(['A', 'B/C']);
    expect(args.value('password-file')).toBe('-');
    expect(parseArguments(['verify', '--', '--odd-name.malle'], 'en').words).toEqual(['--odd-name.malle']);
  });

  it.each([
    [['frobnicate'], 'there is no command "frobnicate"'],
    [['export', '--nonsense'], 'there is no option --nonsense'],
    [['verify', 'a', '--recipient', 'age1x'], '--recipient does not belong to verify'],
    [['export', '--out'], '--out needs PATH after it'],
    [['export', '--out', '--json'], '--out needs PATH after it'],
    [['export', '--json=1'], '--json takes no value'],
    [['export', '--format', 'rar'], '--format is one of malle, zip-aes256'],
    [['export', '--out', 'a', '--out', 'b'], '--out can be given once'],
    [['verify'], 'FILE is missing'],
    [['verify', 'a', 'b'], '"b" is one word too many'],
  ])('refuses %j', (argv, expected) => expect(reason(...argv)).toBe(expected));

  it('reads the language from the option, then from the environment', () => {
    expect(languageOf(['--language', 'fr'], { LANG: 'en_GB' })).toBe('fr');
    expect(languageOf(['--language=en'], { LANG: 'fr_CH' })).toBe('en');
    expect(languageOf([], { LANG: 'fr_CH.UTF-8' })).toBe('fr');
    expect(languageOf([], { LC_ALL: 'en_US', LANG: 'fr_CH' })).toBe('en');
    expect(languageOf([], { LANG: 'frr_DE' })).toBe('en');
    expect(languageOf([], {})).toBe('en');
  });
});

describe('the help', () => {
  it.each(['en', 'fr'] as const)('names every command, common option and exit code (%s)', (language) => {
    const text = overview(language, '1.2.3', 80);
    for (const name of commands) expect(text).toContain(`  ${name}`);
    for (const name of commonOptions) expect(text).toContain(`--${name}`);
    for (const { code } of exitTable) expect(text).toMatch(new RegExp(`^ {2}${code} `, 'm'));
    for (const line of text.split('\n')) if (!line.includes('malleposte ')) expect(line.length).toBeLessThanOrEqual(80);
  });

  it('shows for each command exactly the options the parser takes for it', () => {
    for (const name of commands) {
      const shown = [...commandHelp(name, 'en').matchAll(/^ {2}--([a-z-]+)/gm)].map((match) => match[1]);
      expect(shown).toEqual(optionsOf(name));
      for (const option of Object.keys(optionTable)) {
        const mine = shown.includes(option);
        const value = (optionTable as Record<string, { value: string | null; oneOf?: readonly string[] }>)[option];
        const argv = [name, ...words(name), `--${option}`, ...(value?.value ? [value.oneOf?.[0] ?? 'x'] : [])];
        if (option === 'help' || option === 'version') continue;
        expect(reason(...argv) === 'accepted', argv.join(' ')).toBe(mine);
      }
    }
  });

  it('lists every exit code an error can end with', () => {
    const listed = new Set(exitTable.map(({ code }) => code));
    for (const row of Object.values(errorTable)) expect(listed).toContain(row.exit);
  });
});

const words = (name: CommandName): string[] =>
  commandTable[name].words.filter((word) => !word.startsWith('[')).map(() => 'word');
