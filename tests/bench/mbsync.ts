// The yardstick: Debian's mbsync (isync 1.4), which copies whole mailboxes both ways and is the fastest common tool.
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Login } from '../support/same-mailbox.ts';

export function whyNoMbsync(): string | null {
  try {
    execFileSync('sh', ['-c', 'command -v mbsync']);
    return null;
  } catch {
    return 'mbsync is not installed (on Debian: apt-get install isync).';
  }
}

/** Seconds mbsync needs to bring every folder one way between a server and an (existing or new) folder of Maildirs. */
export function mbsync(direction: 'Pull' | 'Push', login: Login, maildirs: string, state: string): number {
  mkdirSync(maildirs, { recursive: true });
  mkdirSync(state, { recursive: true });
  const config = path.join(state, 'mbsyncrc');
  writeFileSync(
    config,
    `IMAPAccount server
Host ${login.host}
Port ${login.port}
User "${login.user}"
Pass "${login.password}"
SSLType None
AuthMechs LOGIN

IMAPStore far
Account server

MaildirStore near
Path "${maildirs}/"
Inbox "${maildirs}/INBOX"
SubFolders Verbatim

Channel all
Far :far:
Near :near:
Patterns *
Create ${direction === 'Pull' ? 'Near' : 'Far'}
Sync ${direction}
SyncState "${state}/"
`,
    { mode: 0o600 },
  );
  const started = performance.now();
  execFileSync('mbsync', ['-q', '-c', config, '-a'], { stdio: ['ignore', 'pipe', 'pipe'] });
  return (performance.now() - started) / 1000;
}
