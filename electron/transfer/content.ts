// Reading a message's content, whichever of its two forms it has.
import type { Content } from './source.ts';

export const contentSize = (content: Content): number =>
  content instanceof Uint8Array ? content.byteLength : content.sizeBytes;

/** The content as chunks; a stream can be read once. */
export function contentChunks(content: Content): AsyncIterable<Uint8Array> | Iterable<Uint8Array> {
  return content instanceof Uint8Array ? [content] : content.chunks();
}
