// A move's report as a file for a spreadsheet and as plain text: what the screen says, to keep elsewhere.
import type { FailedMessage, MoveResult } from '../api.ts';
import { language, shortDate, type Language } from '../text/locale.ts';
import { errorSays } from '../text/messages.ts';
import { moveReportWords as t } from '../text/move-report.ts';

/** Spreadsheets split at the separator of the system's language. */
const separators: Readonly<Record<Language, string>> = { en: ',', fr: ';' };

type Cell = string | number;

/** Quoted where it must be. Subjects come from strangers: what a spreadsheet would take for a formula becomes text. */
function cell(value: Cell, separator: string): string {
  if (typeof value === 'number') return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return safe.includes(separator) || /["\r\n']/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Messages of a folder that neither came over nor were there already. */
export const refusedIn = ({ found, moved, alreadyThere }: MoveResult['folders'][number]): number =>
  Math.max(0, found - moved - alreadyThere);

/** Why a message did not come over, in one line. */
export function reasonOf({ error }: FailedMessage): string {
  const { what, detail } = errorSays(error);
  return detail && !what.includes(detail) ? `${what} ${detail}` : what;
}

/** One line per folder, then one per message that did not come over. Begins with the mark spreadsheets know UTF-8 by. */
export function reportCsv(result: MoveResult): string {
  const separator = separators[language()];
  const rows: Cell[][] = [
    [
      t.columnFrom,
      t.columnAccount,
      t.columnTo,
      t.columnFound,
      t.columnMoved,
      t.columnAlready,
      t.columnRefused,
      t.columnVerified,
    ],
    ...result.folders.map((folder): Cell[] => [
      folder.names.join(' / '),
      folder.account,
      folder.target,
      folder.found,
      folder.moved,
      folder.alreadyThere,
      refusedIn(folder),
      folder.verified,
    ]),
  ];
  if (result.failed.length)
    rows.push(
      [],
      [
        t.columnSubject,
        t.columnSender,
        t.columnReceived,
        t.columnAccount,
        t.columnFolder,
        t.columnKey,
        t.columnBytes,
        t.columnReason,
      ],
      ...result.failed.map((message): Cell[] => [
        message.subject ?? '',
        message.from ?? '',
        message.receivedAt == null ? '' : new Date(message.receivedAt).toISOString(),
        message.account,
        message.folder,
        message.key,
        message.sizeBytes ?? '',
        reasonOf(message),
      ]),
    );
  return `\uFEFF${rows.map((row) => row.map((value) => cell(value, separator)).join(separator)).join('\r\n')}\r\n`;
}

/** The report in lines, under the sentences it begins with. */
export function reportText(result: MoveResult, sentences: readonly string[]): string {
  const folders = result.folders.map((folder) =>
    t.textFolder(folder.names.join(' / '), folder.target, folder.found, folder.verified, refusedIn(folder)),
  );
  const failed = result.failed.map(
    (message) =>
      `- ${message.subject || t.noSubject} (${[
        message.from,
        message.receivedAt == null ? null : shortDate(message.receivedAt),
        message.account,
        message.folder,
      ]
        .filter(Boolean)
        .join(', ')}): ${reasonOf(message)}`,
  );
  return [...sentences, '', ...folders, ...(failed.length ? ['', t.refusedTitle(failed.length), ...failed] : [])].join(
    '\n',
  );
}
