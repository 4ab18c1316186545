// Who a message is from and to, out of headers that a parser has read, or could not.
import type { AddressObject, Headers } from 'mailparser';
import { decodeText } from './envelope.ts';

export interface MailPerson {
  /** '' when there is none. */
  readonly name: string;
  readonly address: string;
}

const MAX_PEOPLE_LENGTH = 20_000;
/** Each listed field holds at most so many; a mailing of that size is counted exactly. */
const MAX_PEOPLE = 50_000;

interface Parsed {
  readonly name?: string | undefined;
  readonly address?: string | undefined;
  readonly group?: readonly Parsed[] | undefined;
}

/** "Claire Moreau <claire@example.org>, ..."; the raw header where the parser could not decode it. */
export function peopleText(headers: Headers, lines: ReadonlyMap<string, string>, name: string): string {
  const text = groupsOf(headers, name)
    .flatMap((group) => addressesOf(group.value))
    .join(', ');
  const shown = text === '' || text.includes('\ufffd') ? decodeText(lines.get(name) ?? '') || text : text;
  return oneLine(shown);
}

/** The same one by one; the members of a group stand for it. */
export function peopleList(headers: Headers, name: string): MailPerson[] {
  const people: MailPerson[] = [];
  const add = (parsed: readonly Parsed[] | undefined): void => {
    for (const one of parsed ?? []) {
      if (one.group?.length) add(one.group);
      else if (people.length < MAX_PEOPLE && (one.name || one.address)) {
        people.push({ name: oneLine(one.name ?? ''), address: oneLine(one.address ?? '') });
      }
    }
  };
  for (const group of groupsOf(headers, name)) add(group.value);
  return people;
}

function groupsOf(headers: Headers, name: string): readonly AddressObject[] {
  const value = headers.get(name) as AddressObject | AddressObject[] | undefined;
  return value === undefined ? [] : Array.isArray(value) ? value : [value];
}

function addressesOf(people: readonly Parsed[] | undefined): string[] {
  return (people ?? []).flatMap(({ name, address, group }) => {
    if (group) return [`${name ?? ''}: ${addressesOf(group).join(', ')};`];
    const shown = name && address ? `${name} <${address}>` : name || address || '';
    return shown ? [shown] : [];
  });
}

export const oneLine = (text: string): string =>
  text
    .replace(/[\s\0]+/g, ' ')
    .trim()
    .slice(0, MAX_PEOPLE_LENGTH)
    .toWellFormed();
