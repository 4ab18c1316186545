// What a mailbox would make of mail brought to it: where each folder would go, what stands there, how much room is left.
// Looks and changes nothing.
import type { TransferFolder } from '../transfer/index.ts';
import { Refusal } from './errors.ts';
import { splitPath } from './names.ts';
import { parseValues, textOf } from './replies.ts';
import { connectImap, type ConnectOptions, type ImapSession } from './session.ts';
import type { ImapSinkOptions } from './sink.ts';
import { readTarget, targetPath } from './target.ts';

export interface TargetPlace {
  readonly path: string;
  readonly names: readonly string[];
  readonly isNew: boolean;
  readonly messages: number;
}

export interface TargetSurvey {
  /** In the order of the folders asked about. A server may refuse a name; the move then takes the next best one. */
  readonly places: readonly TargetPlace[];
  /** RFC 9208 storage of the inbox's quota root; null where the server has none. */
  readonly quota: { readonly usedBytes: number; readonly limitBytes: number } | null;
  /** RFC 7889; null when the server does not say. */
  readonly maxMessageBytes: number | null;
}

/** Throws account.*, network.*, imap.refused. */
export async function surveyTarget(
  options: ConnectOptions & Pick<ImapSinkOptions, 'under' | 'place'>,
  folders: readonly TransferFolder[],
): Promise<TargetSurvey> {
  const session = await connectImap(options);
  try {
    const mailbox = await readTarget(session);
    const paths = folders.map((folder) => {
      const names = options.place?.(folder);
      return names ? targetPath(mailbox, { names, role: null }, null) : targetPath(mailbox, folder, options.under);
    });
    const known = [...new Set(paths)].filter((path) => mailbox.paths.has(path));
    const counts = await session.status(known);
    return {
      places: paths.map((path) => ({
        path,
        names: splitPath(path, mailbox.separator, mailbox.prefix),
        isNew: !mailbox.paths.has(path),
        messages: counts.get(path)?.messages ?? 0,
      })),
      quota: await readQuota(session),
      maxMessageBytes: await appendLimit(session),
    };
  } finally {
    await session.close();
  }
}

/** The tightest STORAGE limit (RFC 9208 §5.1, in units of 1024 octets). */
async function readQuota(session: ImapSession): Promise<TargetSurvey['quota']> {
  if (![...session.capabilities].some((word) => word === 'QUOTA' || word.startsWith('QUOTA='))) return null;
  let found: TargetSurvey['quota'] = null;
  try {
    await session.wire.run(['GETQUOTAROOT ', session.name('INBOX')], (reply) => {
      if (reply.name !== 'QUOTA') return;
      const [, list] = parseValues(reply.pieces);
      if (!Array.isArray(list)) return;
      for (let at = 0; at + 2 < list.length; at += 3) {
        if (textOf(list[at])?.toUpperCase() !== 'STORAGE') continue;
        const [used, limit] = [Number(textOf(list[at + 1])) * 1024, Number(textOf(list[at + 2])) * 1024];
        if (!Number.isSafeInteger(used) || !Number.isSafeInteger(limit) || limit <= 0) continue;
        if (!found || limit - used < found.limitBytes - found.usedBytes) found = { usedBytes: used, limitBytes: limit };
      }
    });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
  }
  return found;
}

async function appendLimit(session: ImapSession): Promise<number | null> {
  for (const word of session.capabilities) {
    const limit = /^APPENDLIMIT=(\d{1,15})$/.exec(word);
    if (limit) return Number(limit[1]);
  }
  if (!session.capabilities.has('APPENDLIMIT')) return null;
  // Without a number it differs from mailbox to mailbox.
  let found: number | null = null;
  try {
    await session.wire.run('STATUS INBOX (APPENDLIMIT)', (reply) => {
      const limit = reply.name === 'STATUS' ? /APPENDLIMIT (\d{1,15})/i.exec(reply.text) : null;
      if (limit) found = Number(limit[1]);
    });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
  }
  return found;
}
