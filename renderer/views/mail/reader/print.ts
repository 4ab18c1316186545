// A message handed to the printer, with what stands above its text.
import type { ReadMessage } from '../../../api.ts';
import { filesOf, type OpenMessage } from '../../../state/reader.svelte.ts';
import { dateTime } from '../../../text/locale.ts';
import { readerWords as t } from '../../../text/reader.ts';
import { printMessage } from '../../../ui/index.ts';
import { fullOf } from './people.ts';

/** `plain`: as plain text although there is more. */
export async function printOne(message: OpenMessage, info: ReadMessage, plain: boolean): Promise<void> {
  const people = (list: ReadMessage['to']): string => list.map(fullOf).join(', ');
  const facts: [string, string][] = [
    [t.print.from, people(info.from)],
    [t.print.to, people(info.to)],
    [t.print.cc, people(info.cc)],
    [t.print.date, dateTime(info.at)],
    [
      t.print.files,
      filesOf(info)
        .map(({ name }) => name)
        .join(', '),
    ],
  ];
  await printMessage({
    title: info.subject || t.noSubject,
    facts: facts.filter(([, value]) => value !== ''),
    text: info.text,
    html: plain ? null : info.html,
    resolve: info.imagesAllowed ? message.anyPicture : message.ownPicture,
  });
}
