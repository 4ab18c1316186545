// Where each folder goes, computed from one survey of both sides and what the person changed since. Pure, so that
// changing a place needs no new sign-in.
import type { FolderRole, MovePlan } from '../api.ts';

export type PlanFolder = MovePlan['folders'][number];

export interface MoveChoices {
  /** The one folder that everything goes below; null matches by role and name. */
  readonly under: string | null;
  readonly leaveOut: { has(role: FolderRole): boolean };
  /** Names from the top by folder id; [] = it stays. */
  readonly places: { get(folderId: string): readonly string[] | undefined };
}

/** A folder that the target has already. */
export interface TargetFolder {
  readonly names: readonly string[];
  readonly role: FolderRole | null;
  readonly messages: number;
}

const ORDER: readonly (FolderRole | null)[] = [
  'inbox',
  'sent',
  'drafts',
  'flagged',
  'important',
  'all',
  null,
  'archive',
  'junk',
  'trash',
];

/** Special folders of all sources first, so that what will be merged stands together; the others as they came. */
export const inMoveOrder = (folders: readonly PlanFolder[]): readonly PlanFolder[] =>
  [...folders].sort((a, b) => ORDER.indexOf(a.role) - ORDER.indexOf(b.role));

export interface Destination {
  readonly key: string;
  readonly names: readonly string[];
  readonly role: FolderRole | null;
  readonly isNew: boolean;
  /** What stands there now. */
  readonly present: number;
  readonly folders: readonly PlanFolder[];
  /** What comes in. */
  readonly messages: number;
}

export interface MoveMap {
  readonly destinations: readonly Destination[];
  readonly going: readonly PlanFolder[];
  readonly staying: readonly PlanFolder[];
  readonly messages: number;
  /** null when a size is unknown. */
  readonly sizeBytes: number | null;
}

/** A sum of counts of which some may be unknown. */
export interface Counted {
  readonly known: number;
  readonly complete: boolean;
}

export function countedIn(folders: readonly PlanFolder[], of: (folder: PlanFolder) => number | null): Counted {
  const counts = folders.map(of);
  return {
    known: counts.reduce<number>((sum, count) => sum + (count ?? 0), 0),
    complete: !counts.includes(null),
  };
}

const SEPARATOR = '\u0000';
/** Servers know the inbox by one name, in any case (RFC 9051 §5.1). */
export const placeKey = (names: readonly string[]): string =>
  names.map((name, i) => (i === 0 && name.toUpperCase() === 'INBOX' ? 'INBOX' : name)).join(SEPARATOR);

/** The names a folder goes to; [] = it stays. `folder.target` is the match of a plan that leaves nothing out. */
export function placeOf(folder: PlanFolder, choices: MoveChoices): readonly string[] {
  const own = choices.places.get(folder.id);
  if (own) return own;
  if (folder.role && choices.leaveOut.has(folder.role)) return [];
  if (choices.under !== null) return [...choices.under.split('/').filter(Boolean), ...folder.names];
  return folder.target?.names ?? folder.names;
}

/** Destinations in the order of the folders that go there first. */
export function mapOf(folders: readonly PlanFolder[], targets: readonly TargetFolder[], choices: MoveChoices): MoveMap {
  const known = new Map(targets.map((target) => [placeKey(target.names), target]));
  const matched = new Map(folders.flatMap(({ target }) => (target ? [[placeKey(target.names), target] as const] : [])));
  const groups = new Map<string, { names: readonly string[]; folders: PlanFolder[] }>();
  const staying: PlanFolder[] = [];
  for (const folder of folders) {
    const names = placeOf(folder, choices);
    if (names.length === 0) {
      staying.push(folder);
      continue;
    }
    const group = groups.get(placeKey(names));
    if (group) group.folders.push(folder);
    else groups.set(placeKey(names), { names, folders: [folder] });
  }
  const destinations = [...groups].map(([key, group]): Destination => {
    const target = known.get(key);
    const match = matched.get(key);
    return {
      key,
      names: group.names,
      role: target?.role ?? (key === 'INBOX' ? 'inbox' : null),
      isNew: !target && (match?.isNew ?? key !== 'INBOX'),
      present: target?.messages ?? match?.messages ?? 0,
      folders: group.folders,
      messages: group.folders.reduce((sum, { messages }) => sum + messages, 0),
    };
  });
  const going = destinations.flatMap((destination) => destination.folders);
  return {
    destinations,
    going,
    staying,
    messages: going.reduce((sum, { messages }) => sum + messages, 0),
    sizeBytes: going.reduce<number | null>(
      (sum, { sizeBytes }) => (sum === null || sizeBytes === null ? null : sum + sizeBytes),
      0,
    ),
  };
}
