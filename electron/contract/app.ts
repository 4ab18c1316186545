// The program itself: version, abilities of the shell, settings, and folders of this computer for the pickers.
import * as v from 'valibot';
import { call, event } from './define.ts';
import { Bytes, Nothing } from './shapes.ts';

const MinuteOfDay = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1439));

export const Settings = v.object({
  /** 'auto' follows the system. */
  language: v.picklist(['auto', 'en', 'fr']),
  appearance: v.picklist(['system', 'light', 'dark']),
  /** Height of rows in the mail. */
  density: v.picklist(['comfortable', 'compact']),
  /** One row per thread, or one per message. */
  threads: v.boolean(),
  /** Single letters as shortcuts. */
  letterKeys: v.boolean(),
  notifications: v.object({
    on: v.boolean(),
    /** Minutes after midnight, local time, between which nothing is announced; null: always announced. */
    quiet: v.nullable(v.object({ from: MinuteOfDay, to: MinuteOfDay })),
  }),
  /** Where reported phishing goes; '' = the report button asks for it. */
  phishingAddress: v.pipe(v.string(), v.maxLength(320)),
});
export type Settings = v.InferOutput<typeof Settings>;

export const defaultSettings: Settings = {
  language: 'auto',
  appearance: 'system',
  density: 'comfortable',
  threads: true,
  letterKeys: true,
  notifications: { on: false, quiet: null },
  phishingAddress: '',
};

const Place = v.object({
  name: v.string(),
  path: v.string(),
  kind: v.picklist(['home', 'documents', 'desktop', 'downloads', 'disk']),
});

export const app = {
  info: call(
    Nothing,
    v.object({
      version: v.string(),
      platform: v.string(),
      dataDir: v.string(),
      /** What this shell can do beyond the web platform: data, so the page never asks which shell it is in. */
      can: v.object({ nativeWindowControls: v.boolean() }),
    }),
  ),
  settings: call(Nothing, Settings),
  saveSettings: call(Settings, Settings),
  /** Folders and files under a path; null means the usual places. */
  listFolders: call(
    v.object({
      path: v.nullable(v.string()),
      /** 'archives' (.malle, .zip) unless said otherwise. */
      files: v.optional(v.picklist(['archives', 'all'])),
    }),
    v.object({
      path: v.nullable(v.string()),
      parent: v.nullable(v.string()),
      places: v.array(Place),
      folders: v.array(v.object({ name: v.string(), path: v.string() })),
      files: v.array(v.object({ name: v.string(), path: v.string(), sizeBytes: Bytes, modifiedAt: v.number() })),
      /** null when the place cannot say. */
      freeBytes: v.nullable(Bytes),
      writable: v.boolean(),
    }),
  ),
  createFolder: call(
    v.object({ parent: v.string(), name: v.pipe(v.string(), v.minLength(1), v.maxLength(120)) }),
    v.object({ path: v.string() }),
  ),
};

export const appEvents = { 'settings.changed': event(Settings) };
