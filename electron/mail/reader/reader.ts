// Answers for one message: as a person reads it, its parts, its source, its remote pictures.
import { AppError } from '../../contract/errors.ts';
import type { Handlers } from '../../contract/index.ts';
import type { ReadMessage, SyncSettings } from '../../contract/mail.ts';
import type { ReadAttachment } from '../../mime/index.ts';
import {
  allowImagesOfMessage,
  allowImagesOfSender,
  forbidImagesOfSender,
  imagesAllowed,
  listImageSenders,
  Flag,
  mailFolderOf,
  messageOf,
  readSyncSettings,
  type MessageRecord,
} from '../../store/index.ts';
import { legalName, uniqueNames, zipFiles } from '../../winmail/index.ts';
import type { Contents, MailParts } from '../parts.ts';
import { describe } from './describe.ts';
import { fetchPicture, type PictureOptions } from './fetch-picture.ts';
import { openedMessages, type OpenedMessage } from './opened.ts';
import { remoteUrl } from './remote-pictures.ts';
import { createTrust, type TrustTeller } from '../trust/index.ts';

export type ReaderHandlers = Pick<
  Handlers['mail'],
  | 'read'
  | 'part'
  | 'partsZip'
  | 'source'
  | 'headers'
  | 'remoteImage'
  | 'allowImages'
  | 'allowedSenders'
  | 'forbidSender'
>;

export interface ReaderOptions {
  /** For tests. */
  readonly trust?: TrustTeller;
  readonly pictures?: PictureOptions;
}

type Shelved = Awaited<ReturnType<ReaderHandlers['part']>>;

export function createReader(
  parts: Pick<MailParts, 'store' | 'accounts' | 'blobs' | 'dataDir' | 'credentials'>,
  contents: Contents,
  { trust = createTrust(parts), pictures = {} }: ReaderOptions = {},
): { readonly handlers: ReaderHandlers; close(): void } {
  const { store, blobs } = parts;
  const kept = openedMessages();

  const recordOf = (id: number): MessageRecord => {
    const record = messageOf(store, id);
    if (!record) throw new AppError('mail.gone');
    return record;
  };
  const open = (id: number, signal: AbortSignal): Promise<OpenedMessage> => {
    recordOf(id);
    return kept.get(id, signal, () => contents.bytes(id, signal));
  };
  const shelve = (bytes: Uint8Array, name: string, mimeType: string): Shelved => ({
    blobId: blobs.put(bytes),
    name,
    mimeType,
    sizeBytes: bytes.length,
  });
  const titleOf = ({ message }: OpenedMessage): string => legalName(message.subject, 'message').slice(0, 120).trimEnd();

  /**
   * Why pictures may be shown. "Always for this sender" holds for one who is who they say: a failed DMARC undoes it, and
   * so does a place among the junk.
   */
  function allowance(
    { id, folderId }: MessageRecord,
    { message }: OpenedMessage,
    known: ReadMessage['trust'],
  ): 'message' | 'sender' | null {
    const [from, ...others] = message.people.from;
    const isOne = from !== undefined && others.length === 0;
    const isCertain = isOne && known.authentication?.dmarc !== 'fail' && mailFolderOf(store, folderId)?.role !== 'junk';
    return imagesAllowed(store, id, isCertain ? from.address : '');
  }

  function trusted(record: MessageRecord, opened: OpenedMessage): ReadMessage['trust'] {
    const { fields, message } = opened;
    const { from, replyTo } = message.people;
    return trust.of(
      {
        accountId: record.accountId,
        fields,
        from,
        replyTo,
        html: message.html,
        outgoing: (record.flags & (Flag.outgoing | Flag.draft)) !== 0,
        isList: record.listId !== '',
      },
      authservIdOf(record.accountId),
    );
  }
  const authservIdOf = (accountId: string): string | null => {
    const kept = readSyncSettings(store, accountId);
    return kept === null ? null : (JSON.parse(kept) as SyncSettings).authservId;
  };

  async function read(id: number, signal: AbortSignal): Promise<ReadMessage> {
    const opened = await open(id, signal);
    // It may have moved, or gone, while its bytes came.
    const record = recordOf(id);
    const { people } = opened.message;
    const mine = new Set(parts.accounts().map(({ address }) => address.toLowerCase()));
    const named = [...people.from, ...people.to, ...people.cc, ...people.bcc].map(({ address }) =>
      address.toLowerCase(),
    );
    const known = trusted(record, opened);
    return {
      ...describe(opened),
      id,
      threadId: record.threadId,
      accountId: record.accountId,
      folderId: record.folderId,
      at: record.receivedAt,
      me: [...new Set(named)].filter((address) => mine.has(address)),
      sizeBytes: opened.bytes.length,
      trust: known,
      imagesAllowed: allowance(record, opened, known),
    };
  }

  return {
    handlers: {
      read: ({ id }, { signal }) => read(id, signal),
      async part({ id, index }, { signal }) {
        const part = partOf(await open(id, signal), index);
        return shelve(part.content(), part.name, part.mimeType);
      },
      async partsZip({ id, parts: chosen }, { signal }) {
        const opened = await open(id, signal);
        const unique = uniqueNames();
        const files = [...new Set(chosen)]
          .map((index) => partOf(opened, index))
          .map((part) => ({
            name: unique(legalName(part.name, 'file')),
            bytes: part.content(),
            modifiedAt: part.modifiedAt ?? opened.message.date,
          }));
        return shelve(await zipFiles(files, signal), `${titleOf(opened)}.zip`, 'application/zip');
      },
      async source({ id }, { signal }) {
        const opened = await open(id, signal);
        return shelve(opened.bytes, `${titleOf(opened)}.eml`, 'message/rfc822');
      },
      async headers({ id }, { signal }) {
        const { fields } = await open(id, signal);
        return fields.map(({ name, value }) => ({ name, value }));
      },
      async remoteImage({ id, url }, { signal }) {
        const opened = await open(id, signal);
        const asked = remoteUrl(url);
        if (!asked || opened.remote.trackers.has(asked.href)) throw refused(asked ? 'tracker' : 'not_in_message');
        if (!opened.remote.pictures.has(asked.href)) throw refused('not_in_message');
        const record = recordOf(id);
        if (!allowance(record, opened, trusted(record, opened))) throw refused('not_allowed');
        const picture = await fetchPicture(asked, signal, pictures);
        return shelve(picture.bytes, 'picture', picture.mimeType);
      },
      async allowImages({ id, for: whom }, { signal }) {
        const { message } = await open(id, signal);
        const [from, ...others] = message.people.from;
        if (whom === 'sender' && from?.address && others.length === 0) {
          allowImagesOfSender(store, from.address, Date.now());
        }
        // Also with "always": where the sender cannot be told for certain, this message was meant in any case.
        allowImagesOfMessage(store, id);
        return {};
      },
      allowedSenders: () => listImageSenders(store).map(({ address, at }) => ({ address, at })),
      forbidSender({ address }) {
        forbidImagesOfSender(store, address);
        return {};
      },
    },
    close: () => kept.close(),
  };
}

const refused = (reason: string): AppError => new AppError('mail.image_refused', { reason });

function partOf({ message }: OpenedMessage, index: number): ReadAttachment {
  const part = message.attachments[index];
  if (!part || part.role === 'reference') throw new AppError('mail.gone');
  return part;
}
