// A personal distribution list (IPM.DistList, [MS-OXOCNTC] 2.2.2) has no text of its own: its members become one.
import { personOfEntry } from './entry-id.ts';
import type { TnefBody, TnefPerson } from './message.ts';
import { tidy } from './person.ts';
import { type PropertyBag, textOf } from './properties.ts';
import type { Scope } from './property-list.ts';
import { guids } from './tags-table.ts';

/** PidLidDistributionListName, ...Members, ...OneOffMembers ([MS-OXOCNTC] 2.2.2.2 to 2.2.2.4). */
const NAME = 0x8053;
const ONE_OFF_MEMBERS = 0x8054;
const MEMBERS = 0x8055;

/** The body with the list's name and members in front of whatever text there was. */
export function withMembers(body: TnefBody, bag: PropertyBag, scope: Scope): TnefBody {
  const members = membersOf(bag, scope);
  const name = textOf(bag.named(guids.psetAddress, NAME)) ?? '';
  if (members.length === 0 && name === '') return body;
  const lines = [...(name ? [tidy(name), ''] : []), ...members.map(line)];
  const list = lines.join('\r\n');
  const text = body.text ? `${list}\r\n\r\n${body.text}` : list;
  const html = body.html === null ? null : `<pre>${escaped(list)}</pre>${body.html}`;
  return { html, text, source: body.source === 'none' ? 'text' : body.source };
}

/** The one-off entries name every member; the others name only those that are no contacts of the author. */
function membersOf(bag: PropertyBag, scope: Scope): TnefPerson[] {
  const people = [ONE_OFF_MEMBERS, MEMBERS].map((id) => {
    const value = bag.named(guids.psetAddress, id);
    const entries = value?.type === 'many' ? value.values : [];
    return entries.flatMap((entry) => {
      const person = entry.type === 'binary' ? personOfEntry(entry.value, scope, 'distribution list') : null;
      return person && (person.name || person.address) ? [person] : [];
    });
  });
  const [oneOff = [], plain = []] = people;
  return oneOff.length >= plain.length ? oneOff : plain;
}

const line = ({ name, address }: TnefPerson): string =>
  tidy(name && address && name !== address ? `${name} <${address}>` : name || address);

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
