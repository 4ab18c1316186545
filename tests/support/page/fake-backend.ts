// A program that answers the whole contract from sample data, so that the page can be looked at and tested alone. What
// it plays is chosen by the page's address: see Scenario.
import { certificateHtml } from '../../../electron/archive/certificate.ts';
import type { Account, ProbeReport, ProbeStep, Vault } from '../../../electron/contract/accounts.ts';
import { probeSteps } from '../../../electron/contract/accounts.ts';
import { defaultSettings, type Settings } from '../../../electron/contract/app.ts';
import { AppError, type ErrorCode } from '../../../electron/contract/errors.ts';
import type { Handlers } from '../../../electron/contract/index.ts';
import { fakeJobs, at } from './fake-jobs.ts';
import { fakeMail, type FakeMail } from './fake-mail.ts';
import { fakeMigrate, type Moving } from './fake-migrate.ts';
import { fakeWinmail } from './fake-winmail.ts';
import { exportResult, extractResult, restoreResult, verifyResult } from './fake-results.ts';
import {
  archiveFolders,
  foldersOf,
  knownArchives,
  proposal,
  sampleAccounts,
  sampleMessages,
  type SampleMessage,
} from './sample.ts';

export interface Scenario {
  /** No account, no archive. */
  readonly empty: boolean;
  readonly language: 'auto' | 'en' | 'fr';
  readonly appearance: 'system' | 'light' | 'dark';
  readonly density: 'comfortable' | 'compact';
  /** What a move finds. */
  readonly moving: Moving;
  /** 'silent': no message's text ever comes. */
  readonly server: 'ok' | 'silent';
  readonly vault: 'keychain' | 'new' | 'locked';
  /** What the account check ends with; 'ok' or an error code (refusals come at sign-in, others at connect). */
  readonly probe: 'ok' | ErrorCode;
  /** A job that is there from the start. */
  readonly job: 'none' | 'running' | 'paused' | 'failed' | 'done' | 'partial';
  /** Seconds a whole job takes. */
  readonly seconds: number;
}

export const PHRASE = 'correct horse battery staple';

const wait = (ms: number, signal?: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(new AppError('cancelled'));
    });
  });

export function fakeBackend(
  scenario: Scenario,
  emit: (name: string, payload: unknown) => void,
  mail: FakeMail = fakeMail(scenario.empty, emit),
): Handlers {
  const now = Date.now();
  let settings: Settings = {
    ...defaultSettings,
    language: scenario.language,
    appearance: scenario.appearance,
    density: scenario.density,
  };
  let accounts: Account[] = scenario.empty ? [] : [...sampleAccounts];
  let known = scenario.empty ? [] : knownArchives(now);
  let vault: Vault =
    scenario.vault === 'keychain'
      ? { kind: 'keychain', state: 'open', name: 'Trousseau GNOME' }
      : { kind: 'sealed-file', state: scenario.vault, name: 'secrets.age' };
  const messages = sampleMessages(now);
  const jobs = fakeJobs(emit, scenario.seconds);
  const firstPath = '/home/claire/Sauvegardes/claire-morel 2026-11-21.malle';

  if (scenario.job !== 'none') {
    const missing = scenario.job === 'partial' ? 2 : 0;
    const { jobId } = jobs.start('export', firstPath, ['orange', 'atelier'], (job) => exportResult(job, missing));
    const { progress } = jobs.get(jobId);
    const error =
      scenario.job === 'failed' ? new AppError('disk.full', { path: '/home/claire/Sauvegardes' }).toData() : null;
    if (scenario.job === 'paused')
      jobs.set(jobId, { state: 'paused', progress: progress && at(progress, 0.41), needs: 'key' });
    if (scenario.job === 'failed')
      jobs.set(jobId, { state: 'failed', progress: progress && at(progress, 0.41), error, finishedAt: now });
    if (scenario.job === 'done' || scenario.job === 'partial') {
      const ended = { ...jobs.get(jobId), progress: progress && at(progress, 1), finishedAt: now };
      jobs.set(jobId, { ...ended, state: 'done', result: exportResult(ended, missing) });
    }
  }

  async function probe(input: Parameters<Handlers['doctor']['probe']>[0], signal: AbortSignal): Promise<ProbeReport> {
    const { imap, smtp } = input.settings;
    const refusal = scenario.probe.startsWith('account.');
    const steps: ProbeStep[] = [];
    let failed = false;
    for (const [i, name] of probeSteps.entries()) {
      const breaks: boolean = scenario.probe !== 'ok' && !failed && name === (refusal ? 'sign_in' : 'connect');
      const server = name.startsWith('smtp') ? smtp : imap;
      const skipped = failed || !server;
      if (!skipped) await wait(60, signal);
      const step: ProbeStep = {
        step: name,
        state: skipped ? 'skipped' : breaks ? 'failed' : 'ok',
        durationMs: skipped ? 0 : 38 + i * 23,
        facts: server
          ? {
              host: server.host,
              port: server.port,
              ...(name === 'dns' ? { address: '193.252.22.84' } : {}),
              ...(name === 'encrypt' || name === 'smtp_connect'
                ? { protocol: 'TLSv1.3', validTo: Date.UTC(2027, 2, 14) }
                : {}),
            }
          : {},
        error: breaks
          ? new AppError(
              scenario.probe as ErrorCode,
              { host: imap.host, port: imap.port, reason: 'certificate has expired' },
              { detail: refusal ? 'NO [AUTHENTICATIONFAILED] Authentication failed' : null },
            ).toData()
          : null,
      };
      failed ||= breaks;
      steps.push(step);
      emit('probe.step', { probeId: input.probeId, step });
    }
    return { ok: !failed, at: Date.now(), steps, provider: proposal(input.address).provider };
  }

  const matches = (message: SampleMessage, text: string): boolean =>
    `${message.from} ${message.subject}`.toLowerCase().includes(text.toLowerCase());
  const find = (messageId: string): SampleMessage => {
    const message = messages.find((one) => one.messageId === messageId);
    if (!message) throw new AppError('app.not_found', { name: messageId });
    return message;
  };
  const checkKey = (path: string, key: { kind: string; passphrase?: string }): void => {
    if (key.kind === 'passphrase' && key.passphrase !== PHRASE) throw new AppError('archive.wrong_key', { path });
  };

  return {
    mail:
      scenario.server === 'ok'
        ? mail.handlers
        : {
            ...mail.handlers,
            read: (_asked, { signal }) =>
              wait(3_600_000, signal).then(() => Promise.reject(new AppError('network.timeout'))),
          },
    migrate: fakeMigrate(scenario.moving, jobs),
    app: {
      info: () => ({
        version: '0.1.0',
        platform: 'linux',
        dataDir: '/home/claire/.local/share/malleposte',
        can: { nativeWindowControls: false },
      }),
      settings: () => settings,
      saveSettings: (next) => (settings = next),
      listFolders: ({ path, files }) => {
        const here = path ?? '/home/claire/Sauvegardes';
        return {
          path: here,
          parent: here === '/' ? null : here.slice(0, here.lastIndexOf('/')) || '/',
          places: [
            { name: 'claire', path: '/home/claire', kind: 'home' },
            { name: 'Documents', path: '/home/claire/Documents', kind: 'documents' },
            { name: 'Téléchargements', path: '/home/claire/Téléchargements', kind: 'downloads' },
            { name: 'Sauvegardes', path: '/media/claire/Sauvegardes', kind: 'disk' },
          ],
          folders: here.includes('2025')
            ? []
            : [`${here}/2025`, `${here}/Photos`].map((full) => ({ name: full.split('/').at(-1) ?? '', path: full })),
          files: [
            ...known
              .filter((archive) => archive.present)
              .map((archive) => ({
                name: archive.path.split('/').at(-1) ?? '',
                path: archive.path,
                sizeBytes: archive.sizeBytes,
                modifiedAt: archive.createdAt,
              })),
            ...(files === 'all'
              ? [{ name: 'claire.pst', path: `${here}/claire.pst`, sizeBytes: 812_000_000, modifiedAt: now - 9e8 }]
              : []),
          ],
          freeBytes: 412_000_000_000,
          writable: here !== '/',
        };
      },
      createFolder: ({ parent, name }) => ({ path: `${parent}/${name}` }),
    },
    accounts: {
      propose: ({ address }) => proposal(address),
      list: () => accounts,
      add: ({ address, name, settings: servers }) => {
        const added: Account = {
          id: `new${accounts.length}`,
          address,
          name,
          colour: (accounts.length % 5) + 1,
          settings: servers,
          hasPassword: true,
        };
        accounts = [...accounts, added];
        emit('accounts.changed', {});
        return added;
      },
      update: ({ id, name, settings: servers, password }) => {
        accounts = accounts.map((one) =>
          one.id === id ? { ...one, name, settings: servers, hasPassword: one.hasPassword || password !== null } : one,
        );
        const changed = accounts.find((one) => one.id === id);
        if (!changed) throw new AppError('app.not_found', { name: id });
        return changed;
      },
      remove: ({ id }) => {
        accounts = accounts.filter((one) => one.id !== id);
        return {};
      },
      vault: () => vault,
      unlockVault: ({ passphrase }) => {
        if (vault.state === 'locked' && passphrase !== PHRASE) throw new AppError('secrets.wrong_passphrase');
        vault = { ...vault, state: 'open' };
        return vault;
      },
    },
    doctor: { probe: (input, { signal }) => probe(input, signal) },
    archive: {
      survey: async ({ accountId }, { signal }) => {
        await wait(80, signal);
        if (!accounts.find((one) => one.id === accountId)?.hasPassword)
          throw new AppError('account.password_missing', { address: accountId });
        return { folders: foldersOf(accountId), countedAt: Date.now() };
      },
      surveyPeriods: ({ accountId, paths }) =>
        foldersOf(accountId)
          .filter((one) => paths.includes(one.path))
          .map(({ path, oldest, newest }) => ({ path, oldest, newest })),
      proposeTarget: () => ({ folder: '/home/claire/Sauvegardes', fileName: 'claire-morel 2026-11-21.malle' }),
      checkTarget: () => ({ freeBytes: 412_000_000_000, writable: true, exists: false, resumable: false }),
      generatePassphrase: () => {
        const words = ['violet', 'harbour', 'lantern', 'copper', 'meadow', 'thimble', 'orbit'];
        return { words, passphrase: words.join('-'), bits: 77, listSize: 2048 };
      },
      passphraseStrength: ({ passphrase }) => {
        const bits = passphrase.length * 2.4;
        const verdict = bits < 40 ? 'weak' : bits < 60 ? 'fair' : bits < 80 ? 'good' : 'strong';
        return { bits, verdict, reason: bits < 40 ? 'too_short' : null };
      },
      startExport: ({ path, accounts: chosen }) =>
        jobs.start(
          'export',
          path,
          chosen.map((one) => one.accountId),
          (job) => exportResult(job, 0),
        ),
      open: async ({ path, key }, { signal }) => {
        await wait(80, signal);
        checkKey(path, key);
        const archive = known.find((one) => one.path === path) ?? known[0];
        if (!archive) throw new AppError('disk.not_found', { path });
        return {
          archiveId: archive.archiveId,
          handle: `h${archive.archiveId}`,
          path,
          createdAt: archive.createdAt,
          accounts: archive.accounts.map((address) => ({ address, host: `imap.${address.split('@')[1] ?? ''}` })),
          messages: archive.messages,
          places: archive.messages + 326,
          sizeBytes: archive.sizeBytes,
          files: [{ path, present: true }],
          folders: archiveFolders.map((one) => ({ ...one, names: [...one.names] })),
        };
      },
      close: () => ({}),
      listMessages: ({ folderId, text, offset, limit }) => {
        const rows = messages.filter((one) => (folderId === null || one.folderId === folderId) && matches(one, text));
        return { total: rows.length, rows: rows.slice(offset, offset + limit) };
      },
      readMessage: ({ messageId }) => {
        const message = find(messageId);
        return {
          messageId,
          subject: message.subject,
          from: message.from,
          to: message.to,
          cc: '',
          date: message.receivedAt,
          receivedAt: message.receivedAt,
          text: message.text,
          textCut: false,
          attachments: message.subject.startsWith('Facture')
            ? [
                {
                  index: 0,
                  name: 'F-2026-0097.pdf',
                  mimeType: 'application/pdf',
                  sizeBytes: 184_000,
                  fromWinmail: false,
                  isWinmail: false,
                },
              ]
            : [],
          places: [{ account: 'contact@atelier-morel.fr', folder: 'INBOX', flags: message.flags }],
          sizeBytes: message.sizeBytes,
          entry: `INBOX/2026-03-14 ${message.messageId.slice(-6)}.eml`,
        };
      },
      messageBlob: ({ messageId, attachment }) => ({
        blobId: messageId,
        name: attachment === null ? 'message.eml' : 'F-2026-0097.pdf',
        mimeType: attachment === null ? 'message/rfc822' : 'application/pdf',
        sizeBytes: 12,
      }),
      startExtract: ({ path, key, out }) => {
        checkKey(path, key);
        return jobs.start('extract', path, ['orange'], (job) => extractResult(job, out));
      },
      startVerify: ({ path, key, accountId }) => {
        checkKey(path, key);
        const address = accounts.find((one) => one.id === accountId)?.address ?? null;
        return jobs.start('verify', path, ['orange'], (job) => verifyResult(job, address));
      },
      startRestore: ({ path, key, accountId }) => {
        checkKey(path, key);
        return jobs.start('restore', path, [accountId], restoreResult);
      },
      known: () => known,
      forget: ({ path }) => {
        known = known.filter((one) => one.path !== path);
        emit('archives.changed', {});
        return {};
      },
      certificateHtml: ({ jobId, language }) => {
        const { result } = jobs.get(jobId);
        return { html: result?.kind === 'export' ? certificateHtml(result, language) : '' };
      },
    },
    jobs: {
      list: () => jobs.list(),
      get: ({ id }) => jobs.get(id),
      pause: ({ id }) => jobs.set(id, { state: 'paused' }),
      resume: ({ id }) => jobs.set(id, { state: 'running', error: null, needs: null }),
      cancel: ({ id }) => jobs.set(id, { state: 'cancelled', finishedAt: Date.now() }),
      dismiss: ({ id }) => {
        jobs.dismiss(id);
        return {};
      },
    },
    ...fakeWinmail(),
  };
}
