import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { runCli, type CliIo, type StartOptions } from './main.ts';

interface Told {
  code: number;
  stdout: string;
  stderr: string;
}

async function run(argv: string[], more: Partial<CliIo> = {}): Promise<Told> {
  const told = { stdout: '', stderr: '' };
  const io: CliIo = {
    stdin: new PassThrough(),
    stdout: { write: (text) => (told.stdout += text) },
    stderr: { write: (text) => (told.stderr += text) },
    env: {},
    onInterrupt: () => () => undefined,
    quit: () => undefined,
    ...more,
  };
  return { code: await runCli(argv, io), ...told };
}

describe('the command line', () => {
  it.each([[[]], [['help']], [['--help']], [['-h']]])('%j shows the help', async (argv) => {
    const { code, stdout, stderr } = await run(argv);
    expect(code).toBe(0);
    expect(stdout).toContain('Exit codes');
    expect(stderr).toBe('');
  });

  it.each([[['help', 'restore']], [['restore', '--help']]])('%j shows the help of that command', async (argv) => {
    expect((await run(argv)).stdout).toContain('--to-password-file FILE');
  });

  it('shows the version alone', async () => {
    expect((await run(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it('ends a usage error with code 2, words on stderr and one JSON object on stdout', async () => {
    const plain = await run(['export', '--out', 'x']);
    expect(plain).toMatchObject({ code: 2, stdout: '' });
    expect(plain.stderr).toContain('one of --account, --imap is missing');
    const json = await run(['export', '--out', 'x', '--json']);
    expect(JSON.parse(json.stdout)).toEqual({
      error: {
        code: 'usage.invalid',
        message: 'The request is not valid: one of --account, --imap is missing.',
        advice: 'Nothing was done. Correct it and try again.',
        detail: null,
      },
    });
  });

  it.each([
    [['export', '--imap', 'imaps://a@h', '--out', 'x', '--recipient', 'age1x'], '--password-file is missing'],
    [['export', '--imap', 'imaps://a@h', '--password-file', 'p', '--out', 'x'], '--passphrase-file or --recipient'],
    [
      ['export', '--imap', 'imaps://a@h', '--password-file', '-', '--passphrase-file', '-', '--out', 'x'],
      'standard input',
    ],
    [['export', '--imap', 'imaps://a@h', '--account', 'a@b', '--out', 'x'], 'exclude each other'],
    [['export', '--account', 'a@b', '--account', 'c@d', '--folder', 'F', '--out', 'x'], 'one account at a time'],
    [['export', '--account', 'a@b', '--recipient', 'age1x', '--format', 'zip-aes256', '--out', 'x'], '--format malle'],
    [['export', '--account', 'a@b', '--recipient', 'age1x', '--passphrase-file', 'p', '--out', 'x'], 'exclude'],
    [['export', '--account', 'a@b', '--recipient', 'age1x', '--volume-size', '3', '--out', 'x'], '--volume-size'],
    [['export', '--account', 'a@b', '--recipient', 'age1x'], '--out is missing'],
    [['verify', 'f'], '--passphrase-file or --identity-file'],
    [['verify', 'f', '--identity-file', 'i', '--against', 'imaps://a@h'], '--password-file is missing'],
    [['extract', 'f', '--identity-file', 'i'], '--out is missing'],
    [['restore', 'f', '--identity-file', 'i'], 'one of --to, --to-account is missing'],
    [['restore', 'f', '--identity-file', 'i', '--to', 'imaps://a@h'], '--to-password-file is missing'],
    [['accounts', 'explode'], 'list, add or remove'],
    [['accounts', 'add'], 'ADDRESS is missing'],
    [['start', '--port', '99999'], '--port'],
    [['start'], 'npm run build'],
  ])('%j is refused before anything is opened', async (argv, expected) => {
    const { code, stderr } = await run(argv);
    expect(code).toBe(2);
    expect(stderr).toContain(expected);
  });

  it('hands "start" to the browser shell with its options', async () => {
    const seen: StartOptions[] = [];
    const start = (options: StartOptions): Promise<number> => (seen.push(options), Promise.resolve(0));
    expect((await run(['start', '--port', '8123', '--no-open', '--data-dir', '/d'], { start })).code).toBe(0);
    expect(seen).toEqual([{ port: 8123, open: false, dataDir: '/d' }]);
  });

  it('speaks the language of the environment', async () => {
    const { stderr } = await run(['frobnicate'], { env: { LANG: 'fr_CH.UTF-8' } });
    expect(stderr).toContain('il n’y a pas de commande');
  });
});
