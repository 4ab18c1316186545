// Reads a source to its end, for tests that look at what came out.
import { contentChunks, type Source, type TransferFolder } from '../../electron/transfer/index.ts';

export interface ReadMessage {
  readonly key: string;
  readonly bytes: Buffer;
  readonly flags: readonly string[];
  readonly internalDate: number;
}
export interface ReadFolder {
  readonly folder: TransferFolder;
  readonly messages: ReadMessage[];
  readonly failed: { readonly key: string; readonly code: string }[];
  readonly listed: readonly string[];
}

export async function readSource(source: Source, signal = new AbortController().signal): Promise<ReadFolder[]> {
  const all: ReadFolder[] = [];
  for (const folder of await source.folders(signal)) {
    const one = {
      folder,
      messages: [] as ReadMessage[],
      failed: [] as { key: string; code: string }[],
      listed: [] as string[],
    };
    for await (const event of source.items(folder, () => false, signal)) {
      if (event.kind === 'listed') one.listed = [...event.keys];
      if (event.kind === 'failed') one.failed.push({ key: event.key, code: event.error.code });
      if (event.kind !== 'item') continue;
      const { key, flags, internalDate, content } = event.item;
      const pieces: Uint8Array[] = [];
      for await (const piece of contentChunks(content)) pieces.push(Buffer.from(piece));
      one.messages.push({ key, flags, internalDate, bytes: Buffer.concat(pieces) });
    }
    all.push(one);
  }
  return all;
}
