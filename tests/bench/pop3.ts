// Reading a POP mailbox, against getmail (Debian's getmail6), one after the other on the same server; and the whole move.
import { execFileSync, spawnSync } from 'node:child_process';
import { chownSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { startDovecot, whyNoPop3, type Dovecot } from '../support/dovecot.ts';
import { fillMaildir } from '../support/mailbox.ts';
import { popLetters } from '../support/pop-mail.ts';
import { runCli } from '../support/run-cli.ts';
import { benchMailbox } from '../support/sample-mail.ts';
import { secretFile } from '../support/witness-archive.ts';
import type { BenchPlace } from './place.ts';

const MB = 1e6;
/** getmail takes about 30 ms for each message: more of them would only take longer. */
const COMPARED = 300;

function whyNoGetmail(): string | null {
  try {
    execFileSync('sh', ['-c', 'command -v getmail']);
    return null;
  } catch {
    return 'getmail is not installed (on Debian: apt-get install getmail6).';
  }
}

export async function measurePop3({ folder: parent, figures, print, messages, built }: BenchPlace): Promise<void> {
  const why = whyNoPop3() ?? whyNoGetmail();
  if (why) return print(`POP3 is left out: ${why}`);
  const pop = await startDovecot({ pop3: true });
  const imap = await startDovecot({ format: 'mdbox', extra: 'mail_fsync = optimized' });
  const folder = mkdtempSync(path.join(parent, 'pop-'));
  try {
    print(`Filling POP mailboxes with ${COMPARED} and ${messages} messages ...`);
    fillMaildir(pop, 'compared', ['INBOX'], popLetters(benchMailbox(COMPARED)));
    fillMaildir(pop, 'bench', ['INBOX'], popLetters(benchMailbox(messages)));
    const passwordFile = secretFile(folder, 'password', pop.password);
    const read = (name: string): { seconds: number; messages: number; bytes: number } => {
      const started = performance.now();
      const script = path.join(import.meta.dirname, 'read-pop3.ts');
      const args = [script, String(pop.pop3Port), 'compared', passwordFile, path.join(folder, name)];
      const said = execFileSync(process.execPath, args, { encoding: 'utf8' });
      return {
        seconds: (performance.now() - started) / 1000,
        ...(JSON.parse(said) as { messages: number; bytes: number }),
      };
    };
    // The server's first look at a mailbox writes its index: not counted for either.
    read('warm');
    rmSync(path.join(folder, 'warm'), { recursive: true });
    print('Reading it, and reading it with getmail ...');
    const ours = read('ours');
    const theirs = getmail(pop) ?? getmail(pop) ?? getmail(pop);
    if (!theirs) throw new Error('getmail hung three times');
    if (ours.messages !== theirs.messages) throw new Error(`read ${ours.messages}, getmail ${theirs.messages}`);
    figures.note('POP mailbox', ours.bytes / MB, 'MB');
    figures.note('POP3 read with getmail', theirs.seconds, 's');
    figures.note('POP3 read', ours.seconds, 's');
    figures.note('POP3 read', ours.bytes / MB / ours.seconds, 'MB/s');
    figures.atLeast('rate of POP3 read / rate of getmail', theirs.seconds / ours.seconds, 'ratio', 1);

    print('Moving it from POP to IMAP ...');
    const move = await runCli(
      [
        ...[
          'migrate',
          '--from',
          `pop://bench@127.0.0.1:${pop.pop3Port}?security=none`,
          '--from-password-file',
          passwordFile,
        ],
        ...['--to', `imap://moved@127.0.0.1:${imap.port}?security=none`, '--to-password-file', passwordFile],
        ...['--data-dir', path.join(folder, 'data'), '--quiet', '--json'],
      ],
      { built },
    );
    if (move.code !== 0) throw new Error(`move ended with ${move.code}: ${move.stderr}`);
    figures.note('move from POP to IMAP, read back included', move.durationMs / 1000, 's');
    figures.note('move from POP to IMAP', messages / (move.durationMs / 1000), 'messages/s');
    figures.atMost('peak memory of move', move.peakBytes / MB, 'MB', 350);
  } finally {
    await pop.stop();
    await imap.stop();
  }
}

/** It forks for each message, and now and then its two halves wait for each other for ever. */
const HUNG_MS = 60_000;

/** getmail into a fresh Maildir, nothing deleted on the server; null when it hung. It refuses to store mail as root. */
function getmail({ folder, pop3Port, password, owner }: Dovecot): { seconds: number; messages: number } | null {
  const [config, maildir] = [path.join(folder, 'getmail'), path.join(folder, 'theirs')];
  rmSync(maildir, { recursive: true, force: true });
  for (const dir of [config, maildir, ...['cur', 'new', 'tmp'].map((name) => path.join(maildir, name))]) {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    if (owner) chownSync(dir, owner.uid, owner.gid);
  }
  const rc = path.join(config, 'getmailrc');
  writeFileSync(
    rc,
    `[retriever]
type = SimplePOP3Retriever
server = 127.0.0.1
port = ${pop3Port}
username = compared
password = ${password}

[destination]
type = Maildir
path = ${maildir}/

[options]
read_all = true
delete = false
verbose = 0
delivered_to = false
received = false
`,
    { mode: 0o600 },
  );
  if (owner) chownSync(rc, owner.uid, owner.gid);
  const started = performance.now();
  const { error } = spawnSync('getmail', ['--getmaildir', config, '--rcfile', rc], {
    stdio: 'ignore',
    cwd: folder,
    env: { ...process.env, HOME: folder },
    timeout: HUNG_MS,
    killSignal: 'SIGKILL',
    ...owner,
  });
  if (error) return null;
  return { seconds: (performance.now() - started) / 1000, messages: readdirSync(path.join(maildir, 'new')).length };
}
