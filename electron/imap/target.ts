// Where restored folders go in a mailbox: its own separator and prefix, its own special folders, names it accepts.
import type { FolderRole } from '../contract/shapes.ts';
import type { TransferFolder } from '../transfer/index.ts';
import { refusedError, Refusal } from './errors.ts';
import { folderRoles } from './folders.ts';
import { guessedRole } from './names.ts';
import type { ImapSession } from './session.ts';

export interface TargetMailbox {
  readonly prefix: string;
  readonly separator: string | null;
  /** Paths that exist and can hold messages. */
  readonly paths: Set<string>;
  /** Which path has a role. */
  readonly byRole: ReadonlyMap<FolderRole, string>;
}

export async function readTarget(session: ImapSession): Promise<TargetMailbox> {
  const { folders } = await session.list();
  const usable = folders.filter(
    ({ attributes }) => !attributes.some((word) => /^\\(?:noselect|nonexistent)$/i.test(word)),
  );
  const roles = folderRoles(usable, session.prefix);
  const separator = session.separator ?? folders.find((folder) => folder.separator)?.separator ?? null;
  return {
    prefix: session.prefix,
    separator,
    paths: new Set(usable.map(({ path }) => path)),
    byRole: new Map([...roles].map(([path, role]) => [role, path])),
  };
}

/**
 * The path a folder is restored to. `under` null: special folders go to the target's own by role, the others to the same
 * names; else everything goes below that folder, names unchanged. `strict` also replaces what some servers refuse.
 */
export function targetPath(
  mailbox: TargetMailbox,
  folder: Pick<TransferFolder, 'names' | 'role'>,
  under: string | null,
  strict = false,
): string {
  const { prefix, separator, byRole } = mailbox;
  const clean = (name: string): string => cleanName(name, separator, strict);
  const join = (names: readonly string[]): string => prefix + names.map(clean).join(separator ?? '-');
  const names = folder.names.length ? folder.names : ['INBOX'];
  if (under !== null) return join([...under.split('/').filter(Boolean), ...names]);
  const known = folder.role ? byRole.get(folder.role) : undefined;
  if (known !== undefined) return known;
  const [top = '', ...below] = names;
  if (top.toUpperCase() === 'INBOX') {
    if (below.length === 0) return 'INBOX';
    // A prefix like "INBOX." puts everything below the inbox already.
    return prefix.toUpperCase().startsWith('INBOX')
      ? join(below)
      : ['INBOX', ...below.map(clean)].join(separator ?? '-');
  }
  if (
    /^\[(?:gmail|google mail)\]$/i.test(top) &&
    below.length &&
    ![...mailbox.paths].some((path) => path.startsWith(top))
  )
    return targetPath(mailbox, { names: below, role: folder.role }, null, strict);
  // What lies below "Sent" goes below the target's own Sent, whatever its name.
  const role = below.length ? guessedRole(top) : null;
  const parent = role ? byRole.get(role) : undefined;
  if (parent !== undefined && separator) return [parent, ...below.map(clean)].join(separator);
  return join(names);
}

function cleanName(name: string, separator: string | null, strict: boolean): string {
  // eslint-disable-next-line no-control-regex -- control characters are what has to go
  let clean = name.replace(/[\0-\x1f\x7f]/g, '').trim();
  if (separator) clean = clean.replaceAll(separator, '_');
  // LIST wildcards cannot be asked for by name.
  clean = clean.replace(/[*%]/g, '_');
  if (strict) clean = clean.replace(/[./\\~#&"]/g, '_');
  return clean === '' ? '_' : clean;
}

/** Makes the folder if it is not there and subscribes it; returns its path. Throws imap.refused, Refusal for throttling never. */
export async function ensureFolder(
  session: ImapSession,
  mailbox: TargetMailbox,
  folder: Pick<TransferFolder, 'names' | 'role'>,
  under: string | null,
): Promise<string> {
  let refusal: Refusal | null = null;
  // Old servers that keep everything below the inbox do not say so (no NAMESPACE): their refusal does.
  const belowInbox = { ...mailbox, prefix: `INBOX${mailbox.separator ?? '.'}` };
  const attempts: [TargetMailbox, boolean][] = [
    [mailbox, false],
    [mailbox, true],
    ...(mailbox.prefix === '' && !session.capabilities.has('NAMESPACE')
      ? ([
          [belowInbox, false],
          [belowInbox, true],
        ] as [TargetMailbox, boolean][])
      : []),
  ];
  for (const [box, strict] of attempts) {
    const path = targetPath(box, folder, under, strict);
    if (!mailbox.paths.has(path)) {
      try {
        await session.wire.run(['CREATE ', session.name(path)]);
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        if (!isThere(error)) {
          refusal ??= error;
          continue;
        }
      }
      mailbox.paths.add(path);
      await session.wire.run(['SUBSCRIBE ', session.name(path)]).catch((error: unknown) => {
        if (!(error instanceof Refusal)) throw error;
      });
    }
    return path;
  }
  throw refusal ? refusedError(refusal, session.host) : new Error('imap: no folder was made');
}

const isThere = ({ code, text }: Refusal): boolean => code === 'ALREADYEXISTS' || /already exists|exists/i.test(text);
