// Asks a server what matches a query in the open folder: the query as SEARCH keys (RFC 9051 §6.4.4).
import type { Query, Term } from '../contract/query.ts';
import { Refusal } from './errors.ts';
import { quoted } from './names.ts';
import type { ImapSession } from './session.ts';
import { readSequence, sortedUids } from './uids.ts';
import type { Part } from './wire.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Whether a server may know more than the headers say: only then is it worth asking. */
export const readsTexts = (query: Query): boolean =>
  query.terms.some((term) => term.kind === 'words' && (term.field === 'any' || term.field === 'body'));

/** UIDs of the open folder that match, ascending. Folders (`in:`) are the caller's business. Throws Refusal, network.*. */
export async function findUids(session: ImapSession, query: Query): Promise<Uint32Array> {
  const keys = keysOf(query, (text) => text);
  const wide = keys.some((key) => typeof key !== 'string');
  try {
    return await search(session, wide ? ['CHARSET UTF-8 ', ...keys] : keys);
  } catch (error) {
    if (!wide || !(error instanceof Refusal) || !/^BADCHARSET/i.test(error.code ?? '')) throw error;
    // A server that knows no UTF-8 compares letters without their accents at best.
    return search(session, keysOf(query, withoutAccents));
  }
}

async function search({ wire, capabilities }: ImapSession, keys: readonly Part[]): Promise<Uint32Array> {
  const found: number[] = [];
  const returns = capabilities.has('ESEARCH') || capabilities.has('IMAP4REV2') ? 'RETURN (ALL) ' : '';
  await wire.run([`UID SEARCH ${returns}`, ...keys], (reply) => {
    if (reply.name === 'SEARCH') {
      for (const word of reply.text.split(' ')) if (/^\d+$/.test(word)) found.push(Number(word));
    } else if (reply.name === 'ESEARCH') {
      const set = /\bALL ([\d:,]+)/i.exec(reply.text);
      if (set?.[1]) readSequence(set[1], found);
    }
  });
  return sortedUids(found);
}

const withoutAccents = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\x20-\x7e]/g, '');

function keysOf({ terms }: Query, text: (typed: string) => string): Part[] {
  const value = (typed: string): Part => {
    const said = text(typed).replace(/[\0\r\n]/g, ' ');
    return quoted(said) ?? Buffer.from(said);
  };
  const keys: Part[] = [];
  for (const term of terms) {
    const key = keyOf(term, value);
    if (key.length > 0) keys.push(`${keys.length > 0 ? ' ' : ''}${term.not ? 'NOT ' : ''}`, ...key);
  }
  return keys.length > 0 ? keys : ['ALL'];
}

function keyOf(term: Term, value: (typed: string) => Part): Part[] {
  switch (term.kind) {
    case 'words': {
      if (!/[\p{L}\p{N}]/u.test(term.text)) return [];
      // There is no key for names of files; they are known from the message's structure.
      if (term.field === 'filename') return [];
      const key = { any: 'TEXT', subject: 'SUBJECT', body: 'BODY' }[term.field];
      return [`${key} `, value(term.text)];
    }
    case 'person': {
      const text = value(term.text);
      if (term.field !== 'to') return [term.field === 'from' ? 'FROM ' : 'CC ', text];
      // A negation takes all of it: OR is one key.
      return ['OR TO ', text, ' OR CC ', text, ' BCC ', text];
    }
    case 'in':
    case 'has':
      return [];
    case 'is':
      return [{ unread: 'UNSEEN', read: 'SEEN', starred: 'FLAGGED', answered: 'ANSWERED' }[term.what]];
    case 'before':
    case 'after': {
      const [year = '', month = '1', day = '1'] = term.day.split('-');
      const date = `${Number(day)}-${MONTHS[Number(month) - 1] ?? 'Jan'}-${year}`;
      return [`${term.kind === 'before' ? 'BEFORE' : 'SINCE'} ${date}`];
    }
    case 'larger':
    case 'smaller':
      // A number is at most 32 bits for older servers.
      return [`${term.kind === 'larger' ? 'LARGER' : 'SMALLER'} ${Math.min(term.bytes, 2 ** 32 - 1)}`];
    case 'list':
      return ['HEADER List-Id ', value(term.text)];
  }
}
