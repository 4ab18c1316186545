// The opener's part of the contract.
import type { BlobShelf } from '../base/index.ts';
import { AppError } from '../contract/errors.ts';
import type { Handlers } from '../contract/index.ts';
import type { WinmailDocument } from '../contract/winmail.ts';
import type { ReadAttachment } from '../mime/index.ts';
import { describeDocument, readDocument, readPart, type OpenedDocument } from './document.ts';
import { OpenDocuments } from './documents.ts';
import { legalName, savedFiles } from './saved-files.ts';
import { zipFiles } from './zip.ts';

export interface WinmailApi {
  readonly handlers: Handlers['winmail'];
  close(): void;
}

export function createWinmailApi(blobs: BlobShelf): WinmailApi {
  const documents = new OpenDocuments();

  const tell = (document: OpenedDocument, parent: string | null): WinmailDocument => ({
    ...describeDocument(document),
    handle: documents.add(document, parent),
  });
  const shelve = (bytes: Uint8Array, name: string, mimeType: string): ReturnType<typeof describeBlob> =>
    describeBlob(blobs.put(bytes), bytes, name, mimeType);

  return {
    handlers: {
      async open({ blobId, name }) {
        return tell(await readDocument(blobs.whole(blobId), name), null);
      },
      async openPart({ handle, index }) {
        const part = partOf(documents.get(handle), index);
        return tell(await readPart(part), handle);
      },
      partBlob({ handle, index }) {
        const part = partOf(documents.get(handle), index);
        return shelve(part.content(), part.name, part.mimeType);
      },
      documentBlob({ handle, what }) {
        const document = documents.get(handle);
        const { calendar, contact, whole } = document;
        const name = titleOf(document);
        if (what === 'original') {
          return shelve(document.original(), legalName(document.name, 'winmail.dat'), document.mimeType);
        }
        if (what === 'eml' && whole) return shelve(whole(), `${name}.eml`, 'message/rfc822');
        if (what === 'ics' && calendar) return shelve(Buffer.from(calendar.ics), `${name}.ics`, 'text/calendar');
        if (what === 'vcf' && contact) {
          return shelve(Buffer.from(contact.vcard), `${legalName(contact.name, 'contact')}.vcf`, 'text/vcard');
        }
        throw new AppError('app.not_found', { name: what });
      },
      async zipBlob({ handle, parts }, { signal }) {
        const document = documents.get(handle);
        const chosen = [...new Set(parts)].map((index) => partOf(document, index));
        const zip = await zipFiles(savedFiles(document, chosen), signal);
        return shelve(zip, `${titleOf(document)}.zip`, 'application/zip');
      },
      close({ handle }) {
        documents.close(handle);
        return {};
      },
    },
    close: () => documents.closeAll(),
  };
}

const describeBlob = (
  blobId: string,
  bytes: Uint8Array,
  name: string,
  mimeType: string,
): { blobId: string; name: string; mimeType: string; sizeBytes: number } => ({
  blobId,
  name,
  mimeType,
  sizeBytes: bytes.length,
});

/** For names of files made from the whole document; without an extension. */
const titleOf = ({ subject, name }: OpenedDocument): string =>
  legalName(subject || name.replace(/\.[^.]*$/, ''), 'message')
    .slice(0, 120)
    .trimEnd();

function partOf(document: OpenedDocument, index: number): ReadAttachment {
  const part = document.parts[index];
  if (!part) throw new AppError('app.not_found', { name: 'attachment' });
  return part;
}
