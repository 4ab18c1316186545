// .eml and .msg files as a source: one file, or a folder of them with all that lies below.
import path from 'node:path';
import { AppError } from '../../contract/errors.ts';
import type { Source } from '../../transfer/index.ts';
import { fileFolder } from '../file-folder.ts';
import { withRoles } from '../folder-roles.ts';
import { createLocalSource } from '../local-source.ts';
import { emlFile, findEmlFolders, openEmlFolder, readEmlFile } from './tree.ts';

/** Throws (from folders) disk.*, migrate.not_mail, migrate.no_access. */
export function createEmlSource(root: string): Source {
  const account = path.basename(root);
  return createLocalSource(async (signal) => {
    const place = (names: readonly string[]) => ({
      account,
      names: names.length > 0 ? names : [account.normalize('NFC')],
      role: null,
    });
    const found = await findEmlFolders(root, place, signal);
    if (found.length === 0) throw new AppError('migrate.not_mail', { path: root });
    return Promise.all(withRoles(found).map(openEmlFolder));
  });
}

/** One message file, whatever its ending. */
export function createSingleMessageSource(file: string): Source {
  const name = path.basename(file);
  const files = [emlFile({ name, path: file })];
  const names = [path.basename(path.dirname(file)) || name];
  return createLocalSource(async () => [
    await fileFolder(
      { id: name, account: name, names, path: file, role: null, separator: '/' },
      files,
      () => Promise.resolve(files),
      readEmlFile,
    ),
  ]);
}
