// A message with a winmail.dat in it, as if its author's program had never made one: the message's own header, the text
// that is shown, and all files of both.
import type { ReadAttachment } from '../mime/index.ts';
import type { TnefAttachment, TnefBody, TnefMessage } from '../tnef/index.ts';

interface Shown {
  readonly body: TnefBody;
  readonly parts: readonly ReadAttachment[];
}

const MAX_HEADER_BYTES = 1024 * 1024;

/** What composeMessage writes. `bytes` is the whole message, for its header. */
export function joined({ body, parts }: Shown, tnef: TnefMessage, bytes: Uint8Array): TnefMessage {
  return {
    ...tnef,
    transportHeaders: headerOf(bytes),
    body,
    attachments: parts.filter(({ role, within }) => role !== 'winmail' && within === null).map(attachmentOf),
  };
}

function headerOf(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, MAX_HEADER_BYTES));
  const ends = [buffer.indexOf('\r\n\r\n'), buffer.indexOf('\n\n')].filter((at) => at >= 0);
  const header = buffer.subarray(0, Math.min(buffer.length, ...ends));
  const text = header.toString('utf8');
  return text.includes('\ufffd') ? header.toString('latin1') : text;
}

function attachmentOf(part: ReadAttachment): TnefAttachment {
  const { name, mimeType, modifiedAt, contentId, contentLocation, inline, role, reference, message } = part;
  return {
    name,
    mimeType,
    // An embedded message is written from what was decoded.
    bytes: message ? new Uint8Array() : part.content(),
    createdAt: null,
    modifiedAt,
    contentId,
    contentLocation,
    inline,
    hidden: false,
    kind: role === 'message' || role === 'ole' || role === 'reference' ? role : 'file',
    message,
    reference,
  };
}
