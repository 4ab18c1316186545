// Whose domain a host or an address belongs to, and when one is written to look like another.
import { domainToUnicode } from 'node:url';
import { getDomain, parse } from 'tldts';

const MAX_LENGTH = 320;

/** "mail.example.co.uk" and "claire@example.co.uk" -> "example.co.uk"; null for a bare name, an IP, or nothing. */
export function ownerDomain(hostOrAddress: string): string | null {
  const text = hostOrAddress.slice(0, MAX_LENGTH).trim().toLowerCase();
  const host = text.slice(text.lastIndexOf('@') + 1).replace(/\.$/, '');
  if (host === '' || /[\s<>()"]/.test(host)) return null;
  return getDomain(host, { allowPrivateDomains: false });
}

/** Ends in a suffix that exists, which "letter.pdf" does not. */
export const isRegistered = (host: string): boolean => {
  const { domain, isIcann } = parse(host);
  return domain !== null && isIcann === true;
};

/** Characters that are taken for a Latin letter (Unicode TR39 confusables: the few that spoofed names are made of). */
const LATIN_TWINS: Readonly<Record<string, string>> = {
  а: 'a',
  ɑ: 'a',
  α: 'a',
  ь: 'b',
  с: 'c',
  ϲ: 'c',
  ԁ: 'd',
  е: 'e',
  ҽ: 'e',
  ε: 'e',
  ɡ: 'g',
  һ: 'h',
  հ: 'h',
  і: 'i',
  ı: 'i',
  ι: 'i',
  ј: 'j',
  к: 'k',
  κ: 'k',
  ӏ: 'l',
  м: 'm',
  п: 'n',
  ո: 'n',
  о: 'o',
  ο: 'o',
  օ: 'o',
  р: 'p',
  ρ: 'p',
  ԛ: 'q',
  г: 'r',
  ѕ: 's',
  т: 't',
  τ: 't',
  υ: 'u',
  ս: 'u',
  ν: 'v',
  ѵ: 'v',
  ѡ: 'w',
  ԝ: 'w',
  х: 'x',
  χ: 'x',
  у: 'y',
  ү: 'y',
  ᴢ: 'z',
};

const hostOf = (domain: string): string => (domain.includes('xn--') ? domainToUnicode(domain) || domain : domain);

/** What a hurried eye reads: accents dropped, twins replaced, "rn" as m, digits as the letters they stand for. */
function skeleton(domain: string): string {
  const plain = hostOf(domain)
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase();
  let out = '';
  for (const character of plain) out += LATIN_TWINS[character] ?? character;
  return out.replace(/rn/g, 'm').replace(/vv/g, 'w').replace(/0/g, 'o').replace(/[1|]/g, 'l').replace(/5/g, 's');
}

/** Letters of two scripts in one label: no honest name needs it (Unicode TR39 section 5). */
export function mixesScripts(domain: string): boolean {
  return hostOf(domain)
    .split('.')
    .some(
      (label) =>
        /\p{Script=Latin}/u.test(label) && /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}]/u.test(label),
    );
}

/** The known domain that `domain` can be mistaken for; null when there is none, or when it is that domain itself. */
export function lookalikeOf(domain: string, known: Iterable<string>): string | null {
  const seen = skeleton(domain);
  for (const other of known) {
    if (other === domain) return null;
    if (skeleton(other) === seen) return other;
  }
  return null;
}

/** As people read it: punycode decoded. */
export const readableDomain = hostOf;
