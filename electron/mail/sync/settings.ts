// What is kept here of each account's mail.
import type { SyncSettings } from '../../contract/mail.ts';
import {
  IDS_PER_SECOND,
  readSyncSettings,
  writeSyncSettings,
  type FolderRecord,
  type MailStore,
} from '../../store/index.ts';

const usual: SyncSettings = { keep: 'recent', months: 12, authservId: null };

export function syncSettings(store: MailStore, accountId: string): SyncSettings {
  const saved = readSyncSettings(store, accountId);
  if (saved === null) return usual;
  return { ...usual, ...(JSON.parse(saved) as Partial<SyncSettings>) };
}

export function saveSyncSettings(store: MailStore, accountId: string, settings: SyncSettings): SyncSettings {
  writeSyncSettings(store, accountId, JSON.stringify(settings));
  return settings;
}

/** Texts of the folder's messages with ids from here on are wanted; null: of none. */
export function wantedFrom(settings: SyncSettings, folder: FolderRecord, now: number): number | null {
  const keep = folder.keep ?? settings.keep;
  if (keep === 'everything') return 0;
  if (keep === 'headers') return null;
  // Junk and trash are read on demand: nobody searches their texts.
  if (folder.keep === null && (folder.role === 'junk' || folder.role === 'trash')) return null;
  const since = new Date(now);
  since.setUTCMonth(since.getUTCMonth() - settings.months);
  return Math.max(0, Math.floor(since.getTime() / 1000)) * IDS_PER_SECOND;
}
