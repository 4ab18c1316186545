// One connection to the embedded IMAP server: which commands it knows and what it answers.
import { imapDateTime, parseDateTime, parseWords, quoted, wordText, type Word } from './imap-words.ts';
import {
  addFolder,
  addMessage,
  findFolder,
  inSet,
  type StoredAccount,
  type StoredFolder,
  type StoredMessage,
} from './memory-mailbox.ts';

const CAPABILITIES =
  'IMAP4rev1 LITERAL+ SASL-IR AUTH=PLAIN NAMESPACE UIDPLUS MULTIAPPEND SPECIAL-USE LIST-EXTENDED LIST-STATUS STATUS=SIZE UNSELECT ID ENABLE IDLE';

interface Session {
  /** Answers one command; 'end' after LOGOUT. */
  command(text: string, literals: readonly Buffer[]): 'go-on' | 'end';
}

type Send = (part: string | Buffer) => void;
/** What follows the tag; GO_ON when more is to come first, END after LOGOUT. */
type Answer = string;
const GO_ON = 'go-on';
const END = 'end';

/** The command is answered with NO or BAD and this text. */
class Refusal extends Error {}

export function createSession(accounts: readonly StoredAccount[], send: Send, onRefused: () => void): Session {
  let account: StoredAccount | null = null;
  let selected: StoredFolder | null = null;
  let readOnly = true;
  let waiting: { tag: string; kind: 'idle' | 'plain' } | null = null;

  const untagged = (text: string): void => send(`* ${text}\r\n`);
  const mine = (): StoredAccount => {
    if (!account) throw new Refusal('BAD sign in first');
    return account;
  };
  const current = (): StoredFolder => {
    if (!selected) throw new Refusal('BAD select first');
    return selected;
  };
  const folderNamed = (word: Word | undefined): StoredFolder => {
    const folder = findFolder(mine(), wordText(word));
    if (!folder) throw new Refusal('NO [NONEXISTENT] no such mailbox');
    return folder;
  };

  function signIn(user: string, password: string): string {
    account = accounts.find((one) => one.user === user && one.password === password) ?? null;
    if (account) return `OK [CAPABILITY ${CAPABILITIES}] signed in`;
    onRefused();
    throw new Refusal('NO [AUTHENTICATIONFAILED] wrong user name or password');
  }
  const signInPlain = (response: string): string => {
    const [, user = '', password = ''] = Buffer.from(response, 'base64').toString('utf8').split('\0');
    return signIn(user, password);
  };

  function select(word: Word | undefined, examine: boolean): string {
    selected = null;
    const folder = folderNamed(word);
    selected = folder;
    readOnly = examine;
    const keywords = [...new Set(folder.messages.flatMap((message) => message.flags))].filter(
      (flag) => !flag.startsWith('\\'),
    );
    const system = '\\Answered \\Flagged \\Deleted \\Seen \\Draft';
    untagged(`FLAGS (${[system, ...keywords].join(' ')})`);
    untagged(`OK [PERMANENTFLAGS (${examine ? '' : `${[system, ...keywords].join(' ')} \\*`})] flags`);
    untagged(`${folder.messages.length} EXISTS`);
    untagged('0 RECENT');
    untagged(`OK [UIDVALIDITY ${folder.uidValidity}] valid`);
    untagged(`OK [UIDNEXT ${folder.uidNext}] next`);
    return `OK [${examine ? 'READ-ONLY' : 'READ-WRITE'}] selected`;
  }

  function statusOf(folder: StoredFolder, items: readonly Word[]): string {
    const values = items.map((item) => {
      const name = wordText(item).toUpperCase();
      const value: Record<string, number> = {
        MESSAGES: folder.messages.length,
        UIDNEXT: folder.uidNext,
        UIDVALIDITY: folder.uidValidity,
        UNSEEN: folder.messages.filter((message) => !message.flags.includes('\\Seen')).length,
        RECENT: 0,
        SIZE: folder.messages.reduce((sum, message) => sum + message.bytes.length, 0),
      };
      if (value[name] === undefined) throw new Refusal(`BAD unknown status item ${name}`);
      return `${name} ${value[name]}`;
    });
    return `STATUS ${quoted(folder.name)} (${values.join(' ')})`;
  }

  function list(words: readonly Word[], verb: string): string {
    const rest = Array.isArray(words[0]) ? words.slice(1) : words;
    const [reference, pattern] = rest;
    const patterns = (Array.isArray(pattern) ? pattern : [pattern]).map((word) => wordText(reference) + wordText(word));
    if (patterns[0] === '') {
      untagged('LIST (\\Noselect) "/" ""');
      return 'OK listed';
    }
    const returned = rest.findIndex((word) => wordText(word).toUpperCase() === 'RETURN');
    const options = returned >= 0 ? rest[returned + 1] : [];
    const status = Array.isArray(options) ? options.findIndex((word) => wordText(word).toUpperCase() === 'STATUS') : -1;
    const wanted = patterns.map(
      (text) =>
        new RegExp(
          `^${text
            .replace(/[.+?^${}()|[\]\\]/g, '\\$&')
            .replaceAll('*', '.*')
            .replaceAll('%', '[^/]*')}$`,
          text.toUpperCase() === 'INBOX' ? 'i' : '',
        ),
    );
    for (const folder of [...mine().folders.values()].filter(({ name }) => wanted.some((regex) => regex.test(name)))) {
      const children = [...mine().folders.keys()].some((name) => name.startsWith(`${folder.name}/`));
      const attributes = [children ? '\\HasChildren' : '\\HasNoChildren', ...(folder.use ? [folder.use] : [])];
      untagged(`${verb} (${attributes.join(' ')}) "/" ${quoted(folder.name)}`);
      const items = Array.isArray(options) && status >= 0 ? options[status + 1] : undefined;
      if (Array.isArray(items)) untagged(statusOf(folder, items));
    }
    return 'OK listed';
  }

  function append(words: readonly Word[]): string {
    const folder = findFolder(mine(), wordText(words[0]));
    if (!folder) throw new Refusal('NO [TRYCREATE] no such mailbox');
    const messages: { bytes: Buffer; flags: string[]; date: number }[] = [];
    for (let at = 1; at < words.length;) {
      let flags: string[] = [];
      let date = Math.floor(Date.now() / 1000);
      const given = words[at];
      if (Array.isArray(given)) {
        flags = given.map(wordText);
        at += 1;
      }
      const text = words[at];
      if (typeof text === 'string') {
        date = parseDateTime(text) ?? date;
        at += 1;
      }
      const bytes = words[at++];
      if (!Buffer.isBuffer(bytes)) throw new Refusal('BAD a message is missing');
      if (bytes.length === 0 || bytes.includes(0)) throw new Refusal('NO [CANNOT] the message is not acceptable');
      messages.push({ bytes, flags, date });
    }
    if (messages.length === 0) throw new Refusal('BAD a message is missing');
    const uids = messages.map((one) => addMessage(folder, one.bytes, one.flags, one.date).uid);
    if (folder === selected) untagged(`${folder.messages.length} EXISTS`);
    const set = uids.length > 1 ? `${uids[0] ?? 0}:${uids.at(-1) ?? 0}` : String(uids[0]);
    return `OK [APPENDUID ${folder.uidValidity} ${set}] appended`;
  }

  function search(words: readonly Word[], byUid: boolean): string {
    const folder = current();
    let found = folder.messages.map((message, at) => ({ position: at + 1, message }));
    for (let at = 0; at < words.length; at += 1) {
      const key = wordText(words[at]).toUpperCase();
      if (key === 'ALL') continue;
      if (key === 'CHARSET') at += 1;
      else if (key === 'UID') found = keep(found, inSet(folder, wordText(words[++at]), true));
      else if (/^[\d*:,]+$/.test(key)) found = keep(found, inSet(folder, key, false));
      else if (key === 'SEEN' || key === 'FLAGGED' || key === 'ANSWERED' || key === 'DRAFT' || key === 'DELETED') {
        found = found.filter(({ message }) => message.flags.some((flag) => flag.toUpperCase() === `\\${key}`));
      } else if (key === 'HEADER') {
        const [name, value] = [wordText(words[++at]).toLowerCase(), wordText(words[++at]).toLowerCase()];
        found = found.filter(({ message }) =>
          headerLines(message).some(
            (line) => line.toLowerCase().startsWith(`${name}:`) && line.toLowerCase().includes(value),
          ),
        );
      } else throw new Refusal(`BAD unknown search key ${key}`);
    }
    untagged(['SEARCH', ...found.map(({ position, message }) => (byUid ? message.uid : position))].join(' '));
    return 'OK searched';
  }

  function fetch(words: readonly Word[], byUid: boolean): string {
    const folder = current();
    const given = words[1];
    let items = (Array.isArray(given) ? given : [given]).map((item) => wordText(item).toUpperCase());
    if (items[0] === 'FAST') items = ['FLAGS', 'INTERNALDATE', 'RFC822.SIZE'];
    if (byUid && !items.includes('UID')) items = ['UID', ...items];
    for (const { position, message } of inSet(folder, wordText(words[0]), byUid)) {
      send(`* ${position} FETCH (`);
      items.forEach((item, at) => {
        if (at > 0) send(' ');
        for (const part of fetchItem(message, item)) send(part);
      });
      send(')\r\n');
    }
    return 'OK fetched';
  }

  function fetchItem(message: StoredMessage, item: string): (string | Buffer)[] {
    if (item === 'UID') return [`UID ${message.uid}`];
    if (item === 'FLAGS') return [`FLAGS (${message.flags.join(' ')})`];
    if (item === 'INTERNALDATE') return [`INTERNALDATE "${imapDateTime(message.date)}"`];
    if (item === 'RFC822.SIZE') return [`RFC822.SIZE ${message.bytes.length}`];
    if (item === 'ENVELOPE') return [envelope(message)];
    const body = /^BODY(\.PEEK)?\[(.*)\](?:<(\d+)\.(\d+)>)?$/.exec(item);
    if (!body) throw new Refusal(`BAD unknown fetch item ${item}`);
    const [, peek, section = '', from, count] = body;
    if (!peek && !readOnly && !message.flags.includes('\\Seen')) message.flags.push('\\Seen');
    let bytes = sectionOf(message, section);
    if (from !== undefined) bytes = bytes.subarray(Number(from), Number(from) + Number(count));
    const name = `BODY[${section}]${from === undefined ? '' : `<${from}>`}`;
    return [`${name} {${bytes.length}}\r\n`, bytes];
  }

  function storeFlags(words: readonly Word[], byUid: boolean): string {
    if (readOnly) throw new Refusal('NO the mailbox is open for reading only');
    const action = wordText(words[1]).toUpperCase();
    const given = words[2];
    const flags = (Array.isArray(given) ? given : words.slice(2)).map(wordText);
    for (const { position, message } of inSet(current(), wordText(words[0]), byUid)) {
      if (action.startsWith('+')) message.flags = [...new Set([...message.flags, ...flags])];
      else if (action.startsWith('-')) message.flags = message.flags.filter((flag) => !flags.includes(flag));
      else message.flags = flags;
      if (!action.endsWith('.SILENT'))
        untagged(`${position} FETCH (UID ${message.uid} FLAGS (${message.flags.join(' ')}))`);
    }
    return 'OK stored';
  }

  function expunge(set: string | null): string {
    const { messages } = current();
    const among = set === null ? messages : inSet(current(), set, true).map(({ message }) => message);
    for (let at = messages.length - 1; at >= 0; at -= 1) {
      const message = messages[at];
      if (!message?.flags.includes('\\Deleted') || !among.includes(message)) continue;
      messages.splice(at, 1);
      untagged(`${at + 1} EXPUNGE`);
    }
    return 'OK expunged';
  }

  function run(verb: string, words: readonly Word[], tag: string): Answer {
    switch (verb) {
      case 'CAPABILITY':
        untagged(`CAPABILITY ${CAPABILITIES}`);
        return 'OK done';
      case 'NOOP':
      case 'CHECK':
      case 'SUBSCRIBE':
      case 'UNSUBSCRIBE':
        return 'OK done';
      case 'ENABLE':
        untagged('ENABLED');
        return 'OK done';
      case 'ID':
        untagged('ID ("name" "Malleposte sample server")');
        return 'OK done';
      case 'LOGOUT':
        untagged('BYE goodbye');
        return END;
      case 'LOGIN':
        return signIn(wordText(words[0]), wordText(words[1]));
      case 'AUTHENTICATE':
        if (wordText(words[0]).toUpperCase() !== 'PLAIN') throw new Refusal('NO unknown mechanism');
        if (words[1] !== undefined) return signInPlain(wordText(words[1]));
        waiting = { tag, kind: 'plain' };
        send('+ \r\n');
        return GO_ON;
      case 'NAMESPACE':
        untagged('NAMESPACE (("" "/")) NIL NIL');
        return 'OK done';
      case 'LIST':
      case 'LSUB':
        return list(words, verb);
      case 'STATUS': {
        const items = words[1];
        untagged(statusOf(folderNamed(words[0]), Array.isArray(items) ? items : []));
        return 'OK done';
      }
      case 'SELECT':
      case 'EXAMINE':
        return select(words[0], verb === 'EXAMINE');
      case 'CLOSE':
        if (!readOnly && selected) expunge(null);
        selected = null;
        return 'OK closed';
      case 'UNSELECT':
        selected = null;
        return 'OK unselected';
      case 'CREATE': {
        const name = wordText(words[0]).replace(/\/$/, '');
        if (!name || findFolder(mine(), name)) throw new Refusal('NO [ALREADYEXISTS] it exists');
        addFolder(mine(), name, null);
        return 'OK created';
      }
      case 'DELETE': {
        const { name } = folderNamed(words[0]);
        if (name === 'INBOX') throw new Refusal('NO the inbox stays');
        mine().folders.delete(name);
        return 'OK deleted';
      }
      case 'APPEND':
        return append(words);
      case 'SEARCH':
        return search(words, false);
      case 'FETCH':
        return fetch(words, false);
      case 'STORE':
        return storeFlags(words, false);
      case 'EXPUNGE':
        return expunge(null);
      case 'IDLE':
        waiting = { tag, kind: 'idle' };
        send('+ idling\r\n');
        return GO_ON;
      case 'UID': {
        const inner = wordText(words[0]).toUpperCase();
        const rest = words.slice(1);
        if (inner === 'SEARCH') return search(rest, true);
        if (inner === 'FETCH') return fetch(rest, true);
        if (inner === 'STORE') return storeFlags(rest, true);
        if (inner === 'EXPUNGE') return expunge(wordText(rest[0]));
        throw new Refusal('BAD unknown command');
      }
      default:
        throw new Refusal('BAD unknown command');
    }
  }

  return {
    command(text, literals) {
      if (waiting) {
        const { tag, kind } = waiting;
        waiting = null;
        try {
          send(`${tag} ${kind === 'idle' ? 'OK done' : signInPlain(text)}\r\n`);
        } catch (error) {
          if (!(error instanceof Refusal)) throw error;
          send(`${tag} ${error.message}\r\n`);
        }
        return GO_ON;
      }
      const words = parseWords(text, literals);
      const tag = wordText(words?.[0]) || '*';
      if (!words || words.length < 2) {
        send(`${tag} BAD not understood\r\n`);
        return GO_ON;
      }
      try {
        const answer = run(wordText(words[1]).toUpperCase(), words.slice(2), tag);
        if (answer === GO_ON) return GO_ON;
        send(`${tag} ${answer === END ? 'OK goodbye' : answer}\r\n`);
        return answer === END ? END : GO_ON;
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        send(`${tag} ${error.message}\r\n`);
        return GO_ON;
      }
    },
  };
}

type Found = { position: number; message: StoredMessage }[];
const keep = (found: Found, wanted: Found): Found => {
  const uids = new Set(wanted.map(({ message }) => message.uid));
  return found.filter(({ message }) => uids.has(message.uid));
};

function headerOf(message: StoredMessage): Buffer {
  const end = message.bytes.indexOf('\r\n\r\n');
  return end < 0 ? message.bytes : message.bytes.subarray(0, end + 4);
}

const headerLines = (message: StoredMessage): string[] =>
  headerOf(message)
    .toString('latin1')
    .replace(/\r\n[ \t]+/g, ' ')
    .split('\r\n');

function sectionOf(message: StoredMessage, section: string): Buffer {
  if (section === '') return message.bytes;
  if (section === 'HEADER') return headerOf(message);
  if (section === 'TEXT') return message.bytes.subarray(headerOf(message).length);
  const fields = /^HEADER\.FIELDS \((.*)\)$/.exec(section);
  if (!fields) throw new Refusal(`BAD unknown section ${section}`);
  const names = (fields[1] ?? '').toLowerCase().replaceAll('"', '').split(' ');
  const lines = headerLines(message).filter((line) => names.includes(line.slice(0, line.indexOf(':')).toLowerCase()));
  return Buffer.from([...lines, '', ''].join('\r\n'), 'latin1');
}

/** Date and subject only: enough for lists, the addresses stay NIL. */
function envelope(message: StoredMessage): string {
  const value = (name: string): string => {
    const line = headerLines(message).find((one) => one.toLowerCase().startsWith(`${name}:`));
    const text = line?.slice(name.length + 1).trim();
    return text === undefined || /[^\x20-\x7e]/.test(text) ? 'NIL' : quoted(text);
  };
  return `ENVELOPE (${value('date')} ${value('subject')} NIL NIL NIL NIL NIL NIL NIL ${value('message-id')})`;
}
