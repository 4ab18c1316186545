// Builds the features in the order of the import line and joins their handlers. No mail logic here.
import path from 'node:path';
import { accountHandlers, createAccounts, openMemorySecrets, openSecrets } from './accounts/index.ts';
import { archiveJobs, createArchiveApi, type ArchiveParts } from './archive/index.ts';
import { BlobShelf, createFolder, listFolder, makeFolder, toAppError } from './base/index.ts';
import { defaultSettings, type Settings } from './contract/app.ts';
import type { AppError } from './contract/errors.ts';
import type { Emit, Handlers } from './contract/index.ts';
import { doctorHandlers } from './doctor/index.ts';
import type { Host } from './host.ts';
import { createJobs, jobHandlers } from './jobs/index.ts';
import { createMailApi } from './mail/index.ts';
import { migrateHandlers, migrateJobs } from './migrate/index.ts';
import { openMailStore, openStore, readSetting, writeSetting, type Store } from './store/index.ts';
import { createWinmailApi } from './winmail/index.ts';

export interface Backend {
  readonly handlers: Handlers;
  /** Turns anything into an AppError; what must not cross goes to the log. */
  toAppError(error: unknown): AppError;
  /** Every event for every client; returns its own removal. */
  onEvent(listener: (name: string, payload: unknown) => void): () => void;
  /** Begins to read the accounts' mail, and keeps at it. Without it only what is stored is shown. */
  startMail(): void;
  /** Pauses running jobs where nothing is lost, then closes everything. */
  close(): Promise<void>;
}

/** Throws app.data_dir_in_use, app.data_from_newer_version, disk.*. */
export function createBackend(host: Host): Backend {
  const { dataDir, version, log, storage } = host;
  makeFolder(dataDir, 0o700);
  const listeners = new Set<(name: string, payload: unknown) => void>();
  const emit: Emit = (name, payload) => {
    for (const listener of listeners) listener(name, payload);
  };

  const store = openStore(storage === 'file' ? dataDir : null);
  const blobs = new BlobShelf();
  const secrets = storage === 'file' ? openSecrets(dataDir, log) : openMemorySecrets();
  const accounts = createAccounts({ store, secrets, emit });
  const parts: ArchiveParts = {
    credentials: (accountId) => {
      const { address, settings } = accounts.get(accountId);
      return { address, settings, password: async () => (await accounts.credentials(accountId)).password };
    },
    store,
    journalDir: path.join(dataDir, 'exports'),
    version,
    log,
    emit,
  };
  const moving = { ...parts, spoolDir: dataDir, movesDir: path.join(dataDir, 'moves'), keepsMoves: storage === 'file' };
  const jobs = createJobs({ store, definitions: [...archiveJobs(parts), ...migrateJobs(moving)], emit, log });
  const archive = createArchiveApi(parts, jobs, blobs);
  const winmail = createWinmailApi(blobs);
  const appSettings = (): Settings => ({
    ...defaultSettings,
    ...(JSON.parse(readSetting(store, 'app') ?? '{}') as Partial<Settings>),
  });
  const mailStore = openMailStore(storage === 'file' ? dataDir : null);
  const mail = createMailApi(
    { store: mailStore, accounts: () => accounts.list(), credentials: parts.credentials, dataDir, blobs, emit, log },
    () => appSettings().phishingAddress,
  );
  listeners.add((name) => {
    if (name === 'accounts.changed') mail.accountsChanged();
  });

  return {
    handlers: {
      app: appHandlers(host, store, emit, appSettings),
      accounts: accountHandlers(accounts),
      doctor: doctorHandlers({ accounts, emit, log }),
      archive: archive.handlers,
      winmail: winmail.handlers,
      migrate: migrateHandlers(moving, jobs),
      mail: mail.handlers,
      jobs: jobHandlers(jobs),
      blobs: {
        read: ({ blobId, offset }) => ({ bytes: blobs.read(blobId, offset) }),
        begin: ({ sizeBytes }) => ({ blobId: blobs.begin(sizeBytes) }),
        write: ({ blobId, bytes }) => {
          blobs.write(blobId, bytes);
          return {};
        },
        release: ({ blobId }) => {
          blobs.release(blobId);
          return {};
        },
      },
    },
    toAppError: (error) => toAppError(error, log),
    onEvent(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    startMail: () => mail.start(),
    async close() {
      await jobs.close();
      await archive.close();
      winmail.close();
      await mail.close();
      mailStore.close();
      store.close();
      listeners.clear();
    },
  };
}

function appHandlers(host: Host, store: Store, emit: Emit, settings: () => Settings): Handlers['app'] {
  return {
    info: () => ({
      version: host.version,
      platform: process.platform,
      dataDir: host.dataDir,
      can: host.can ?? { nativeWindowControls: false },
    }),
    settings,
    saveSettings(settings) {
      writeSetting(store, 'app', JSON.stringify(settings));
      emit('settings.changed', settings);
      return settings;
    },
    listFolders: ({ path: folder, files }) => listFolder(folder, files),
    createFolder: async ({ parent, name }) => ({ path: await createFolder(parent, name) }),
  };
}
