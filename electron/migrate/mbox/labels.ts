// A Gmail message has many labels; in a mailbox of folders it lies in one place, once. The place is where a person would
// look first, its other labels of their own become keywords.
import type { FolderRole } from '../../contract/shapes.ts';
import { categoryPrefix, gmailLabels } from './gmail-label-table.ts';

export interface LabelledPlace {
  readonly names: readonly string[];
  readonly role: FolderRole | null;
  readonly flags: readonly string[];
}

const PLACES = [
  ['trash', 'Trash'],
  ['junk', 'Spam'],
  ['drafts', 'Drafts'],
  ['sent', 'Sent'],
  ['inbox', 'INBOX'],
] as const;

/** Bin, spam, drafts, sent, inbox, in this order; else the first label of the person's own; else the archive. */
export function placeOfLabels(labels: readonly string[]): LabelledPlace {
  const places = new Set<FolderRole>();
  const flags = new Set<string>();
  const own: string[] = [];
  let unread = false;
  for (const label of labels) {
    const folded = label.toLowerCase();
    const known = gmailLabels.get(folded);
    if (!known) {
      if (!categoryPrefix.test(folded)) own.push(label);
    } else if ('place' in known) places.add(known.place);
    else if ('flag' in known) flags.add(known.flag);
    else unread ||= known.state === 'unread';
  }
  if (!unread) flags.add('\\Seen');
  if (places.has('drafts')) flags.add('\\Draft');
  const place = PLACES.find(([role]) => places.has(role));
  const folder = place ? null : own.shift();
  for (const label of own) {
    const keyword = keywordOf(label);
    if (keyword) flags.add(keyword);
  }
  if (place) return { names: [place[1]], role: place[0], flags: [...flags] };
  const names = (folder ?? '').split('/').filter((name) => name.trim() !== '');
  return names.length > 0
    ? { names, role: null, flags: [...flags] }
    : { names: ['Archive'], role: 'archive', flags: [...flags] };
}

/** A label as an IMAP keyword (an atom, RFC 9051 §9): accents and spaces go; null when nothing readable is left. */
export function keywordOf(label: string): string | null {
  const keyword = label
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^A-Za-z0-9!#$&'+\-./:;<=>?@^_`|~]+/g, '_')
    .slice(0, 60);
  return /[A-Za-z0-9]/.test(keyword) ? keyword : null;
}
