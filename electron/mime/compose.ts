// A decoded winmail.dat as the message its author meant to send (RFC 5322, RFC 2045 to 2049). The same input always makes
// the same bytes: nothing is drawn by chance, boundaries come from the content. What is written here is 7-bit ASCII; only an
// attached message that came as bytes, and what was signed, may be more.
import { isAscii } from 'node:buffer';
import { createHash } from 'node:crypto';
import type { TnefAttachment, TnefMessage, TnefPerson } from '../tnef/index.ts';
import { base64Lines } from './base64-lines.ts';
import { encodePeople, encodeText, headerLine, mailDate, parameter } from './header.ts';
import { isMessage } from './is-message.ts';
import { sealedContent } from './sealed.ts';

/** A Received or To line of thousands of people is real; more is not. */
const MAX_FIELD_LENGTH = 200_000;
/** The decoder ends at 32 levels; this is for messages from elsewhere. */
const MAX_DEPTH = 40;

/** Part of a message: its own header lines, and its content, an encoding already applied. */
interface Entity {
  readonly head: string;
  readonly body: readonly Buffer[];
}

/** The whole message as the bytes of an .eml file, CRLF line ends. References have no bytes and are named only. */
export function composeMessage(message: TnefMessage): Uint8Array {
  return compose(message, 0);
}

function compose(message: TnefMessage, depth: number): Buffer {
  const content = sealedEntity(message) ?? contentOf(message, depth);
  return Buffer.concat([
    Buffer.from(headerOf(message) + 'MIME-Version: 1.0\r\n' + content.head + '\r\n'),
    ...content.body,
  ]);
}

/** Fields that speak of the form of the content, which is ours. */
const CONTENT_FIELD = /^(?:content-.*|mime-version)$/i;

function headerOf(message: TnefMessage): string {
  const people: Readonly<Record<string, readonly TnefPerson[]>> = {
    from: message.from ? [message.from] : [],
    to: message.to,
    cc: message.cc,
    'reply-to': message.replyTo,
  };
  // People in letters that no header can hold are written anew from what the properties say.
  const given = givenFields(message.transportHeaders ?? '').filter(
    ({ name, value }) => /^[\t -~]*$/.test(value) || !people[name.toLowerCase()]?.length,
  );
  const names = new Set(given.map(({ name }) => name.toLowerCase()));
  let header = given.map(({ name, value }) => headerLine(name, encodeField(value))).join('');
  const add = (name: string, value: string | null): void => {
    if (value !== null && value !== '' && !names.has(name.toLowerCase())) header += headerLine(name, value);
  };
  const { from, sentAt, receivedAt, importance } = message;
  const at = sentAt ?? receivedAt;
  add('Date', at === null ? null : mailDate(at));
  add('From', from && encodePeople([from]));
  add('Reply-To', encodePeople(message.replyTo));
  add('To', encodePeople(message.to));
  add('Cc', encodePeople(message.cc));
  add('Bcc', encodePeople(message.bcc));
  add('Subject', encodeText(message.subject));
  add('Message-ID', identifiers(message.messageId));
  add('In-Reply-To', identifiers(message.inReplyTo));
  add('References', identifiers(message.references));
  add('Importance', importance === 'normal' ? null : importance);
  add('Disposition-Notification-To', message.wantsReadReceipt && from ? encodePeople([from]) : null);
  return header;
}

const identifiers = (text: string | null): string | null => text && text.replace(/[^!-~]+/g, ' ').trim();

/** Only what has to be is encoded: addresses, dates and identifiers stand as they came. */
function encodeField(value: string): string {
  const out: string[] = [];
  // Neighbouring encoded words lose the space between them (RFC 2047 section 6.2): they are encoded as one.
  let odd: string[] = [];
  const close = (): void => {
    if (odd.length > 0) out.push(encodeText(odd.join(' ')));
    odd = [];
  };
  for (const word of value.slice(0, MAX_FIELD_LENGTH).split(/[\s\0]+/)) {
    if (!/^[!-~]*$/.test(word) || word.length > 900) odd.push(word);
    else if (word !== '') {
      close();
      out.push(word);
    }
  }
  close();
  return out.join(' ');
}

function givenFields(headers: string): { name: string; value: string }[] {
  const fields: { name: string; value: string }[] = [];
  let last: { name: string; value: string } | null = null;
  for (const line of headers.split(/\r\n|\r|\n/)) {
    const field = /^([!-9;-~]{1,100}):(.*)$/.exec(line);
    if (/^[ \t]/.test(line)) {
      if (last) last.value += line;
    } else if (field) {
      last = { name: field[1] ?? '', value: field[2] ?? '' };
      if (!CONTENT_FIELD.test(last.name)) fields.push(last);
      // Outlook puts lines of its own in front ("Microsoft Mail Internet Headers Version 2.0"): no field, left out.
    } else if (line.trim() === '' && fields.length > 0) break;
    else last = null;
  }
  return fields.filter(({ value }) => value.trim() !== '');
}

/** Its text and its files are inside: what Outlook shows of them beside it would only double them. */
function sealedEntity(message: TnefMessage): Entity | null {
  const sealed = sealedContent(message);
  if (!sealed) return null;
  if (sealed.kind === 'entity') return { head: sealed.head, body: [sealed.body] };
  const head =
    headerLine('Content-Type', sealed.contentType) +
    'Content-Disposition: attachment; filename="smime.p7m"\r\nContent-Transfer-Encoding: base64\r\n';
  return { head, body: [base64Lines(sealed.bytes)] };
}

function contentOf(message: TnefMessage, depth: number): Entity {
  const { html, text } = message.body;
  const inline = message.attachments.filter((attachment) => attachment.inline && html !== null);
  const files = message.attachments.filter((attachment) => !inline.includes(attachment));

  const forms: Entity[] = [];
  if (text !== null || html === null) forms.push(textEntity('text/plain', text ?? ''));
  if (html !== null) {
    const page = textEntity('text/html', html);
    const pictures = inline.map((attachment) => fileEntity(attachment, depth));
    forms.push(pictures.length === 0 ? page : multipart('related; type="text/html"', [page, ...pictures]));
  }
  if (message.calendar) {
    forms.push(textEntity(`text/calendar; method=${message.calendar.method}`, message.calendar.ics));
  }
  const [first] = forms;
  const body = forms.length === 1 && first ? first : multipart('alternative', forms);
  const others = files.map((attachment) => fileEntity(attachment, depth));
  if (message.contact) {
    const card = [base64Lines(Buffer.from(message.contact.vcard))];
    const name = parameter('filename', `${message.contact.name || 'contact'}.vcf`);
    const head = `Content-Type: text/vcard; charset=utf-8\r\nContent-Disposition: attachment${name}\r\n`;
    others.push({ head: `${head}Content-Transfer-Encoding: base64\r\n`, body: card });
  }
  return others.length === 0 ? body : multipart('mixed', [body, ...others]);
}

/** As it stands when it is short-lined ASCII, else base64: quoted-printable would say nothing more. */
function textEntity(type: string, text: string): Entity {
  const lines = text.toWellFormed().replace(/\r\n?|\n/g, '\r\n');
  const plain = /^[\t\n\r -~]*$/.test(lines) && !hasLongLine(lines);
  const head = `Content-Type: ${type}; charset=utf-8\r\nContent-Transfer-Encoding: ${plain ? '7bit' : 'base64'}\r\n`;
  return { head, body: plain ? [Buffer.from(`${lines}\r\n`)] : [base64Lines(Buffer.from(lines))] };
}

/** RFC 5322 section 2.1.1: 998 characters, the end of the line not counted. */
function hasLongLine(lines: string): boolean {
  for (let from = 0; lines.length - from >= 997;) {
    const end = lines.indexOf('\n', from);
    if (end === -1 || end - from >= 997) return true;
    from = end + 1;
  }
  return false;
}

function fileEntity(attachment: TnefAttachment, depth: number): Entity {
  const { kind, message, reference, contentId, contentLocation, createdAt, modifiedAt } = attachment;
  let head = '';
  const field = (name: string, value: string): void => void (head += `${name}: ${value}\r\n`);
  let disposition = attachment.inline ? 'inline' : 'attachment';
  disposition += parameter('filename', attachment.name);
  for (const [name, at] of [['creation-date', createdAt] as const, ['modification-date', modifiedAt] as const]) {
    const date = at === null ? null : mailDate(at);
    if (date !== null) disposition += parameter(name, date);
  }
  const embedded = kind === 'message' && message !== null && depth < MAX_DEPTH;
  const type = /^[\w.+-]{1,100}\/[\w.+-]{1,100}$/.test(attachment.mimeType)
    ? attachment.mimeType
    : 'application/octet-stream';
  // A message in bytes may not be encoded: it is embedded where it can stand as it is, else kept as plain bytes.
  const asItIs = !embedded && type === 'message/rfc822' && isMessage(attachment.bytes);
  if (kind === 'reference') {
    // RFC 2046 section 5.2.3: a part that says where its content is.
    const place = parameter('name', reference ?? attachment.name);
    field('Content-Type', `message/external-body; access-type=local-file${place}`);
  } else if (embedded || asItIs) field('Content-Type', 'message/rfc822');
  else
    field('Content-Type', `${isWhole(type) ? type : 'application/octet-stream'}${parameter('name', attachment.name)}`);
  field('Content-Disposition', disposition);
  if (contentId !== null) field('Content-ID', `<${contentId.replace(/[^!-;=?-~]+/g, '_').slice(0, 900)}>`);
  if (contentLocation !== null) field('Content-Location', encodeURI(contentLocation.toWellFormed()).slice(0, 900));
  if (kind === 'reference') return { head, body: [Buffer.from('Content-Type: application/octet-stream\r\n\r\n')] };
  // RFC 2046 section 5.2.1: an embedded message stands as it is; ours is 7-bit, but for what was signed in it.
  if (embedded) {
    const inner = compose(message, depth + 1);
    if (!isAscii(inner)) field('Content-Transfer-Encoding', '8bit');
    return { head, body: [inner] };
  }
  if (asItIs) {
    field('Content-Transfer-Encoding', '8bit');
    return { head, body: [Buffer.from(attachment.bytes)] };
  }
  field('Content-Transfer-Encoding', 'base64');
  return { head, body: [base64Lines(attachment.bytes)] };
}

/** Types whose content may not be encoded (RFC 2045 section 6.4): such a file is kept as plain bytes. */
const isWhole = (type: string): boolean => !/^(?:multipart|message)\//i.test(type);

function multipart(kind: string, parts: readonly Entity[]): Entity {
  // Whoever wrote the content cannot have known what it hashes to.
  const seen = createHash('sha256').update(kind);
  for (const { head, body } of parts) {
    seen.update(head);
    for (const piece of body) seen.update(piece);
  }
  const boundary = `=_${seen.digest('hex').slice(0, 40)}`;
  const body: Buffer[] = [];
  for (const part of parts)
    body.push(Buffer.from(`--${boundary}\r\n${part.head}\r\n`), ...part.body, Buffer.from('\r\n'));
  body.push(Buffer.from(`--${boundary}--\r\n`));
  return { head: `Content-Type: multipart/${kind};\r\n boundary="${boundary}"\r\n`, body };
}
