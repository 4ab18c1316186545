// The part of the fake program that moves mail: two sources on this computer, a POP server, an archive of its own, and a
// plan for all of them, into an account, an archive, or both.
import type { FolderProgress, Job, JobResult, MoveSecrets } from '../../../electron/contract/jobs.ts';
import type { ExportResult, MoveResult } from '../../../electron/contract/results.ts';
import { AppError } from '../../../electron/contract/errors.ts';
import type { Handlers } from '../../../electron/contract/index.ts';
import type { FolderRole } from '../../../electron/contract/shapes.ts';
import { fakeCleanUp } from './fake-clean-up.ts';
import type { FakeJobs } from './fake-jobs.ts';
import { sampleAccounts } from './sample.ts';

type Plan = Awaited<ReturnType<Handlers['migrate']['plan']>>;
type Request = Parameters<Handlers['migrate']['plan']>[0];

/**
 * What the sources are like: fine, without any mail, on a server that refuses or is not there, or not mail at all.
 * 'waiting': a move from before the program was started anew, which needs its secrets. 'slow': a server that asks for a
 * slower pace. 'many': five thousand messages refused. 'same': both
 * sides of a clean-up are one mailbox.
 */
export type Moving =
  'ok' | 'empty' | 'refused' | 'away' | 'unreadable' | 'blocked' | 'tight' | 'waiting' | 'slow' | 'many' | 'same';

const PROFILE = '/home/claire/.thunderbird/k3x9.default-release';

type Row = [names: string[], role: FolderRole | null, messages: number, megabytes: number | null, to: string[]];
const popRows: readonly Row[] = [[['INBOX'], 'inbox', 3750, 610, ['INBOX']]];
const localRows: readonly Row[] = [
  [['Inbox'], 'inbox', 4116, 720, ['INBOX']],
  [['Sent'], 'sent', 2048, 310, ['Envoyés']],
  [['Bateaux'], null, 1322, 240, ['Bateaux']],
  [['Bateaux', 'Devis'], null, 614, 96, ['Bateaux', 'Devis']],
  [['Maison'], null, 403, 41, ['Maison']],
  [['Archives 2009'], 'archive', 227, 63, ['Archives']],
  [['Junk'], 'junk', 318, 12, ['Indésirables']],
  [['Trash'], 'trash', 92, 9, ['Corbeille']],
];
const present: Readonly<Record<string, number>> = {
  INBOX: 9812,
  Envoyés: 7344,
  Maison: 4917,
  Archives: 5882,
  Indésirables: 61,
  Corbeille: 36,
};

function foldersOf({ sources, options, accountId }: Request): Plan['folders'] {
  return sources.flatMap((source, at) =>
    (source.kind === 'pop3' ? popRows : localRows).map(([names, role, messages, megabytes, matched]) => {
      const id = `${at}:${names.join('/')}`;
      const own = options.folders.find(({ folderId }) => folderId === id)?.to;
      const out = role !== null && options.leaveOut.includes(role);
      const to = own ?? (out ? [] : options.under === null ? matched : [options.under, ...names]);
      return {
        id,
        account:
          source.kind === 'pop3'
            ? source.address
            : source.kind === 'archive'
              ? 'claire.morel@orange.fr'
              : 'Local Folders',
        names,
        role,
        messages,
        sizeBytes: megabytes === null ? null : megabytes * 1_000_000,
        ...(names[0] === 'Maison' ? { offlineCopy: true } : {}),
        target: to.length
          ? { path: to.join('/'), names: to, isNew: !(to.join('/') in present), messages: present[to.join('/')] ?? 0 }
          : null,
        // POP servers and files say nothing before they are read.
        alreadyThere:
          !to.length || accountId === null ? null : to[0] === 'INBOX' ? 6 : to.join('/') in present ? null : 0,
        tooLarge: accountId === null ? null : names.join('/') === 'Bateaux' ? 2 : source.kind === 'pop3' ? 1 : 0,
      };
    }),
  );
}

const progressFrom = (folders: Plan['folders']): FolderProgress[] =>
  folders
    .filter(({ target }) => target !== null)
    .map(({ id, account, names, role, messages, sizeBytes }) => ({
      id,
      account,
      path: names,
      role,
      state: 'waiting',
      total: messages,
      done: 0,
      verified: 0,
      missing: 0,
      totalBytes: sizeBytes,
    }));

/** All but three arrived; the first folder found a dozen there already. Into an archive everything fits. */
function resultOf(job: Job, request: Request, many: boolean): MoveResult {
  const whole = request.accountId === null;
  const targets = new Map(foldersOf(request).map((folder) => [folder.id, folder.target?.path ?? '']));
  const folders = (job.progress?.folders ?? []).map((folder, i) => {
    const refused = whole ? 0 : i === 0 ? 1 : i === 3 ? 2 : 0;
    const there = whole ? 0 : i === 0 ? 12 : 0;
    return {
      account: folder.account,
      path: folder.path.join('/'),
      names: [...folder.path],
      role: folder.role,
      target: whole ? folder.path.join(' / ') : (targets.get(folder.id) ?? ''),
      found: folder.total,
      moved: folder.total - refused - there,
      alreadyThere: there,
      verified: folder.total - refused,
      recognised: !whole && i === 0 ? 3 : 0,
      older: 0,
    };
  });
  const sum = (of: (folder: (typeof folders)[number]) => number): number =>
    folders.reduce((all, folder) => all + of(folder), 0);
  const refusal = (folder: string, key: string, [subject, from, day]: readonly string[], sizeBytes: number) => ({
    account: 'Local Folders',
    folder,
    key,
    subject: subject || null,
    from: from || null,
    receivedAt: day ? Date.parse(day) : null,
    sizeBytes,
    error: new AppError('message.too_big', { reason: 'NO [TOOBIG] Message too large' }).toData(),
  });
  return {
    kind: 'move',
    complete: whole,
    found: sum((folder) => folder.found),
    moved: sum((folder) => folder.moved),
    alreadyThere: sum((folder) => folder.alreadyThere),
    verified: sum((folder) => folder.verified),
    recognised: whole ? 0 : 3,
    mended: whole
      ? []
      : [
          {
            account: 'Local Folders',
            folder: 'Inbox',
            key: '19',
            subject: 'Été à la mer, les photos',
            mends: ['line_ends', 'header'],
          },
          { account: 'Local Folders', folder: 'Inbox', key: '231', subject: null, mends: ['nul'] },
        ],
    older: 0,
    failed: whole
      ? []
      : [
          refusal('INBOX', '2117', ['Photos du chantier, tribord', 'Anne Keller', '2019-06-14'], 41_000_000),
          refusal('Bateaux', '88', ['Expertise complète, Étoile du matin', 'Lloyd Marine', '2017-02-02'], 38_000_000),
          refusal('Bateaux', '91', [], 44_000_000),
          ...Array.from({ length: many ? 4997 : 0 }, (_, i) =>
            refusal('Bateaux', String(1000 + i), [`Facture ${i + 1}`, 'Chantier naval', '2018-05-02'], 36_000_000 + i),
          ),
        ],
    folders,
    droppedKeywords: whole ? [] : ['$label1'],
    from: request.sources.map((source) => (source.kind === 'pop3' ? source.address : source.path)),
    account: whole ? null : (job.subject.accounts.at(-1) ?? ''),
    host: whole ? null : 'imap.orange.fr',
    archive: request.archive ? archiveOf(job, request.archive.path) : null,
    cleanable: request.sources.flatMap((source) =>
      source.kind === 'pop3' ? [{ address: source.address, host: source.server.host, messages: 3749 }] : [],
    ),
    savedIn: null,
    startedAt: job.startedAt ?? job.createdAt,
    finishedAt: job.finishedAt ?? Date.now(),
    durationMs: 372_000,
    readBackMs: 61_000,
    version: '0.1.0',
  };
}

function archiveOf(job: Job, path: string): ExportResult {
  const found = job.progress?.total ?? 0;
  return {
    kind: 'export',
    archiveId: 'a1',
    complete: true,
    found,
    saved: found,
    verified: found,
    missing: 0,
    distinct: found,
    later: 0,
    failed: [],
    folders: [],
    files: [{ path, sizeBytes: 1_580_000_000, sha256: 'c0ffee'.repeat(11).slice(0, 64) }],
    accounts: [],
    format: 'malle',
    startedAt: job.createdAt,
    finishedAt: Date.now(),
    durationMs: 200_000,
    version: '0.1.0',
    certificate: { jsonPath: `${path}.json`, htmlPath: `${path}.html` },
  };
}

/** What became of what was refused. */
const smallMove = (count: number) => ({
  cleanable: [],
  ...{ found: count, moved: count, alreadyThere: 0, verified: count, recognised: 0 },
  complete: true,
  failed: [],
  droppedKeywords: [],
});

const secretsOf = ({ sources, archive }: Request): MoveSecrets => ({
  passwords: sources.flatMap((source) => (source.kind === 'pop3' ? [source.address] : [])),
  archives: sources.flatMap((source) => (source.kind === 'archive' ? [source.path] : [])),
  passphrase: archive?.protection.kind === 'passphrase',
});

export function fakeMigrate(kind: Moving, jobs: FakeJobs): Handlers['migrate'] {
  const requests = new Map<string, Request>();
  const migrate: Handlers['migrate'] = {
    ...fakeCleanUp(kind, jobs, (jobId) => requests.get(jobId)?.accountId ?? null),
    sources: () => [
      { store: 'thunderbird', name: 'default-release', path: PROFILE, messages: null, error: null },
      ...(kind === 'blocked'
        ? [
            {
              store: 'apple-mail' as const,
              name: 'Apple Mail',
              path: '/Users/claire/Library/Mail',
              messages: null,
              error: new AppError('migrate.full_disk_access', { path: '/Users/claire/Library/Mail' }).toData(),
            },
          ]
        : []),
    ],
    plan: async (request, { signal }) => {
      await new Promise<void>((resolve, reject) => {
        const timer = setTimeout(resolve, 120);
        signal.addEventListener('abort', () => {
          clearTimeout(timer);
          reject(new AppError('cancelled'));
        });
      });
      const pop = request.sources.find((source) => source.kind === 'pop3');
      const local = request.sources.find((source) => source.kind === 'local');
      if (pop && kind === 'refused')
        throw new AppError(
          'account.wrong_password',
          { host: pop.server.host },
          { detail: '-ERR [AUTH] Authentication failed' },
        );
      if (pop && kind === 'away')
        throw new AppError('network.timeout', { host: pop.server.host, port: pop.server.port });
      if (local && kind === 'unreadable') throw new AppError('migrate.not_mail', { path: local.path });
      const folders = foldersOf(request).map((folder) => (kind === 'empty' ? { ...folder, messages: 0 } : folder));
      const going = folders.filter(({ target }) => target !== null);
      const messages = going.reduce((all, folder) => all + folder.messages, 0);
      const sizeBytes = going.reduce((all, folder) => all + (folder.sizeBytes ?? 0), 0);
      const limitBytes = 25_000_000_000;
      return {
        folders,
        messages,
        sizeBytes,
        target:
          request.accountId === null
            ? null
            : {
                address: sampleAccounts.find(({ id }) => id === request.accountId)?.address ?? '',
                host: 'imap.orange.fr',
                quota: { usedBytes: kind === 'tight' ? limitBytes - 900_000_000 : 6_600_000_000, limitBytes },
                maxMessageBytes: 35_651_584,
              },
        archive: request.archive
          ? {
              path: request.archive.path,
              exists: false,
              resumable: false,
              freeBytes: kind === 'tight' ? 400_000_000 : 212_000_000_000,
              neededBytes: Math.round(sizeBytes * 0.76),
            }
          : null,
        fits: kind !== 'tight',
        duration: { fromMs: 6 * 60_000, toMs: 22 * 60_000, because: 'connection' },
        at: Date.now(),
      };
    },
    startMove: (request) => start(request, (job) => resultOf(job, request, kind === 'many')),
    retryRefused: ({ jobId, message }) => {
      const request = requests.get(jobId);
      if (!request) throw new AppError('app.not_found', { name: jobId });
      return start(request, (job) => ({ ...resultOf(job, request, false), ...smallMove(message ? 1 : 3) }));
    },
    saveRefused: ({ jobId, message, folder }) => {
      const request = requests.get(jobId);
      if (!request) throw new AppError('app.not_found', { name: jobId });
      return start(request, (job) => ({
        ...resultOf(job, request, false),
        ...smallMove(message ? 1 : 3),
        account: null,
        host: null,
        savedIn: folder,
      }));
    },
  };
  function start(request: Request, result: (job: Job) => JobResult): { jobId: string } {
    const folders = progressFrom(foldersOf(request));
    const sum = (of: (folder: FolderProgress) => number): number => folders.reduce((all, one) => all + of(one), 0);
    const target = sampleAccounts.find(({ id }) => id === request.accountId)?.address ?? request.accountId;
    const path = request.sources.find((source) => source.kind !== 'pop3')?.path ?? '';
    const pops = request.sources.flatMap((source) => (source.kind === 'pop3' ? [source.address] : []));
    const started = jobs.start('move', path, [...pops, ...(target ? [target] : [])], result, {
      phase: 'copying',
      total: sum(({ total }) => total),
      done: 0,
      verified: 0,
      missing: 0,
      totalBytes: sum(({ totalBytes }) => totalBytes ?? 0),
      doneBytes: 0,
      folders,
      ...(request.archive && request.accountId !== null ? { target: 'archive' as const } : {}),
    });
    requests.set(started.jobId, request);
    const { log } = jobs.get(started.jobId);
    const slow = { at: Date.now(), kind: 'throttled' as const, params: { host: 'imap.orange.fr', waitMs: 240_000 } };
    jobs.set(started.jobId, { secrets: secretsOf(request), log: kind === 'slow' ? [...log, slow] : log });
    return started;
  }
  if (kind === 'waiting') {
    const server = { host: 'pop.free.fr', port: 995, security: 'tls' as const, userName: 'claire.morel@free.fr' };
    const request: Request = {
      sources: [
        { kind: 'pop3', address: 'claire.morel@free.fr', server, allowInsecure: false },
        { kind: 'archive', path: '/home/claire/Sauvegardes/claire-morel 2026-09-21.malle' },
      ],
      passwords: null,
      accountId: 'orange',
      archive: null,
      options: { under: null, folders: [], leaveOut: [], since: null },
    };
    const { jobId } = start(request, (job) => resultOf(job, request, false));
    jobs.set(jobId, { state: 'paused', needs: 'key' });
  }
  return migrate;
}
