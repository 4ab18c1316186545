// The opener's part of the contract.
import type { BlobShelf } from '../base/index.ts';
import { AppError } from '../contract/errors.ts';
import type { Handlers } from '../contract/index.ts';
import type { WinmailDocument } from '../contract/winmail.ts';
import { describePart, readDocument, type DocumentPart, type OpenedDocument } from './document.ts';
import { OpenDocuments } from './documents.ts';
import { legalName, savedFiles } from './saved-files.ts';
import { zipFiles } from './zip.ts';

export interface WinmailApi {
  readonly handlers: Handlers['winmail'];
  close(): void;
}

export function createWinmailApi(blobs: BlobShelf): WinmailApi {
  const documents = new OpenDocuments();

  function tell(document: OpenedDocument, parent: string | null): WinmailDocument {
    const handle = documents.add(document, parent);
    const { original, parts, ...rest } = document;
    return { ...rest, handle, sizeBytes: original.length, parts: parts.map(describePart) };
  }
  const shelve = (bytes: Uint8Array, name: string, mimeType: string): ReturnType<typeof describeBlob> =>
    describeBlob(blobs.put(bytes), bytes, name, mimeType);

  return {
    handlers: {
      async open({ blobId, name }) {
        return tell(await readDocument(blobs.whole(blobId), name), null);
      },
      async openPart({ handle, index }) {
        const part = partOf(documents.get(handle), index);
        return tell(await readDocument(part.content(), part.name), handle);
      },
      partBlob({ handle, index }) {
        const part = partOf(documents.get(handle), index);
        return shelve(part.content(), part.name, part.mimeType);
      },
      documentBlob({ handle, what }) {
        const document = documents.get(handle);
        if (what === 'original' || (what === 'eml' && document.kind === 'message')) {
          return shelve(document.original, legalName(document.name, 'winmail.dat'), document.mimeType);
        }
        throw new AppError('app.not_found', { name: what });
      },
      async zipBlob({ handle, parts }, { signal }) {
        const document = documents.get(handle);
        const chosen = [...new Set(parts)].map((index) => partOf(document, index));
        const name = legalName(document.subject || document.name.replace(/\.[^.]*$/, ''), 'message');
        return shelve(await zipFiles(savedFiles(document, chosen), signal), `${name}.zip`, 'application/zip');
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

function partOf(document: OpenedDocument, index: number): DocumentPart {
  const part = document.parts[index];
  if (!part) throw new AppError('app.not_found', { name: 'attachment' });
  return part;
}
