// What the options of "migrate" mean: sources, the day since when, special folders, and where single folders go.
import path from 'node:path';
import { AppError, type Language } from '../../contract/errors.ts';
import { markChoices, type FoundStore, type MarkChoice, type MoveSource } from '../../contract/migrate.ts';
import { folderRoles, type FolderRole } from '../../contract/shapes.ts';
import { parseAccountUrl } from './account-url.ts';
import type { Request } from './session.ts';
import { wordsOf } from './words-table.ts';

type StoreKind = FoundStore['store'];

const wrong = (reason: string): AppError => new AppError('usage.invalid', { reason });

/** Each kind of store has an option of its own; --from recognises what lies at a path. */
export const storeOptions = {
  'from-pst': 'outlook',
  'from-apple-mail': 'apple-mail',
  'from-thunderbird': 'thunderbird',
  'from-windows-live': 'windows-live',
  'from-mbox': 'mbox',
  'from-maildir': 'maildir',
  'from-eml': 'eml',
} as const satisfies Record<string, StoreKind>;

const sameKind = Object.entries(storeOptions) as [keyof typeof storeOptions, StoreKind][];
/** The option that takes this kind of store. */
export const optionOf = (store: StoreKind): string => sameKind.find(([, kind]) => kind === store)?.[0] ?? 'from';

/** What is moved from: every --from first, then the others by option. Throws usage.invalid. */
export function moveSources({ args, language }: Pick<Request, 'args' | 'language'>): MoveSource[] {
  const local = (text: string, store: StoreKind | null): MoveSource => {
    if (text === '') throw wrong(wordsOf(language).badFrom(text));
    return { kind: 'local', path: path.resolve(text), store };
  };
  return [
    ...args.values('from').map((text): MoveSource => {
      if (!/^[a-z0-9]+:\/\//i.test(text)) return local(text, null);
      const allowInsecure = args.has('allow-insecure');
      const { address, server } = parseAccountUrl(text, 'from', 'pop', allowInsecure, language);
      return { kind: 'pop3', address, server, allowInsecure };
    }),
    ...sameKind.flatMap(([option, store]) => args.values(option).map((text) => local(text, store))),
    ...args.values('from-malle').map((text): MoveSource => ({ kind: 'archive', path: path.resolve(text) })),
  ];
}

/** The first moment of that day here, ms since 1970; null when nothing was given. Throws usage.invalid. */
export function parseSince(text: string | null, language: Language): number | null {
  if (text === null) return null;
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text)?.map(Number) ?? [];
  const date = new Date(year ?? Number.NaN, (month ?? 0) - 1, day);
  // A 31st of February would quietly become a day in March.
  if (Number.isNaN(date.getTime()) || date.getMonth() !== (month ?? 0) - 1) throw wrong(wordsOf(language).badSince);
  return date.getTime();
}

/** Throws usage.invalid. */
export function parseMarks(text: string | null, language: Language): MarkChoice {
  const found = markChoices.find((known) => known === (text ?? 'kept').toLowerCase());
  if (!found) throw wrong(wordsOf(language).badMarks(text ?? '', markChoices));
  return found;
}

/** "junk,trash" as roles. Throws usage.invalid. */
export function parseRoles(text: string | null, language: Language): FolderRole[] {
  const given = (text ?? '').split(',').map((word) => word.trim().toLowerCase());
  return given.filter(Boolean).map((word) => {
    const role = folderRoles.find((known) => known === word);
    if (!role) throw wrong(wordsOf(language).badRole(word, folderRoles));
    return role;
  });
}

/** "Sent=Archive/2009" split at its last "=" that has something before it; an empty DEST leaves the folder out. */
export function parseMapping(text: string): { from: string; to: string[] } {
  const at = text.lastIndexOf('=');
  return {
    from: text.slice(0, at),
    to: text
      .slice(at + 1)
      .split('/')
      .filter(Boolean),
  };
}
