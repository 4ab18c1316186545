// Which code page the 8-bit text of an Outlook data file is in. Files before Outlook 2003 have no Unicode, and nothing in
// them says how to read a name: the language of the messages does.
import { decodeText, numberOf, type PropertyBag } from '../tnef/index.ts';
import { languagePages, localePages } from './locale-table.ts';

/** PidTagMessageCodepage, PidTagMessageLocaleId, PidTagInternetCodepage. */
const [MESSAGE_CODEPAGE, MESSAGE_LOCALE, INTERNET_CODEPAGE] = [0x3ffd, 0x3ff1, 0x3fde];

/** The most trusted first; null = not said. */
export function pagesOf(bag: PropertyBag): (number | null)[] {
  const locale = numberOf(bag.get(MESSAGE_LOCALE));
  return [
    numberOf(bag.get(MESSAGE_CODEPAGE)),
    locale === null || locale === 0 ? null : pageOfLocale(locale),
    // What the message is sent in, not what the file keeps it in: better than nothing.
    numberOf(bag.get(INTERNET_CODEPAGE)),
  ];
}

const pageOfLocale = (locale: number): number =>
  localePages.get(locale & 0xffff) ?? languagePages.get(locale & 0x3ff) ?? 1252;

/** The page that most of these messages have; null when none says. */
export function usualPage(bags: Iterable<PropertyBag>): number | null {
  const counts = new Map<number, number>();
  for (const bag of bags) {
    const page = pagesOf(bag).find((each) => each !== null);
    if (page != null) counts.set(page, (counts.get(page) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? null;
}

export const textIn =
  (pages: () => readonly (number | null)[]) =>
  (bytes: Uint8Array): string =>
    decodeText(bytes, pages()).text;
