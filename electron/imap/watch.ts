// Waiting on an open folder until something happens in it: IDLE (RFC 2177).
import { throwIfAborted } from '../base/index.ts';
import type { Reply } from './replies.ts';
import type { ImapSession } from './session.ts';

/** Below the 29 minutes of RFC 2177, and below what many routers keep a silent connection for. */
const ROUND_MS = 14 * 60_000;
/** News come in groups: the end of one is waited for. */
const SETTLE_MS = 30;

export const canWatch = (session: ImapSession): boolean => session.capabilities.has('IDLE');

/**
 * Resolves when messages came, went or changed (true) or after `roundMs` without news (false). Throws cancelled as soon as
 * the signal fires, Refusal, network.*.
 */
export async function watchFolder(session: ImapSession, signal: AbortSignal, roundMs = ROUND_MS): Promise<boolean> {
  throwIfAborted(signal);
  const heard = { news: false };
  let end = (): void => undefined;
  const until = new Promise<void>((resolve) => (end = resolve));
  let timer = setTimeout(end, roundMs);
  const onReply = (reply: Reply): void => {
    if (heard.news || !isNews(reply)) return;
    heard.news = true;
    clearTimeout(timer);
    timer = setTimeout(end, SETTLE_MS);
  };
  signal.addEventListener('abort', end, { once: true });
  try {
    await session.wire.idle(until, onReply);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', end);
    end();
  }
  throwIfAborted(signal);
  return heard.news;
}

const isNews = ({ name }: Reply): boolean =>
  name === 'EXISTS' || name === 'EXPUNGE' || name === 'VANISHED' || name === 'FETCH';
