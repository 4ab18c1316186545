// The first message that is deleted is kept here until the target is seen to hold it still. Where both sides turn out to
// be one mailbox, that message vanishes from both (or one of its copies does): it is put back, and nothing else is
// touched. Kept on disk before anything is deleted, so that a program killed in between finds it again.
import { createHash } from 'node:crypto';
import { open, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { makeFolder } from '../../base/index.ts';
import type { Target } from './target.ts';

export interface Canary {
  /** Its UIDL on the POP server. */
  readonly uid: string;
  readonly content: Buffer;
  readonly sha256: string;
  readonly flags: readonly string[];
  /** How often the target held it before: one mailbox may hold it twice. */
  readonly copies: number;
  /** ms since 1970 UTC. */
  readonly receivedAt: number;
}

/** `safe`: the target holds it still. `put_back`: it had vanished from there, so both are one mailbox. */
export type Verdict = 'safe' | 'put_back';

export interface Cage {
  /** Kept on disk when this resolves. */
  keep(canary: Canary): Promise<void>;
  /** What an earlier run left behind; null when nothing. */
  left(): Promise<Canary | null>;
  /** Looks whether the target holds it, puts it back where it does not, and forgets it. */
  settle(canary: Canary, target: Target): Promise<Verdict>;
  /** It was not deleted after all. */
  forget(): Promise<void>;
}

/** `name` says which two mailboxes it is about: every run of their clean-up finds the same one. */
export function openCage(folder: string, name: string): Cage {
  const file = path.join(folder, `${createHash('sha256').update(name).digest('hex').slice(0, 32)}.canary`);
  const forget = (): Promise<void> => rm(file, { force: true });
  return {
    async keep({ uid, content, flags, copies, receivedAt }) {
      makeFolder(folder, 0o700);
      const handle = await open(`${file}.part`, 'w', 0o600);
      try {
        await handle.writeFile(
          Buffer.concat([Buffer.from(`${JSON.stringify({ uid, flags, copies, receivedAt })}\n`), content]),
        );
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(`${file}.part`, file);
    },
    async left() {
      const bytes = await readFile(file).catch(() => null);
      const end = bytes?.indexOf(10) ?? -1;
      if (!bytes || end < 0) return null;
      const { uid, flags, copies, receivedAt } = JSON.parse(bytes.toString('utf8', 0, end)) as Omit<
        Canary,
        'content' | 'sha256'
      >;
      const content = bytes.subarray(end + 1);
      return { uid, content, flags, copies, receivedAt, sha256: createHash('sha256').update(content).digest('hex') };
    },
    async settle(canary, target) {
      const { content, sha256, flags, copies, receivedAt } = canary;
      const wanted = [{ sha256, sizeBytes: content.length }];
      const held = await target.holds(wanted);
      if ((held.get(sha256)?.copies ?? 0) < copies && target.putBack) {
        await target.putBack(content, flags, receivedAt);
        await forget();
        return 'put_back';
      }
      await forget();
      return 'safe';
    },
    forget,
  };
}
