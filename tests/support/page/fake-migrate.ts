// The part of the fake program that moves mail: two sources on this computer, a POP server, and a plan for both.
import type { FolderProgress, Job, JobResult } from '../../../electron/contract/jobs.ts';
import { AppError } from '../../../electron/contract/errors.ts';
import type { Handlers } from '../../../electron/contract/index.ts';
import type { FolderRole } from '../../../electron/contract/shapes.ts';
import type { FakeJobs } from './fake-jobs.ts';
import { sampleAccounts } from './sample.ts';

type Plan = Awaited<ReturnType<Handlers['migrate']['plan']>>;
type Request = Parameters<Handlers['migrate']['plan']>[0];

/**
 * What the sources are like: fine, without any mail, on a server that refuses or is not there, or not mail at all.
 * 'waiting': a move from before the program was started anew, which needs its password.
 */
export type Moving = 'ok' | 'empty' | 'refused' | 'away' | 'unreadable' | 'blocked' | 'tight' | 'waiting';

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

function foldersOf({ sources, options }: Request): Plan['folders'] {
  return sources.flatMap((source, at) =>
    (source.kind === 'pop3' ? popRows : localRows).map(([names, role, messages, megabytes, matched]) => {
      const id = `${at}:${names.join('/')}`;
      const own = options.folders.find(({ folderId }) => folderId === id)?.to;
      const out = role !== null && options.leaveOut.includes(role);
      const to = own ?? (out ? [] : options.under === null ? matched : [options.under, ...names]);
      return {
        id,
        account: source.kind === 'pop3' ? source.address : 'Local Folders',
        names,
        role,
        messages,
        sizeBytes: megabytes === null ? null : megabytes * 1_000_000,
        target: to.length
          ? { path: to.join('/'), names: to, isNew: !(to.join('/') in present), messages: present[to.join('/')] ?? 0 }
          : null,
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

/** All but four arrived; the first folder found a dozen there already. */
function resultOf(job: Job, request: Request): JobResult {
  const targets = new Map(foldersOf(request).map((folder) => [folder.id, folder.target?.path ?? '']));
  const folders = (job.progress?.folders ?? []).map((folder, i) => {
    const refused = i === 0 ? 1 : i === 3 ? 2 : 0;
    const there = i === 0 ? 12 : 0;
    return {
      account: folder.account,
      path: folder.path.join('/'),
      names: [...folder.path],
      role: folder.role,
      target: targets.get(folder.id) ?? '',
      found: folder.total,
      moved: folder.total - refused - there,
      alreadyThere: there,
      verified: folder.total - refused,
      recognised: i === 0 ? 3 : 0,
      older: 0,
    };
  });
  const sum = (of: (folder: (typeof folders)[number]) => number): number =>
    folders.reduce((all, folder) => all + of(folder), 0);
  const refusal = (folder: string, key: string, subject: string, sizeBytes: number, code: 'message.too_big') => ({
    account: 'Local Folders',
    folder,
    key,
    subject,
    sizeBytes,
    error: new AppError(code, { reason: 'NO [TOOBIG] Message too large' }).toData(),
  });
  return {
    kind: 'move',
    complete: false,
    found: sum((folder) => folder.found),
    moved: sum((folder) => folder.moved),
    alreadyThere: sum((folder) => folder.alreadyThere),
    verified: sum((folder) => folder.verified),
    recognised: 3,
    older: 0,
    failed: [
      refusal('INBOX', '2117', 'Photos du chantier, tribord', 41_000_000, 'message.too_big'),
      refusal('Bateaux', '88', 'Expertise complète, Étoile du matin', 38_000_000, 'message.too_big'),
      refusal('Bateaux', '91', '', 44_000_000, 'message.too_big'),
    ],
    folders,
    droppedKeywords: ['$label1'],
    from: request.sources.map((source) => (source.kind === 'pop3' ? source.address : source.path)),
    account: job.subject.accounts.at(-1) ?? '',
    host: 'imap.orange.fr',
    startedAt: job.startedAt ?? job.createdAt,
    finishedAt: job.finishedAt ?? Date.now(),
    durationMs: 372_000,
    readBackMs: 61_000,
    version: '0.1.0',
  };
}

export function fakeMigrate(kind: Moving, jobs: FakeJobs): Handlers['migrate'] {
  const migrate: Handlers['migrate'] = {
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
        target: {
          address: sampleAccounts.find(({ id }) => id === request.accountId)?.address ?? '',
          host: 'imap.orange.fr',
          quota: { usedBytes: kind === 'tight' ? limitBytes - 900_000_000 : 6_600_000_000, limitBytes },
          maxMessageBytes: 35_651_584,
        },
        fits: kind !== 'tight',
        duration: { fromMs: 6 * 60_000, toMs: 22 * 60_000, because: 'connection' },
        at: Date.now(),
      };
    },
    startMove: (request) => {
      const folders = progressFrom(foldersOf(request));
      const sum = (of: (folder: FolderProgress) => number): number => folders.reduce((all, one) => all + of(one), 0);
      const target = sampleAccounts.find(({ id }) => id === request.accountId)?.address ?? request.accountId;
      const path = request.sources.find((source) => source.kind === 'local')?.path ?? '';
      const pops = request.sources.flatMap((source) => (source.kind === 'pop3' ? [source.address] : []));
      return jobs.start('move', path, [...pops, target], (job) => resultOf(job, request), {
        phase: 'copying',
        total: sum(({ total }) => total),
        done: 0,
        verified: 0,
        missing: 0,
        totalBytes: sum(({ totalBytes }) => totalBytes ?? 0),
        doneBytes: 0,
        folders,
      });
    },
  };
  if (kind === 'waiting') {
    const server = { host: 'pop.free.fr', port: 995, security: 'tls' as const, userName: 'claire.morel@free.fr' };
    void Promise.resolve(
      migrate.startMove(
        {
          sources: [{ kind: 'pop3', address: 'claire.morel@free.fr', server, allowInsecure: false }],
          passwords: null,
          accountId: 'orange',
          options: { under: null, folders: [], leaveOut: [], since: null },
        },
        { signal: new AbortController().signal },
      ),
    ).then(({ jobId }) => jobs.set(jobId, { state: 'paused', needs: 'key' }));
  }
  return migrate;
}
