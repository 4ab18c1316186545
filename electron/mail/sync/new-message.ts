// A header as a server hands it out, made into a row of the store.
import type { FetchedHeader } from '../../imap/index.ts';
import { decodeText, parseDate } from '../../mime/index.ts';
import { Flag, marksOf, type NewMessage, type Pairs } from '../../store/index.ts';
import { parseAddresses } from './addresses.ts';
import { attachedFiles } from './structure.ts';

const MAX_PEOPLE = 50;
const MAX_NAME = 500;
const MAX_PREVIEW = 300;
const MAX_REFERENCES = 200;

/** Never throws. */
export function newMessage(fetched: FetchedHeader): NewMessage {
  const fields = fieldsOf(fetched.header);
  const field = (name: string): string => fields.get(name) ?? '';
  const [author] = parseAddresses(field('from'), 1);
  const people: Record<string, Pairs> = {};
  for (const [key, name] of PEOPLE) {
    const pairs = parseAddresses(field(name), MAX_PEOPLE);
    if (pairs.length) people[key] = pairs;
  }
  const [messageId = ''] = idsOf(field('message-id'), 1);
  const files = attachedFiles(fetched.structure);
  const marks = marksOf(fetched.flags);
  return {
    uid: fetched.uid,
    flags: marks.flags | (files?.length ? Flag.files : 0),
    keywords: marks.keywords,
    receivedAt: fetched.receivedAt,
    sentAt: parseDate(field('date')),
    size: fetched.sizeBytes,
    messageId,
    references: [...idsOf(field('references'), MAX_REFERENCES), ...idsOf(field('in-reply-to'), 4)],
    subject: decodeText(field('subject')),
    fromName: (author?.[0] ?? '').slice(0, MAX_NAME),
    fromAddress: (author?.[1] ?? '').slice(0, MAX_NAME),
    people,
    listId: listIdOf(field('list-id')),
    preview: fetched.preview.replace(/\s+/g, ' ').trim().slice(0, MAX_PREVIEW).toWellFormed(),
    files,
  };
}

const PEOPLE = [
  ['to', 'to'],
  ['cc', 'cc'],
  ['bcc', 'bcc'],
  ['replyTo', 'reply-to'],
  ['sender', 'sender'],
] as const;

/** The first of each field, unfolded, one char per byte. */
function fieldsOf(header: string): Map<string, string> {
  const fields = new Map<string, string>();
  let name = '';
  let isFirst = false;
  for (let at = 0; at < header.length;) {
    let end = header.indexOf('\n', at);
    if (end < 0) end = header.length;
    const line = header.slice(at, header[end - 1] === '\r' ? end - 1 : end);
    at = end + 1;
    if (/^[ \t]/.test(line)) {
      if (isFirst) fields.set(name, `${fields.get(name) ?? ''}${line}`);
      continue;
    }
    const colon = line.indexOf(':');
    if (colon <= 0) continue;
    name = line.slice(0, colon).trim().toLowerCase();
    isFirst = !fields.has(name);
    if (isFirst) fields.set(name, line.slice(colon + 1).trim());
  }
  return fields;
}

/** Message-IDs without their angle brackets; where there are none, the words as they stand. */
function idsOf(value: string, limit: number): string[] {
  if (value === '') return [];
  const ids: string[] = [];
  for (const match of value.matchAll(/<\s*([^<>\s]{1,500})\s*>/g)) {
    ids.push(match[1] ?? '');
    if (ids.length >= limit) return ids;
  }
  if (ids.length > 0) return ids;
  return value
    .split(/\s+/)
    .filter((word) => word.includes('@') && word.length <= 500)
    .slice(0, limit);
}

/** RFC 2919: what stands between the angle brackets. */
const listIdOf = (value: string): string =>
  (/<([^<>]*)>/.exec(value)?.[1] ?? decodeText(value)).trim().slice(0, MAX_NAME).toLowerCase();
