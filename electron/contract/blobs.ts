// Bytes on their way to the page, in pieces small enough for any transport.
import * as v from 'valibot';
import { call } from './define.ts';
import { Bytes, Nothing } from './shapes.ts';

export const MAX_PIECE_BYTES = 1_048_576;

export const blobs = {
  /** At most MAX_PIECE_BYTES from `offset`; an empty piece means the end. Throws app.not_found after release. */
  read: call(
    v.object({ blobId: v.string(), offset: Bytes }),
    v.object({ bytes: v.custom<Uint8Array>((value) => value instanceof Uint8Array) }),
  ),
  release: call(v.object({ blobId: v.string() }), Nothing),
};
