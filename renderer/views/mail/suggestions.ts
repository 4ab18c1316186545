// What the search box proposes for the word being written: people, folders, operators, and at the start recent searches.
import type { MailFolder, Person } from '../../api.ts';
import { folderName, folderPath } from '../../text/folder-name.ts';
import { searchWords as t } from '../../text/mail-search.ts';
import type { IconName } from '../../ui/index.ts';
import { splitAtHits } from '../archive/sender.ts';

export interface Suggestion {
  readonly group: string;
  readonly icon: IconName;
  readonly label: string;
  readonly detail: string;
  /** Takes the place of the word being written; with `whole`, of everything. */
  readonly insert: string;
  readonly whole: boolean;
}

const quoted = (text: string): string => (/\s/.test(text) ? `"${text.replaceAll('"', '')}"` : text);
const operators = (): { insert: string; label: string; icon: IconName }[] => [
  { insert: 'from:', label: t.operator.from, icon: 'users' },
  { insert: 'to:', label: t.operator.to, icon: 'send' },
  { insert: 'subject:', label: t.operator.subject, icon: 'doc' },
  { insert: 'in:', label: t.operator.in, icon: 'folder' },
  { insert: 'is:unread', label: t.operator.unread, icon: 'mail' },
  { insert: 'is:starred', label: t.operator.starred, icon: 'star' },
  { insert: 'has:attachment', label: t.operator.attachment, icon: 'clip' },
  { insert: 'filename:', label: t.operator.filename, icon: 'file' },
  { insert: 'after:', label: t.operator.after, icon: 'calendar' },
  { insert: 'before:', label: t.operator.before, icon: 'calendar' },
  { insert: 'larger:', label: t.operator.larger, icon: 'disk' },
];

const FEW = 4;
const has = (text: string, part: string): boolean => splitAtHits(text, part).some(({ hit }) => hit);

/** The operator that stands before what is written, as its words are in either language. */
const before = (word: string): { operator: string; value: string } => {
  const [, operator = '', value = word] = /^-?(\p{L}+):"?(.*)$/su.exec(word) ?? [];
  return { operator: operator.toLowerCase(), value };
};

export function suggest(
  word: string,
  empty: boolean,
  people: readonly Person[],
  folders: readonly MailFolder[],
  recent: readonly string[],
  /** The folder that is shown, to stay in it; null elsewhere. */
  here: MailFolder | null,
): Suggestion[] {
  const { operator, value } = before(word);
  const person =
    (field: string) =>
    (one: Person): Suggestion => ({
      group: t.people,
      icon: 'users',
      label: one.name || one.address,
      detail: one.name ? one.address : '',
      insert: `${field}:${quoted(one.address)}`,
      whole: false,
    });
  const folder = (one: MailFolder): Suggestion => ({
    group: t.folders,
    icon: 'folder',
    label: folderPath(one),
    detail: '',
    insert: `in:${quoted(folderName(one))}`,
    whole: false,
  });
  if (/^(from|de|to|a|cc)$/.test(operator)) return people.slice(0, 8).map(person(operator));
  if (/^(in|dans)$/.test(operator))
    return distinct(folders.filter((one) => !value || has(folderPath(one), value)).map(folder)).slice(0, 8);
  if (operator) return [];
  const all = operators().map(({ insert, label, icon }) => ({
    group: t.operators,
    icon,
    label,
    detail: insert,
    insert,
    whole: false,
  }));
  if (!word) {
    const before = recent.map((query) => ({
      group: t.recent,
      icon: 'history' as const,
      label: query,
      detail: '',
      insert: query,
      whole: true,
    }));
    return empty ? [...(here ? [folder(here)] : []), ...before.slice(0, FEW), ...all.slice(0, 7)] : all.slice(0, 7);
  }
  return [
    ...people.slice(0, FEW).map(person('from')),
    ...distinct(folders.filter((one) => has(folderPath(one), word)).map(folder)).slice(0, FEW),
    ...all.filter((one) => one.insert.startsWith(word.toLowerCase()) || has(one.label, word)).slice(0, FEW),
  ];
}

const distinct = (list: Suggestion[]): Suggestion[] => [...new Map(list.map((one) => [one.insert, one])).values()];
