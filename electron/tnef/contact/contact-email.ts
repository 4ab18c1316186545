// The three e-mail addresses of a contact, SMTP ones only ([MS-OXOCNTC] 2.2.1.2).
import type { TnefProblem } from '../message.ts';
import { textOf, type PropertyBag } from '../properties.ts';
import { addressSet, emailLids, emailParts } from './contact-properties-table.ts';

/** The address in 'ann@example.org' or 'Ann Martin (ann@example.org)'; null when there is none. */
function addressIn(text: string): string | null {
  const words = text.slice(0, 1_000).split(/[\s()<>"',;]/);
  for (const word of words) {
    const plain = word.toLowerCase().startsWith('smtp:') ? word.slice(5) : word;
    const at = plain.indexOf('@');
    if (at > 0 && at < plain.length - 1 && !plain.startsWith('/')) return plain;
  }
  return null;
}

/**
 * At most three, each once, in their order. An address of the author's own directory (type EX) is taken from the name
 * it was entered with, which nearly always is the SMTP address; where it is not, that is reported.
 */
export function emailsOf(bag: PropertyBag, problem: (p: TnefProblem) => void): string[] {
  const found: string[] = [];
  const add = (address: string): void => {
    if (!found.some((each) => each.toLowerCase() === address.toLowerCase())) found.push(address);
  };
  for (const lid of emailLids) {
    const part = (offset: number): string => (textOf(bag.named(addressSet, lid + offset)) ?? '').trim();
    const isInternal = part(emailParts.addressType).toUpperCase() === 'EX';
    const sources = isInternal
      ? [part(emailParts.originalDisplayName), part(emailParts.displayName)]
      : [part(emailParts.address), part(emailParts.originalDisplayName), part(emailParts.displayName)];
    const address = sources.map(addressIn).find((each) => each !== null);
    if (address) add(address);
    else if (part(emailParts.address)) {
      const detail = 'no SMTP address in it';
      problem({ code: 'property', where: `PidLidEmail${emailLids.indexOf(lid) + 1}EmailAddress`, detail });
    }
  }
  if (found.length) return found;
  // What an address book entry has instead: PidTagSmtpAddress, PidTagEmailAddress.
  const entry = addressIn(textOf(bag.get(0x39fe)) ?? '') ?? addressIn(textOf(bag.get(0x3003)) ?? '');
  if (entry) add(entry);
  return found;
}
