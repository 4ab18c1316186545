// Postal addresses of a contact: as vCard's seven fields and as the one line a person writes ([MS-OXOCNTC] 2.2.1.3).
import { numberOf, textOf, type PropertyBag } from '../properties.ts';
import { escapeText, oneLine, type ContentLine } from '../calendar/content-line.ts';
import {
  addressSet,
  addressTags,
  mailingTags,
  nameLids,
  nameTags,
  type AddressTags,
} from './contact-properties-table.ts';

export interface PostalAddress {
  readonly kind: AddressTags['kind'];
  readonly text: string;
  readonly lines: readonly ContentLine[];
}

const joinLinesOf = (text: string): string =>
  text
    .split(/[\r\n]+/)
    .map(oneLine)
    .filter(Boolean)
    .join(', ');

function readAddress(bag: PropertyBag, tags: AddressTags): PostalAddress | null {
  const read = (id: number): string => (textOf(tags.isNamed ? bag.named(addressSet, id) : bag.get(id)) ?? '').trim();
  const [street, city, region] = [read(tags.street), read(tags.city), read(tags.region)];
  const [postalCode, country, box] = [read(tags.postalCode), read(tags.country), read(tags.box)];
  const formatted = tags.formatted ? (textOf(bag.named(addressSet, tags.formatted)) ?? '').trim() : '';
  const hasParts = [street, city, region, postalCode, country, box].some(Boolean);
  if (!hasParts && !formatted) return null;
  const inParts = [street, box, `${postalCode} ${city}`, region, country].map(joinLinesOf).filter(Boolean).join(', ');
  const text = joinLinesOf(formatted) || inParts;
  const isMailing = tags.mailingId >= 0 && numberOf(bag.named(addressSet, nameLids.mailingAddress)) === tags.mailingId;
  const types = isMailing ? `${tags.types},PREF` : tags.types;
  const office = tags.kind === 'work' ? (textOf(bag.get(nameTags.office)) ?? '').trim() : '';
  // RFC 2426 3.2.1: box; extended; street; city; region; code; country.
  const fields = [box, office, hasParts ? street : formatted, city, region, postalCode, country].map(escapeText);
  const label = formatted ? [`LABEL;TYPE=${types}:${escapeText(formatted)}`] : [];
  return { kind: tags.kind, text, lines: [`ADR;TYPE=${types}:${fields.join(';')}`, ...label] };
}

/** Work, home, other; else the mailing address alone. */
export function addressesOf(bag: PropertyBag): PostalAddress[] {
  const found = addressTags.map((tags) => readAddress(bag, tags)).filter((each) => each !== null);
  const mailing = found.length ? null : readAddress(bag, mailingTags);
  return mailing ? [mailing] : found;
}
