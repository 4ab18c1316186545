// What the fake program's jobs end with.
import type { Job, JobResult } from '../../../electron/contract/jobs.ts';
import { AppError } from '../../../electron/contract/errors.ts';

const SHA = '9f2c4b7a1e60d3f85b1a27c94e0d86f3a5b8c1d2e7f40a936b5c8d1e2f3a4b5c';

const times = (job: Job) => ({
  startedAt: job.startedAt ?? job.createdAt,
  finishedAt: job.finishedAt ?? Date.now(),
  durationMs: 618_000,
  version: '0.1.0',
});

const failure = (job: Job, code: 'message.unreadable' | 'message.too_big') => ({
  account: job.subject.accounts[0] ?? '',
  folder: 'Archives',
  key: '4711',
  subject: 'Photos du chantier, lot 2',
  sizeBytes: 52_000_000,
  error: new AppError(code, { reason: 'NO [SERVERBUG] Internal error' }).toData(),
});

/** `missing`: how many messages were left out. */
export function exportResult(job: Job, missing: number): JobResult {
  const folders = (job.progress?.folders ?? []).map((folder, i) => {
    const lost = i === 0 ? missing : 0;
    return {
      account: folder.account,
      path: folder.path.join('/'),
      names: [...folder.path],
      role: folder.role,
      found: folder.total,
      saved: folder.total - lost,
      verified: folder.total - lost,
      later: 0,
    };
  });
  const found = folders.reduce((sum, folder) => sum + folder.found, 0);
  return {
    kind: 'export',
    archiveId: 'a1',
    complete: missing === 0,
    found,
    saved: found - missing,
    verified: found - missing,
    missing,
    distinct: found - missing - 204,
    later: 3,
    failed: missing ? [failure(job, 'message.unreadable'), failure(job, 'message.unreadable')].slice(0, missing) : [],
    folders,
    files: [{ path: job.subject.path, sizeBytes: 4_910_000_000, sha256: SHA }],
    accounts: job.subject.accounts.map((address) => ({ address, host: `imap.${address.split('@')[1] ?? ''}` })),
    format: 'malle',
    ...times(job),
    certificate: {
      jsonPath: job.subject.path.replace(/\.malle$/, '.certificate.json'),
      htmlPath: job.subject.path.replace(/\.malle$/, '.certificate.html'),
    },
  };
}

export function verifyResult(job: Job, against: string | null): JobResult {
  return {
    kind: 'verify',
    archiveId: 'a2',
    intact: false,
    messages: 31204,
    places: 31530,
    verified: 31202,
    damaged: [
      {
        path: 'Maison/2019-03-02 Paul Girard 5f3a9c.eml',
        code: 'archive.message_damaged',
        reason: 'hash differs',
        places: ['Maison'],
      },
      {
        path: 'Archives/2008-11-12 Devis 81bb02.eml',
        code: 'archive.message_damaged',
        reason: 'entry cut',
        places: ['Archives', 'Devis'],
      },
    ],
    files: [{ path: job.subject.path, sizeBytes: 4_120_000_000, sha256: SHA }],
    missingFiles: [],
    missingMessages: [],
    missingMessagesCount: 0,
    certificateMatches: false,
    against: against
      ? {
          account: against,
          same: 31190,
          missingHere: [{ folder: 'INBOX', uid: '90211', subject: 'Rendez-vous lundi' }],
          missingHereCount: 16,
          missingThere: [{ folder: 'Corbeille', path: 'Corbeille/2026-09-01 Pub 11aa22.eml' }],
          missingThereCount: 14,
        }
      : null,
    createdAt: job.createdAt - 61 * 86_400_000,
    sizeBytes: 4_120_000_000,
    durationMs: 21_400,
    finishedAt: job.finishedAt ?? Date.now(),
  };
}

export function restoreResult(job: Job): JobResult {
  const folders = (job.progress?.folders ?? []).map((folder, i) => ({
    account: folder.account,
    path: folder.path.join('/'),
    names: [...folder.path],
    role: folder.role,
    target: folder.path.join('.'),
    found: folder.total,
    restored: folder.total - (i === 0 ? 13 : 0),
    alreadyThere: i === 0 ? 12 : 0,
    verified: folder.total - (i === 0 ? 1 : 0),
  }));
  const found = folders.reduce((sum, folder) => sum + folder.found, 0);
  return {
    kind: 'restore',
    complete: false,
    found,
    restored: found - 13,
    alreadyThere: 12,
    verified: found - 1,
    failed: [failure(job, 'message.too_big')],
    folders,
    droppedKeywords: ['$Label1'],
    account: job.subject.accounts[0] ?? '',
    host: 'imap.orange.fr',
    ...times(job),
  };
}

export function extractResult(job: Job, out: string): JobResult {
  return {
    kind: 'extract',
    found: 48213,
    extracted: 48213,
    failed: [],
    out,
    durationMs: 41_000,
    finishedAt: job.finishedAt ?? Date.now(),
  };
}
