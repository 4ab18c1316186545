// One POP3 mailbox over connections that mend themselves. Each session lists it anew, because the numbers of messages mean
// something in that session only (RFC 1939 §5).
import { silentLog, throwIfAborted, type Log } from '../../base/index.ts';
import type { ServerSettings } from '../../contract/accounts.ts';
import { AppError } from '../../contract/errors.ts';
import { isLineTrouble, lastingConnection, usualPace, type LastingConnection, type Pace } from '../../imap/index.ts';
import type { SourceNotice } from '../../transfer/index.ts';
import { impatientError, patienceOf, told } from './errors.ts';
import { connectPop3, type Pop3Session } from './session.ts';

export interface Pop3Options {
  readonly settings: ServerSettings;
  readonly allowInsecure: boolean;
  /** Asked for at each connection; held only while one is open. */
  readonly password: () => Promise<string>;
  readonly onNotice?: (notice: SourceNotice) => void;
  readonly log?: Log;
  /** Pauses and limits; tests shorten them. */
  readonly pace?: Partial<Pace>;
}

/** A session and what it calls each message. */
export interface Mailbox<Listing> {
  readonly session: Pop3Session;
  readonly listing: Listing;
}

export interface Visit<Listing> {
  readonly line: LastingConnection<Pop3Session>;
  readonly signal: AbortSignal;
  /** The session in use, or a new one, with its list. Throws account.*, network.*, pop3.*, cancelled. */
  readonly ready: () => Promise<Mailbox<Listing>>;
  /** Waits before the next try when the error is one that passes; throws it otherwise, as the person is told. */
  readonly recover: (error: unknown) => Promise<void>;
}

export interface Visits<Listing> {
  readonly line: LastingConnection<Pop3Session>;
  readonly visit: (signal: AbortSignal) => Visit<Listing>;
}

/** `list` looks at each new session once; what it throws is waited out or passed on as by `recover`. */
export function pop3Visits<Listing>(
  options: Pop3Options,
  list: (session: Pop3Session) => Promise<Listing>,
): Visits<Listing> {
  const { settings, allowInsecure, log = silentLog } = options;
  const { host } = settings;
  const pace = { ...usualPace, ...options.pace };
  const line = lastingConnection<Pop3Session>({
    pace,
    connect: async (signal) => {
      const password = await options.password();
      return connectPop3({ settings, password, allowInsecure, signal, log, stallMs: pace.stallMs });
    },
    onNotice: (notice) => {
      log.warn({ notice: notice.kind }, 'pop3: connection');
      options.onNotice?.(notice);
    },
    patience: patienceOf,
    impatient: (error) => impatientError(error, host),
  });
  let mailbox: Mailbox<Listing> | null = null;

  function visit(signal: AbortSignal): Visit<Listing> {
    const recover = async (error: unknown): Promise<void> => {
      throwIfAborted(signal);
      await line.recover(error, signal).catch((final: unknown) => {
        throw told(final, host);
      });
    };
    const ready = async (): Promise<Mailbox<Listing>> => {
      for (;;) {
        throwIfAborted(signal);
        const session = await line.session(signal).catch((error: unknown) => {
          throw told(error, host);
        });
        if (mailbox?.session === session) return mailbox;
        try {
          mailbox = { session, listing: await list(session) };
          return mailbox;
        } catch (error) {
          if (error instanceof AppError && !isLineTrouble(error)) await session.close();
          await recover(error);
        }
      }
    };
    return { line, signal, ready, recover };
  }

  return { line, visit };
}
