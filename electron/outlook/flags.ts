// What Outlook remembers about a message, as IMAP flags and keywords.
import { numberOf, textOf, type PropertyBag } from '../tnef/index.ts';

/** PidTagMessageFlags, PidTagFlagStatus, PidTagLastVerbExecuted ([MS-OXCMSG] 2.2.1.6, [MS-OXOFLAG] 2.2.1.1, [MS-OXOMSG] 2.2.1.52). */
const [MESSAGE_FLAGS, FLAG_STATUS, LAST_VERB] = [0x0e07, 0x1090, 0x1081];
/** PidTagMessageClass, PidTagClientSubmitTime. */
const [MESSAGE_CLASS, SUBMITTED] = [0x001a, 0x0039];
const [READ, UNSENT] = [0x01, 0x08];
const FLAGGED = 2;
const [REPLIED, REPLIED_TO_ALL, FORWARDED] = [102, 103, 104];
const PS_PUBLIC_STRINGS = '00020329-0000-0000-C000-000000000046';
const MAX_CATEGORIES = 20;

export function flagsOf(bag: PropertyBag): string[] {
  const flags: string[] = [];
  const bits = numberOf(bag.get(MESSAGE_FLAGS)) ?? 0;
  const verb = numberOf(bag.get(LAST_VERB));
  if ((bits & READ) !== 0) flags.push('\\Seen');
  if ((bits & UNSENT) !== 0 && isLetter(bag) && bag.get(SUBMITTED) === undefined) flags.push('\\Draft');
  if (numberOf(bag.get(FLAG_STATUS)) === FLAGGED) flags.push('\\Flagged');
  if (verb === REPLIED || verb === REPLIED_TO_ALL) flags.push('\\Answered');
  if (verb === FORWARDED) flags.push('$Forwarded');
  const categories = bag.named(PS_PUBLIC_STRINGS, 'Keywords');
  for (const each of categories?.type === 'many' ? categories.values.slice(0, MAX_CATEGORIES) : []) {
    const keyword = each.type === 'string' ? keywordOf(each.value) : '';
    if (keyword !== '' && !flags.includes(keyword)) flags.push(keyword);
  }
  return flags;
}

/** Contacts and the like are unsent too; a draft is a letter. */
const isLetter = (bag: PropertyBag): boolean => /^ipm\.note\b/i.test(textOf(bag.get(MESSAGE_CLASS)) ?? '');

/** A keyword is an atom of ASCII (RFC 9051 §9, flag-keyword): accents go, what cannot stand in one becomes "_". */
const keywordOf = (category: string): string =>
  category
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/[^A-Za-z0-9$.-]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, 60);
