// One message of the made-up mailbox as the reader sees it.
import type { ReadMessage } from '../../../electron/contract/mail.ts';
import { personOf, texts, type FakeMessage } from './mail-sample.ts';
import { sampleAccounts } from './sample.ts';

export function readMessage(message: FakeMessage, accountId: string): ReadMessage {
  const { id } = message;
  const { name, address } = personOf(message);
  const [subject = '', preview = ''] = texts[message.text] ?? [];
  const me = sampleAccounts.find((one) => one.id === accountId)?.address ?? '';
  return {
    id,
    threadId: message.threadId,
    accountId,
    folderId: message.folderId,
    messageId: `<${id}@example.org>`,
    subject,
    from: [{ name, address }],
    sender: [],
    replyTo: message.text === 0 ? [{ name: '', address: 'etude.lambert.notaires@gmail.com' }] : [],
    to: [{ name: 'Claire Morel', address: me }],
    cc: [],
    bcc: [],
    morePeople: 0,
    me: [me],
    at: message.at,
    sentAt: message.at - 4_000,
    sizeBytes: message.size,
    text: `Bonjour Madame Morel,\n\n${preview}.\n\n${'Je reste à votre disposition pour toute question.\n\n'.repeat(12)}Bien à vous,\n${name}\n`,
    textCut: false,
    html: null,
    bodyFromWinmail: false,
    winmailName: null,
    parts: message.files
      ? [
          {
            index: 0,
            name: 'Plan cadastral AB 214.pdf',
            mimeType: 'application/pdf',
            sizeBytes: 1_600_000,
            inline: false,
            contentId: null,
            contentLocation: null,
            kind: 'file',
            fromWinmail: false,
            within: null,
          },
        ]
      : [],
    seal: null,
    trust: {
      authentication: {
        by: 'mx.orange.fr',
        domain: address.split('@')[1] ?? '',
        spf: 'pass',
        dkim: 'pass',
        dmarc: 'pass',
      },
      notices:
        message.text === 0
          ? [
              {
                kind: 'reply_elsewhere',
                tone: 'warn',
                params: { address: 'etude.lambert.notaires@gmail.com', host: 'gmail.com', domain: 'gmail.com' },
              },
            ]
          : [],
    },
    route: { mailer: 'Outlook', hops: [] },
    remoteImages: 0,
    trackers: 0,
    imagesAllowed: null,
    unsubscribe: null,
    listId: '',
    wantsReceipt: false,
    problems: [],
  };
}
