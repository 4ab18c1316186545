// A plan and a finished move as plain text on a terminal.
import type { Language } from '../../contract/errors.ts';
import type { MovePlan } from '../../contract/migrate.ts';
import type { MoveResult } from '../../contract/results.ts';
import { formatBytes } from '../../contract/size.ts';
import { failedLines } from './print.ts';
import { formatCount, formatDuration } from './progress.ts';
import { table, type Column } from './table.ts';
import { wordsOf } from './words-table.ts';

const right = (title: string): Column => ({ title, align: 'right' });

export function planText(plan: MovePlan, language: Language): string {
  const words = wordsOf(language);
  const count = (value: number): string => formatCount(value, language);
  const size = (value: number | null): string => (value === null ? '' : formatBytes(value, language));
  const rows = plan.folders.map(({ account, names, messages, sizeBytes, target }) => [
    `${account} · ${names.join(' / ')}`,
    count(messages),
    size(sizeBytes),
    target ? `${target.names.join(' / ')}${target.isNew ? ` (${words.newFolder})` : ''}` : words.leftOut,
    target ? count(target.messages) : '',
  ]);
  const { quota, maxMessageBytes, address, host } = plan.target;
  const { fromMs, toMs, because } = plan.duration;
  return [
    '',
    `${address} (${host})`,
    '',
    ...table(
      [
        { title: words.folder, max: 50 },
        right(words.found),
        right(words.size),
        { title: words.target, max: 40 },
        right(words.alreadyThere),
      ],
      rows,
      [words.total, count(plan.messages), size(plan.sizeBytes), '', ''],
    ),
    '',
    words.plan(words.messages(plan.messages, count(plan.messages)), size(plan.sizeBytes) || '?'),
    ...(quota ? [words.quota(formatBytes(quota.usedBytes, language), formatBytes(quota.limitBytes, language))] : []),
    ...(plan.fits === false ? [words.tooFull] : []),
    ...(maxMessageBytes === null ? [] : [words.largest(formatBytes(maxMessageBytes, language))]),
    words.takes(formatDuration(fromMs), formatDuration(toMs), because),
    '',
    words.nothingChanged,
    '',
  ].join('\n');
}

export function moveText(result: MoveResult, language: Language): string {
  const words = wordsOf(language);
  const count = (value: number): string => formatCount(value, language);
  const numbers = (one: Pick<MoveResult, 'found' | 'moved' | 'alreadyThere' | 'verified'>): string[] =>
    [one.found, one.moved, one.alreadyThere, one.verified].map(count);
  const rows = result.folders.map((folder) => [folder.names.join(' / '), folder.target, ...numbers(folder)]);
  const columns = [words.found, words.moved, words.alreadyThere, words.verified].map(right);
  return [
    '',
    `${result.from.join(', ')} → ${result.account} (${result.host}) · ${words.duration} ${formatDuration(result.durationMs)}`,
    '',
    ...table([{ title: words.folder, max: 40 }, { title: words.target, max: 40 }, ...columns], rows, [
      words.total,
      '',
      ...numbers(result),
    ]),
    ...failedLines(result.failed, language),
    ...(result.droppedKeywords.length ? ['', words.droppedKeywords(result.droppedKeywords.join(', '))] : []),
    ...(result.recognised > 0 ? ['', words.recognised(result.recognised)] : []),
    ...(result.older > 0 ? ['', words.older(result.older)] : []),
    '',
    result.complete ? words.completeMove : words.incompleteMove(result.failed.length),
    words.sourceKept,
    '',
  ].join('\n');
}
