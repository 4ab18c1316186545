// A folder that cannot be read as a whole: empty in every count, one failed line when its turn comes.
import type { AppError } from '../contract/errors.ts';
import type { FolderRole } from '../contract/shapes.ts';
import type { LocalFolder } from './local-source.ts';

export interface PlacedFolder {
  readonly id: string;
  readonly account: string;
  readonly names: readonly string[];
  readonly role: FolderRole | null;
  readonly file: string;
}

export const brokenFolder = ({ id, account, names, role, file }: PlacedFolder, error: AppError): LocalFolder => ({
  folder: { id, account, names, path: file, role, messages: 0, sizeBytes: null, uidValidity: null, separator: '/' },
  list: () => Promise.reject(error),
});
