// A plan and a finished move as plain text on a terminal.
import type { Language } from '../../contract/errors.ts';
import type { MovePlan } from '../../contract/migrate.ts';
import type { MoveResult } from '../../contract/results.ts';
import { formatBytes } from '../../contract/size.ts';
import { exportText, failedLines } from './print.ts';
import { formatCount, formatDuration } from './progress.ts';
import { cut, table, type Column } from './table.ts';
import { wordsOf } from './words-table.ts';

const right = (title: string): Column => ({ title, align: 'right' });

export function planText(plan: MovePlan, language: Language): string {
  const words = wordsOf(language);
  const count = (value: number): string => formatCount(value, language);
  const size = (value: number | null): string => (value === null ? '' : formatBytes(value, language));
  const maybe = (value: number | null): string => (value === null ? '?' : count(value));
  const rows = plan.folders.map(({ account, names, messages, sizeBytes, target, alreadyThere: doubles, tooLarge }) => [
    `${account} · ${names.join(' / ')}`,
    count(messages),
    size(sizeBytes),
    target ? `${target.names.join(' / ')}${target.isNew ? ` (${words.newFolder})` : ''}` : words.leftOut,
    target && plan.target ? count(target.messages) : '',
    target ? maybe(doubles) : '',
    target ? maybe(tooLarge) : '',
  ]);
  const { target: account, archive } = plan;
  const { fromMs, toMs, because } = plan.duration;
  return [
    '',
    ...(account ? [`${account.address} (${account.host})`] : []),
    ...(archive ? [archive.path] : []),
    '',
    ...table(
      [
        { title: words.folder, max: 50 },
        right(words.found),
        right(words.size),
        { title: words.target, max: 40 },
        right(words.standsThere),
        right(words.doubles),
        right(words.tooLarge),
      ],
      rows,
      [words.total, count(plan.messages), size(plan.sizeBytes), '', '', '', ''],
    ),
    '',
    words.plan(words.messages(plan.messages, count(plan.messages)), size(plan.sizeBytes) || '?'),
    ...(account?.quota
      ? [words.quota(formatBytes(account.quota.usedBytes, language), formatBytes(account.quota.limitBytes, language))]
      : []),
    ...(archive ? [words.room(size(archive.neededBytes) || '?', size(archive.freeBytes) || '?')] : []),
    ...(archive?.exists ? [archive.resumable ? words.archiveGoesOn : words.archiveThere] : []),
    ...(plan.fits === false ? [words.tooFull] : []),
    ...(account?.maxMessageBytes ? [words.largest(formatBytes(account.maxMessageBytes, language))] : []),
    words.takes(formatDuration(fromMs), formatDuration(toMs), because),
    '',
    words.nothingChanged,
    '',
  ].join('\n');
}

/** `saved`: what became of the refused messages; null when nobody asked for them. */
export function moveText(result: MoveResult, saved: MoveResult | null, language: Language): string {
  const words = wordsOf(language);
  const count = (value: number): string => formatCount(value, language);
  const numbers = (one: Pick<MoveResult, 'found' | 'moved' | 'alreadyThere' | 'verified'>): string[] =>
    [one.found, one.moved, one.alreadyThere, one.verified].map(count);
  const rows = result.folders.map((folder) => [folder.names.join(' / '), folder.target, ...numbers(folder)]);
  const to = [
    ...(result.account === null ? [] : [`${result.account} (${result.host ?? ''})`]),
    ...(result.archive?.files[0] ? [result.archive.files[0].path] : []),
  ];
  const columns = [words.found, words.moved, words.alreadyThere, words.verified].map(right);
  return [
    '',
    `${result.from.join(', ')} → ${to.join(', ')} · ${words.duration} ${formatDuration(result.durationMs)}`,
    '',
    ...table([{ title: words.folder, max: 40 }, { title: words.target, max: 40 }, ...columns], rows, [
      words.total,
      '',
      ...numbers(result),
    ]),
    ...failedLines(named(result), language),
    ...mendedLines(result, language),
    ...(saved?.savedIn ? ['', words.savedRefused(saved.verified, saved.savedIn)] : []),
    ...(result.droppedKeywords.length ? ['', words.droppedKeywords(result.droppedKeywords.join(', '))] : []),
    ...(result.recognised > 0 ? ['', words.recognised(result.recognised)] : []),
    ...(result.older > 0 ? ['', words.older(result.older)] : []),
    '',
    ...(result.archive ? [exportText(result.archive, language)] : []),
    result.complete ? words.completeMove : words.incompleteMove(result.failed.length),
    words.sourceKept,
    '',
  ].join('\n');
}

/** The refused messages, their folders by the names people know them by: a path on this computer is long. */
const named = ({ failed, folders }: MoveResult): MoveResult['failed'] =>
  failed.map((one) => {
    const folder = folders.find(({ account, path }) => account === one.account && path === one.folder);
    return folder ? { ...one, folder: folder.names.join(' / ') } : one;
  });

/** More are in the JSON. */
const MAX_LISTED = 40;

function mendedLines({ mended = [] }: MoveResult, language: Language): string[] {
  if (mended.length === 0) return [];
  const words = wordsOf(language);
  const lines = mended.slice(0, MAX_LISTED).map(({ folder, key, subject, mends }) => {
    const name = [folder, key, subject ?? ''].filter(Boolean).join(' · ');
    return `  ${cut(name, 60)}: ${mends.map((mend) => words.mend[mend]).join(', ')}`;
  });
  const more = mended.length - lines.length;
  return ['', words.mendedTitle, ...lines, ...(more > 0 ? [`  + ${formatCount(more, language)}`] : [])];
}
