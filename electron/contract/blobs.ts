// Bytes on their way to the page or from it, in pieces small enough for any transport.
import * as v from 'valibot';
import { call } from './define.ts';
import { Bytes, Nothing } from './shapes.ts';

export const MAX_PIECE_BYTES = 1_048_576;
/** What all clients hand in waits in memory, together at most this; no mail provider takes a message of this size. */
export const MAX_UPLOAD_BYTES = 256 * 1_048_576;

export const blobs = {
  /** At most MAX_PIECE_BYTES from `offset`; an empty piece means the end. Throws app.not_found after release. */
  read: call(
    v.object({ blobId: v.string(), offset: Bytes }),
    v.object({ bytes: v.custom<Uint8Array>((value) => value instanceof Uint8Array) }),
  ),
  /** Room for a file the page hands in. Throws app.too_large beyond MAX_UPLOAD_BYTES. */
  begin: call(v.object({ sizeBytes: Bytes }), v.object({ blobId: v.string() })),
  /** Pieces in order, each at most MAX_PIECE_BYTES. Throws app.not_found; usage.invalid beyond the announced size. */
  write: call(
    v.object({ blobId: v.string(), bytes: v.custom<Uint8Array>((value) => value instanceof Uint8Array) }),
    Nothing,
  ),
  release: call(v.object({ blobId: v.string() }), Nothing),
};
