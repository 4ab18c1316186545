// A query as SQL: words for the index, everything else as conditions on the messages' columns.
import type { Query, Term } from '../../contract/query.ts';
import type { FolderRole } from '../../contract/shapes.ts';
import { fold, hasWords, isUnspaced, spaced } from './fold.ts';
import type { MailStore } from './open.ts';
import { Flag, IDS_PER_SECOND } from './schema.ts';
import { statement } from './statements.ts';

/** Shorter words are searched whole unless they are the last one, which may be half typed. */
const PREFIX_FROM = 4;

export type Value = string | number;

export interface Plan {
  /** FTS5; null: no words. */
  readonly match: string | null;
  /** On columns of messages, with `values`. */
  readonly conditions: readonly string[];
  readonly values: readonly Value[];
  /** What else holds for a match found here. */
  readonly textConditions: readonly string[];
  readonly textValues: readonly Value[];
  /** What the header decides, of the words: must hold here too for what a server found. FTS5; null: nothing. */
  readonly header: { readonly wanted: string | null; readonly unwanted: string | null };
  readonly words: readonly string[];
}

const quoted = (text: string): string => `"${text.replaceAll('"', ' ')}"`;

/** One phrase for FTS5, which takes it apart by its own rules; null when there is no word in it. */
function phraseOf(text: string, prefix: boolean): string | null {
  const clean = spaced(text).replaceAll('\0', ' ');
  if (!hasWords(clean)) return null;
  return quoted(clean) + (prefix && /[\p{L}\p{N}]$/u.test(clean.trim()) ? ' *' : '');
}

const columnOf = {
  subject: 'subject : ',
  body: 'body : ',
  filename: 'files : ',
  from: 'author : ',
  to: 'people : ',
  cc: 'people : ',
  any: '',
} as const;

const joined = (phrases: readonly string[], by: 'AND' | 'OR'): string | null =>
  phrases.length > 0 ? phrases.map((phrase) => `(${phrase})`).join(` ${by} `) : null;

/** The query in SQL. */
export function planOf(store: MailStore, query: Query): Plan {
  const [wanted, unwanted, words]: [string[], string[], string[]] = [[], [], []];
  const header = { wanted: [] as string[], unwanted: [] as string[] };
  const plan = {
    conditions: [] as string[],
    values: [] as Value[],
    textConditions: [] as string[],
    textValues: [] as Value[],
  };
  const add = (term: Term, condition: string, ...values: Value[]): void => {
    plan.conditions.push(term.not ? `NOT (${condition})` : condition);
    plan.values.push(...values);
  };
  const flag = (term: Term, bit: number, set: boolean): void => {
    const asked = set !== term.not;
    // As the partial index of starred messages is written.
    plan.conditions.push(asked && bit === Flag.flagged ? `flags & ${bit}` : `flags & ${bit} ${asked ? '<>' : '='} 0`);
  };
  for (const [index, term] of query.terms.entries()) {
    switch (term.kind) {
      case 'words':
      case 'person': {
        const prefix =
          term.kind === 'person' ||
          (!term.phrase &&
            (index === query.terms.length - 1 || term.text.length >= PREFIX_FROM || isUnspaced(term.text)));
        const phrase = phraseOf(term.text, prefix);
        if (phrase === null) break;
        const inHeader = term.field !== 'any' && term.field !== 'body';
        if (term.field === 'cc') {
          add(term, CC, `%${fold(term.text).replace(/[\\%_]/g, '\\$&')}%`);
          offerFold(store);
        }
        // Somebody who got no copy may still be among the other recipients.
        if (term.field !== 'cc' || !term.not) {
          (term.not ? unwanted : wanted).push(columnOf[term.field] + phrase);
          if (inHeader) header[term.not ? 'unwanted' : 'wanted'].push(columnOf[term.field] + phrase);
        }
        if (!term.not && term.field !== 'filename') words.push(term.text);
        break;
      }
      case 'in':
        plan.conditions.push(`folder_id ${term.not ? 'NOT ' : ''}IN (SELECT value FROM json_each(?))`);
        plan.values.push(JSON.stringify(foldersNamed(store, term.text)));
        break;
      case 'has':
        flag(term, Flag.files, true);
        break;
      case 'is':
        if (term.what === 'unread' || term.what === 'read') flag(term, Flag.seen, term.what === 'read');
        else flag(term, term.what === 'starred' ? Flag.flagged : Flag.answered, true);
        break;
      case 'before':
      case 'after':
        plan.conditions.push(`id ${(term.kind === 'before') !== term.not ? '<' : '>='} ?`);
        plan.values.push(firstIdOf(term.day));
        break;
      case 'larger':
        add(term, 'size > ?', term.bytes);
        break;
      case 'smaller':
        add(term, 'size < ?', term.bytes);
        break;
      case 'list':
        add(term, `list_id LIKE ? ESCAPE '\\'`, `%${term.text.replace(/[\\%_]/g, '\\$&')}%`);
        break;
    }
  }
  let match = joined(wanted, 'AND');
  const never = joined(unwanted, 'OR');
  if (match !== null && never !== null) match = `(${match}) NOT (${never})`;
  else if (never !== null) {
    plan.textConditions.push('id NOT IN (SELECT rowid FROM words WHERE words MATCH ?)');
    plan.textValues.push(never);
  }
  return {
    match,
    ...plan,
    header: { wanted: joined(header.wanted, 'AND'), unwanted: joined(header.unwanted, 'OR') },
    words,
  };
}

/** The index knows recipients as one; who got a copy is in the row. */
const CC = `EXISTS (SELECT 1 FROM json_each(messages.people, '$.cc') AS person
  WHERE fold((person.value ->> 0) || ' ' || (person.value ->> 1)) LIKE ? ESCAPE '\\')`;

const folding = new WeakSet<MailStore>();
function offerFold(store: MailStore): void {
  if (folding.has(store)) return;
  folding.add(store);
  store.database.function('fold', { deterministic: true }, (text) => fold(String(text ?? '')));
}

/** The first id of a local day. */
function firstIdOf(day: string): number {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return Math.max(0, Math.floor(new Date(year, month - 1, date).getTime() / 1000)) * IDS_PER_SECOND;
}

/** How people call special folders, in both languages, without accents. */
const roleWords: Readonly<Record<FolderRole, readonly string[]>> = {
  inbox: ['inbox', 'boite de reception', 'reception'],
  sent: ['sent', 'envoyes', 'messages envoyes'],
  drafts: ['drafts', 'draft', 'brouillons', 'brouillon'],
  archive: ['archive', 'archives'],
  junk: ['junk', 'spam', 'indesirables', 'courrier indesirable', 'pourriel'],
  trash: ['trash', 'bin', 'corbeille'],
  all: ['all', 'tous', 'all mail', 'tous les messages'],
  flagged: ['starred', 'flagged', 'suivis'],
  important: ['important', 'importants'],
};

/** Folders whose role, whole name or any word of it begins so. */
export function foldersNamed(store: MailStore, text: string): number[] {
  const asked = fold(text).trim();
  const rows = statement(store, 'SELECT id, role, names, path FROM folders').all() as unknown as {
    id: number;
    role: FolderRole | null;
    names: string;
    path: string;
  }[];
  return rows
    .filter(({ role, names, path }) => {
      if (role !== null && roleWords[role].some((word) => word.startsWith(asked))) return true;
      const list = JSON.parse(names) as string[];
      const last = fold(list.at(-1) ?? '');
      const whole = [fold(list.join('/')), fold(path)];
      return (
        last.startsWith(asked) ||
        last.split(/[^\p{L}\p{N}]+/u).some((word) => word.startsWith(asked)) ||
        whole.includes(asked)
      );
    })
    .map(({ id }) => id);
}
