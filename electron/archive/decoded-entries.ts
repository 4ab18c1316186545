// What a winmail.dat in a message holds, as entries of their own right behind it: an option of the export. The message
// itself stays as it is.
import { hash } from 'node:crypto';
import { createInflateRaw } from 'node:zlib';
import type { Spool } from '../base/index.ts';
import { mayHoldTnef } from '../mime/index.ts';
import { legalName, readDocument, savedFiles, type SavedFile } from '../winmail/index.ts';
import { cleanName } from './entry-name.ts';
import type { ExportVolume } from './export-volume.ts';
import { DECODED_FOLDER, encodeLine, type DecodedLine } from './manifest.ts';
import { pack } from './pack.ts';
import { DEFLATED } from './zip-format.ts';
import { ready } from './zip-writer.ts';

/** Larger messages are not taken apart: they would have to be held whole, several times over. */
export const MAX_DECODED_BYTES = 64 * 1024 * 1024;
/** As for messages: 200 UTF-16 units for a path. */
const MAX_PATH = 200;
const MAX_FOLDER = 100;

/** Empty: there is no winmail.dat in it. Never throws. */
export async function decodeFiles(bytes: Uint8Array): Promise<readonly SavedFile[]> {
  if (bytes.length > MAX_DECODED_BYTES || !mayHoldTnef(bytes)) return [];
  const document = await readDocument(bytes, 'message.eml');
  return document.isTnef ? savedFiles(document) : [];
}

/** The same from a message that waits packed. */
export async function decodeSpooled(spool: Spool, method: number, sizeBytes: number): Promise<readonly SavedFile[]> {
  if (sizeBytes > MAX_DECODED_BYTES) return [];
  const chunks: Buffer[] = [];
  if (method !== DEFLATED) for await (const block of spool.read()) chunks.push(Buffer.from(block));
  else {
    const inflater = createInflateRaw({ chunkSize: 256 * 1024 });
    const feeding = (async () => {
      for await (const block of spool.read()) inflater.write(Buffer.from(block));
      inflater.end();
    })();
    feeding.catch((error: unknown) => inflater.destroy(error as Error));
    for await (const chunk of inflater) chunks.push(chunk as Buffer);
    await feeding;
  }
  return decodeFiles(Buffer.concat(chunks));
}

/**
 * `malleposte/decoded/2026-11-21 Sender - Subject (a1b2c3d4)/file.pdf`: the message's own name, which is unique, and the
 * file's. Names of one message differ already; cutting them must not make them equal.
 */
export function decodedPaths(entry: string, names: readonly string[]): string[] {
  const own = (entry.split('/').at(-1) ?? '').replace(/\.eml$/, '');
  const hashPart = / \([0-9a-f]{8,64}\)$/.exec(own)?.[0] ?? '';
  const folder = own.length <= MAX_FOLDER ? own : `${cleanName(own, MAX_FOLDER - hashPart.length)}${hashPart}`;
  const room = MAX_PATH - DECODED_FOLDER.length - folder.length - 1;
  const taken = new Set<string>();
  return names.map((name) => {
    const extension = /.(\.[\p{L}\p{N}_-]{1,16})$/u.exec(name)?.[1] ?? '';
    let short = name.length <= room ? name : `${cleanName(name, room - extension.length)}${extension}`;
    for (let number = 2; short === '' || taken.has(short.toLowerCase()); number += 1) {
      const end = ` (${number})${extension}`;
      short = legalName(`${cleanName(name, room - end.length)}${end}`, `file${end}`);
    }
    taken.add(short.toLowerCase());
    return `${DECODED_FOLDER}${folder}/${short}`;
  });
}

/** Writes the files behind their message; `line` takes what the manifest says of each. Throws disk.*. */
export async function addDecoded(
  volume: ExportVolume,
  message: { readonly entry: string; readonly sha: Buffer; readonly internalDate: number },
  files: readonly SavedFile[],
  how: { readonly compress: boolean; readonly password: string | null },
  line: (text: string) => Promise<void> | undefined,
): Promise<void> {
  const paths = decodedPaths(
    message.entry,
    files.map(({ name }) => name),
  );
  for (const [at, { bytes, modifiedAt }] of files.entries()) {
    const entry = paths[at] ?? '';
    const content = await ready(await pack(bytes, how.compress), bytes.length, how.password);
    const offset = await volume.zip.add(entry, modifiedAt ?? message.internalDate, content);
    const about: DecodedLine = {
      type: 'decoded',
      message: message.sha.toString('hex'),
      file: volume.number,
      entry,
      offset,
      sizeBytes: bytes.length,
      sha256: hash('sha256', bytes),
    };
    await line(encodeLine(about));
  }
}
