// What a finished move brought from its POP mailboxes and read back in the target: the only messages that a clean-up after
// it may touch. One file per move, written whole or not at all; without it no clean-up is offered.
import { open, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { makeFolder } from '../../base/index.ts';

export interface MovedMessage {
  readonly sha256: string;
  readonly sizeBytes: number;
  /** ms since 1970 UTC; null when nothing says it. */
  readonly receivedAt: number | null;
}

export interface MovedMailbox {
  /** The POP mailbox as the move named it. */
  readonly address: string;
  /** The folder it went to, by the server's full name. */
  readonly target: string;
  /** By UIDL. */
  readonly messages: ReadonlyMap<string, MovedMessage>;
}

type Row = [uid: string, sha256: string, sizeBytes: number, receivedAt: number | null];
interface Written {
  /** Of this file's form: 1. */
  readonly version: number;
  readonly mailboxes: readonly { address: string; target: string; messages: Row[] }[];
}

const fileOf = (folder: string, jobId: string): string => path.join(folder, `${jobId}.json`);

/** `folder` is made when missing. Throws what the disk says. */
export async function writeMoved(folder: string, jobId: string, mailboxes: readonly MovedMailbox[]): Promise<void> {
  const written: Written = {
    version: 1,
    mailboxes: mailboxes.map(({ address, target, messages }) => ({
      address,
      target,
      messages: Array.from(messages, ([uid, { sha256, sizeBytes, receivedAt }]) => [
        uid,
        sha256,
        sizeBytes,
        receivedAt,
      ]),
    })),
  };
  makeFolder(folder, 0o700);
  const part = `${fileOf(folder, jobId)}.part`;
  const handle = await open(part, 'w', 0o600);
  try {
    await handle.writeFile(JSON.stringify(written));
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(part, fileOf(folder, jobId));
}

/** null when there is none, or it cannot be read. */
export async function readMoved(folder: string, jobId: string, address: string): Promise<MovedMailbox | null> {
  try {
    const { version, mailboxes } = JSON.parse(await readFile(fileOf(folder, jobId), 'utf8')) as Written;
    const one = version === 1 ? mailboxes.find((mailbox) => mailbox.address === address) : undefined;
    if (!one) return null;
    const messages = one.messages.map(([uid, sha256, sizeBytes, receivedAt]): [string, MovedMessage] => [
      uid,
      { sha256, sizeBytes, receivedAt },
    ]);
    return { address, target: one.target, messages: new Map(messages) };
  } catch {
    return null;
  }
}

export const forgetMoved = (folder: string, jobId: string): Promise<void> => rm(fileOf(folder, jobId), { force: true });
