// Bytes between the page and the program: fetched in pieces, handed in in pieces, given to the person as a download.
import { api, MAX_PIECE_BYTES, type Output } from '../api.ts';

type Shelved = Output<'winmail', 'partBlob'>;

/** All bytes of a blob that waits for the page; it is released whatever happens. Throws AppError. */
export async function readBlob(blob: Shelved): Promise<Uint8Array<ArrayBuffer>[]> {
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  try {
    for (let offset = 0; offset < blob.sizeBytes;) {
      const { bytes } = await api.blobs.read({ blobId: blob.blobId, offset });
      if (bytes.length === 0) break;
      pieces.push(new Uint8Array(bytes));
      offset += bytes.length;
    }
  } finally {
    void api.blobs.release({ blobId: blob.blobId }).catch(() => undefined);
  }
  return pieces;
}

/** Gives a blob to the person as a download under its own name. Throws AppError. */
export async function saveBlob(blob: Shelved): Promise<void> {
  download(new Blob(await readBlob(blob), { type: 'application/octet-stream' }), blob.name);
}

/** Gives a text that the page made to the person as a download. */
export const saveText = (text: string, name: string, type: string): void => download(new Blob([text], { type }), name);

function download(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The download has taken its own hold on the bytes by the next turn.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/**
 * Hands a file to the program piece by piece, so that it is never whole in the page. Returns the blob's id; the caller
 * releases it. Throws AppError (app.too_large before the first byte), 'cancelled' when the signal is aborted.
 */
export async function handIn(file: File, signal: AbortSignal, progress: (done: number) => void): Promise<string> {
  const { blobId } = await api.blobs.begin({ sizeBytes: file.size }, { signal });
  try {
    for (let offset = 0; offset < file.size; offset += MAX_PIECE_BYTES) {
      const piece = await file.slice(offset, offset + MAX_PIECE_BYTES).arrayBuffer();
      await api.blobs.write({ blobId, bytes: new Uint8Array(piece) }, { signal });
      progress(Math.min(file.size, offset + MAX_PIECE_BYTES));
    }
    return blobId;
  } catch (error) {
    void api.blobs.release({ blobId }).catch(() => undefined);
    throw error;
  }
}
