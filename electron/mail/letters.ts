// Letters the program writes for the person: leaving a list, and handing a phishing message to those who fight it.
import { publicRequest, PublicRequestError, type PublicRequest } from '../base/index.ts';
import { AppError } from '../contract/errors.ts';
import type { Handlers } from '../contract/index.ts';
import { headerFields } from '../mime/index.ts';
import { sendMail, writeLetter, type Letter } from '../smtp/index.ts';
import { mailFolderOf, messageOf } from '../store/index.ts';
import type { Contents, MailParts } from './parts.ts';
import { unsubscribeOf } from './reader/unsubscribe.ts';

const POST_BYTES = 64 * 1024;
const POST_MS = 20_000;

export interface LetterParts {
  readonly contents: Contents;
  readonly phishingAddress: () => string;
  readonly change: Handlers['mail']['change'];
  /** Only for tests. */
  readonly allows?: PublicRequest['allows'];
}

export function createLetters(
  parts: MailParts,
  { contents, phishingAddress, change, allows }: LetterParts,
): { handlers: Pick<Handlers['mail'], 'unsubscribe' | 'reportPhishing'> } {
  const accountOf = (id: number): string => {
    const message = messageOf(parts.store, id);
    const folder = message && mailFolderOf(parts.store, message.folderId);
    if (!folder) throw new AppError('mail.gone');
    return folder.accountId;
  };

  async function send(accountId: string, letter: Omit<Letter, 'from'>, signal: AbortSignal): Promise<void> {
    const { address, settings, password } = parts.credentials(accountId);
    if (!settings.smtp) throw new AppError('smtp.no_server', { account: address });
    const message = await writeLetter({ ...letter, from: { name: '', address } });
    const { smtp, allowInsecure } = settings;
    await sendMail({
      settings: smtp,
      allowInsecure,
      signal,
      password: await password(),
      from: address,
      to: letter.to,
      message,
    });
  }

  return {
    handlers: {
      async unsubscribe({ id }, { signal }) {
        const accountId = accountOf(id);
        const way = unsubscribeOf(headerFields(await contents.bytes(id, signal)));
        if (way === null || way.kind === 'web') throw new AppError('mail.unsubscribe_refused', { host: '?' });
        if (way.kind === 'mailto') {
          const { address, subject, body } = way;
          await send(accountId, { to: [address], subject, text: body }, signal);
          return {};
        }
        const url = new URL(way.url);
        // RFC 8058 section 3.1; a redirect would be asked by GET, which means nothing to such an address.
        const answer = await publicRequest(url, {
          method: 'POST',
          body: 'List-Unsubscribe=One-Click',
          maxBytes: POST_BYTES,
          redirects: 0,
          signal,
          timeoutMs: POST_MS,
          httpsOnly: true,
          ...(allows && { allows }),
        }).catch((error: unknown) => {
          const reason = error instanceof PublicRequestError ? error.reason : String(error);
          throw new AppError('mail.unsubscribe_refused', { host: url.host }, { detail: reason, cause: error });
        });
        if (answer.status < 200 || answer.status > 299)
          throw new AppError('mail.unsubscribe_refused', { host: url.host }, { detail: `HTTP ${answer.status}` });
        return {};
      },

      async reportPhishing({ id }, context) {
        const to = phishingAddress().trim();
        if (to === '') throw new AppError('mail.no_report_address');
        const bytes = await contents.bytes(id, context.signal);
        const messages = [{ name: 'message.eml', bytes }];
        const subject = 'Phishing';
        // Read by machines: no sentence of the person's, the message as it came (RFC 2046 section 5.2.1).
        await send(
          accountOf(id),
          { to: [to], subject, text: 'Suspicious message attached.\n', messages },
          context.signal,
        );
        return change({ target: { kind: 'messages', ids: [id] }, change: { kind: 'junk' } }, context);
      },
    },
  };
}
