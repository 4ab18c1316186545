// Results for people: the certificate and the other endings as plain text on a terminal.
import { errorWords, type Language } from '../../contract/errors.ts';
import type { ExportResult, ExtractResult, RestoreResult, VerifyResult } from '../../contract/results.ts';
import type { FailedMessage } from '../../contract/shapes.ts';
import { formatBytes } from '../../contract/size.ts';
import { formatCount, formatDuration } from './progress.ts';
import { cut, table, type Column } from './table.ts';
import { wordsOf } from './words-table.ts';

/** More are in the JSON and in the certificate. */
const MAX_LISTED = 40;

const rightAligned = (title: string): Column => ({ title, align: 'right' });

export function failedLines(failed: readonly FailedMessage[], language: Language): string[] {
  if (failed.length === 0) return [];
  const words = wordsOf(language);
  const lines = failed.slice(0, MAX_LISTED).map((message) => {
    const name = [message.folder, message.key, message.subject ?? '', message.from ?? ''].filter(Boolean).join(' · ');
    const { what } = errorWords(message.error, language);
    const detail = message.error.detail ? ` (${message.error.detail})` : '';
    return `  ${cut(name, 80)}: ${cut(what + detail, 300)}`;
  });
  const more = failed.length - lines.length;
  return ['', words.failedTitle, ...lines, ...(more > 0 ? [`  + ${formatCount(more, language)}`] : [])];
}

const fingerprints = (files: ExportResult['files'], language: Language): string[] => [
  '',
  wordsOf(language).fingerprint,
  ...files.map((file) => `  ${file.sha256}  ${file.path} (${formatBytes(file.sizeBytes, language)})`),
];

/** The certificate as text: the counts folder by folder, the reason for each message missing, the fingerprints. */
export function exportText(result: ExportResult, language: Language): string {
  const words = wordsOf(language);
  const count = (value: number): string => formatCount(value, language);
  const columns = [
    { title: words.folder, max: 46 },
    rightAligned(words.found),
    rightAligned(words.saved),
    rightAligned(words.verified),
    rightAligned(words.missing),
  ];
  const rows = result.folders.map((folder) => [
    folder.names.join(' / '),
    count(folder.found),
    count(folder.saved),
    count(folder.verified),
    count(folder.found - folder.verified),
  ]);
  const footer = [words.total, count(result.found), count(result.saved), count(result.verified), count(result.missing)];
  const when = new Intl.DateTimeFormat(language, { dateStyle: 'long', timeStyle: 'short' }).format(result.finishedAt);
  return [
    '',
    `${words.certificate} · ${result.accounts.map(({ address, host }) => `${address} (${host})`).join(', ')}`,
    `${when} · ${words.duration} ${formatDuration(result.durationMs)} · Malleposte ${result.version}`,
    '',
    ...table(columns, rows, footer),
    ...failedLines(result.failed, language),
    ...fingerprints(result.files, language),
    ...(result.certificate
      ? ['', words.certificateFiles(result.certificate.jsonPath, result.certificate.htmlPath)]
      : []),
    ...(result.later > 0 ? ['', words.later(result.later)] : []),
    '',
    result.complete ? words.completeExport : words.incompleteExport(result.missing),
    '',
  ].join('\n');
}

const damagedIn = ({ damaged, damagedCount = damaged.length }: VerifyResult): number => damagedCount;

export function verifyText(result: VerifyResult, language: Language): string {
  const words = wordsOf(language);
  const damaged = result.damaged.slice(0, MAX_LISTED).map((entry) => `  ${cut(entry.path, 100)}: ${entry.reason}`);
  const more = damagedIn(result) - damaged.length;
  const { against, missingMessages = [], missingMessagesCount: lost = 0 } = result;
  return [
    '',
    ...damaged,
    ...(more > 0 ? [`  + ${formatCount(more, language)}`] : []),
    ...(result.missingFiles.length
      ? [words.missingFiles(result.missingFiles.length), ...result.missingFiles.map((file) => `  ${file}`)]
      : []),
    ...(lost === null ? [words.missingUnknown] : lost > 0 ? [words.missingMessages(lost)] : []),
    ...missingMessages
      .slice(0, MAX_LISTED)
      .map((row) => `  - ${cut([row.folder, row.from, row.subject].filter(Boolean).join(' · '), 120)}`),
    ...(lost !== null && lost > MAX_LISTED ? [`  + ${formatCount(lost - MAX_LISTED, language)}`] : []),
    ...fingerprints(result.files, language),
    '',
    ...(result.certificateMatches === null
      ? []
      : [result.certificateMatches ? words.certificateMatches : words.certificateDiffers]),
    ...(against
      ? [
          ...against.missingHere
            .slice(0, MAX_LISTED)
            .map((row) => `  + ${cut([row.folder, row.uid, row.subject ?? ''].filter(Boolean).join(' · '), 120)}`),
          ...against.missingThere.slice(0, MAX_LISTED).map((row) => `  - ${cut(`${row.folder} · ${row.path}`, 120)}`),
          words.against(against.account, against.same, against.missingHereCount, against.missingThereCount),
        ]
      : []),
    result.intact ? words.intact(result.verified) : words.damaged(damagedIn(result)),
    '',
  ].join('\n');
}

export function extractText(result: ExtractResult, language: Language): string {
  const words = wordsOf(language);
  return [
    ...failedLines(result.failed, language),
    words.extracted(result.extracted, result.out),
    ...(result.decodedFiles === undefined ? [] : [words.decodedFiles(result.decodedFiles)]),
    '',
  ].join('\n');
}

export function restoreText(result: RestoreResult, language: Language): string {
  const words = wordsOf(language);
  const count = (value: number): string => formatCount(value, language);
  const columns = [
    { title: words.folder, max: 46 },
    rightAligned(words.found),
    rightAligned(words.restored),
    rightAligned(words.alreadyThere),
    rightAligned(words.verified),
  ];
  const rows = result.folders.map((folder) => [
    folder.target,
    count(folder.found),
    count(folder.restored),
    count(folder.alreadyThere),
    count(folder.verified),
  ]);
  return [
    '',
    `${result.account} (${result.host}) · ${words.duration} ${formatDuration(result.durationMs)}`,
    '',
    ...table(columns, rows, [
      words.total,
      count(result.found),
      count(result.restored),
      count(result.alreadyThere),
      count(result.verified),
    ]),
    ...failedLines(result.failed, language),
    ...(result.droppedKeywords.length ? ['', words.droppedKeywords(result.droppedKeywords.join(', '))] : []),
    '',
    result.complete ? words.completeRestore : words.incompleteRestore(result.failed.length),
    '',
  ].join('\n');
}
