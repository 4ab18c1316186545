// A finished clean-up as plain text on a terminal: the ledger, what stayed and why.
import { wantedReasons, type CleanUpResult } from '../../contract/clean-up.ts';
import type { Language } from '../../contract/errors.ts';
import { keptTable } from '../../contract/kept-table.ts';
import { formatBytes } from '../../contract/size.ts';
import { cleanUpWords } from './clean-up-words-table.ts';
import { formatCount, formatDuration } from './progress.ts';
import { cut, table } from './table.ts';
import { wordsOf } from './words-table.ts';

/** More are in the JSON. */
const MAX_LISTED = 40;

export function cleanUpText(result: CleanUpResult, language: Language): string {
  const words = wordsOf(language);
  const own = cleanUpWords[language];
  const count = (value: number): string => formatCount(value, language);
  const messages = (value: number): string => words.messages(value, count(value));
  const { dryRun, target, keptBy, keepSince } = result;
  const row = (title: string, value: number, bytes: number | null): string[] => [
    title,
    count(value),
    bytes === null ? '' : formatBytes(bytes, language),
  ];
  const listed = result.keptMessages.filter(({ reason }) => !wantedReasons.includes(reason)).slice(0, MAX_LISTED);
  return [
    '',
    `${result.account} (${result.host}) → ${[target.name, target.folder].filter(Boolean).join(' · ')} · ${words.duration} ${formatDuration(result.durationMs)}`,
    '',
    ...table(
      [{ title: '' }, { title: own.messages, align: 'right' }, { title: words.size, align: 'right' }],
      [
        row(words.found, result.found, null),
        row(own.proven, result.proven, result.provenBytes),
        ...(dryRun ? [] : [row(own.deleted, result.deleted, result.deletedBytes)]),
        row(own.kept, result.kept, null),
        row(own.left, result.left, null),
      ],
    ),
    ...(keptBy.length ? ['', own.keptTitle] : []),
    ...keptBy.map(({ reason, messages: kept }) => `  ${count(kept)}: ${keptTable[reason][language]}`),
    ...listed.map(({ key, subject, from, reason, detail }) => {
      const name = [key, subject ?? '', from ?? ''].filter(Boolean).join(' · ');
      return `  - ${cut(name, 80)}: ${cut([keptTable[reason][language], detail ?? ''].filter(Boolean).join(' · '), 300)}`;
    }),
    ...(keepSince === null
      ? []
      : ['', own.keepSince(new Intl.DateTimeFormat(language, { dateStyle: 'long' }).format(keepSince))]),
    ...(result.goneBefore ? ['', own.goneBefore(messages(result.goneBefore))] : []),
    ...(result.gone > 0 ? ['', own.gone(messages(result.gone))] : []),
    ...(result.arrived > 0 ? ['', own.arrived(messages(result.arrived))] : []),
    '',
    ...(dryRun
      ? [own.would(messages(result.proven), formatBytes(result.provenBytes, language)), own.nothingDeleted]
      : [result.complete ? own.complete : own.incomplete]),
    '',
  ].join('\n');
}
