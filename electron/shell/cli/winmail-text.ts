// What a winmail.dat holds, as a person reads it on a terminal.
import type { Language } from '../../contract/errors.ts';
import { formatBytes } from '../../contract/size.ts';
import type { WinmailDocument } from '../../contract/winmail.ts';
import { isWinmailRemark, winmailProblem } from '../../contract/winmail-problem-table.ts';
import { formatCount } from './progress.ts';
import { cut, table } from './table.ts';
import { winmailWords } from './winmail-words-table.ts';

type Told = Omit<WinmailDocument, 'handle'>;

const MAX_LISTED = 200;

export const personText = ({ name, address }: { readonly name: string; readonly address: string }): string =>
  name && address && name !== address ? `${name} <${address}>` : name || address;

/** `written`: the paths of the files; null: nothing was to be written. */
export function winmailText(told: Told, file: string, written: readonly string[] | null, language: Language): string {
  const words = winmailWords(language);
  const lines = [cut(file, 200)];
  const say = (title: string, text: string): void => {
    if (text !== '') lines.push(`  ${title}${words.colon} ${cut(text, 300)}`);
  };
  if (!told.isTnef) {
    lines.push(`  ${told.kind === 'message' ? words.plainMessage : words.notTnef(told.mimeType)}`);
    if (told.kind === 'other') return `${lines.join('\n')}\n`;
  }
  const date = new Intl.DateTimeFormat(language, { dateStyle: 'long', timeStyle: 'short' });
  say(words.subject, told.subject);
  say(words.from, told.from ? personText(told.from) : '');
  say(words.to, told.to.map(personText).join(', '));
  say(words.cc, told.cc.map(personText).join(', '));
  say(words.sent, told.sentAt === null ? '' : date.format(told.sentAt));
  const body = told.body.html ?? told.body.text;
  say(words.text, body === null ? words.none : words.body[told.body.source](formatCount(body.length, language)));
  if (told.calendar) say(words.calendar, calendarText(told.calendar, language));
  if (told.contact) {
    const { name, company, emails } = told.contact;
    say(words.contact, [name, company, ...emails].filter(Boolean).join(', '));
  }
  lines.push(...partLines(told, language), ...problemLines(told, language));
  if (written) {
    lines.push('', `  ${words.written(formatCount(written.length, language))}`);
    lines.push(...written.slice(0, MAX_LISTED).map((one) => `    ${cut(one, 300)}`));
  }
  return `${lines.join('\n')}\n`;
}

function calendarText(calendar: NonNullable<Told['calendar']>, language: Language): string {
  const words = winmailWords(language);
  const { start, end, allDay, timeZone } = calendar;
  // The clock of the appointment's own zone, which is what the invitation says.
  const clock = new Intl.DateTimeFormat(language, {
    dateStyle: 'long',
    ...(allDay ? {} : { timeStyle: 'short' }),
    timeZone: 'UTC',
  });
  const times = [start, end].flatMap((time) => {
    const at = time === null ? Number.NaN : Date.parse(`${time.local}Z`);
    return Number.isNaN(at) ? [] : [clock.format(at)];
  });
  const when = times.join(' – ') + (times.length > 0 && !allDay && timeZone ? ` (${timeZone})` : '');
  const repeats = calendar.recurrence === null ? '' : words.repeats;
  const people = calendar.attendees.length === 0 ? '' : words.people(calendar.attendees.length);
  const title = `${words.method[calendar.method]}${words.colon} ${calendar.summary}`;
  return [title, when, calendar.location, repeats, people].filter(Boolean).join(', ');
}

function partLines({ parts }: Told, language: Language): string[] {
  const words = winmailWords(language);
  if (parts.length === 0) return ['', `  ${words.noFiles}`];
  const rows = parts
    .slice(0, MAX_LISTED)
    .map(({ name, mimeType, sizeBytes, kind, inline, reference }) => [
      name,
      mimeType,
      kind === 'reference' ? '' : formatBytes(sizeBytes, language),
      kind === 'reference'
        ? words.points(reference ?? '')
        : kind === 'file' && inline
          ? words.inline
          : words.kind[kind],
    ]);
  const columns = [
    { title: words.file, max: 60 },
    { title: words.type, max: 40 },
    { title: words.size, align: 'right' as const },
    { title: '', max: 80 },
  ];
  const more = parts.length - rows.length;
  const lines = table(columns, rows).map((line) => `  ${line}`);
  return ['', ...lines, ...(more > 0 ? [`  + ${formatCount(more, language)}`] : [])];
}

function problemLines({ problems }: Told, language: Language): string[] {
  const words = winmailWords(language);
  const are = (remark: boolean): Told['problems'] => problems.filter(({ code }) => isWinmailRemark(code) === remark);
  return [...listed(words.problems, are(false), language), ...listed(words.remarks, are(true), language)];
}

function listed(title: string, problems: Told['problems'], language: Language): string[] {
  if (problems.length === 0) return [];
  const lines = problems.slice(0, MAX_LISTED).map(({ code, where, detail }) => {
    const place = [where, detail].filter(Boolean).join(', ');
    return `    ${winmailProblem(code, language)}${place ? ` (${cut(place, 120)})` : ''}`;
  });
  const more = problems.length - lines.length;
  return ['', `  ${title}`, ...lines, ...(more > 0 ? [`    + ${formatCount(more, language)}`] : [])];
}
