// Facts about senders, each with the case it is for and the honest case it must not name.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lookalikeOf, mixesScripts, ownerDomain } from './domains.ts';
import { linkElsewhere, noticesOf, type NoticeInput } from './notices.ts';

const person = (address: string, name = '') => ({ name, address });
const known: NoticeInput = {
  from: [person('sophie@lambert-notaires.fr', 'Sophie Lambert')],
  replyTo: [],
  html: null,
  authentication: null,
  me: ['claire@orange.fr'],
  outgoing: false,
  isList: false,
  known: () => ({ written: 3, received: 9 }),
  addressesOf: () => [],
  knownDomains: ['lambert-notaires.fr', 'paypal.com'],
};
const kinds = (change: Partial<NoticeInput>): string[] => noticesOf({ ...known, ...change }).map(({ kind }) => kind);

describe('noticesOf', () => {
  it('has nothing to say of a known sender, nor of the person’s own mail', () => {
    expect(kinds({})).toEqual([]);
    expect(kinds({ outgoing: true, replyTo: [person('x@evil.org')], known: () => null })).toEqual([]);
  });

  it('says where an answer would go, when that is elsewhere', () => {
    expect(noticesOf({ ...known, replyTo: [person('etude.lambert@gmail.com')] })).toEqual([
      { kind: 'reply_elsewhere', tone: 'warn', params: { address: 'etude.lambert@gmail.com', domain: 'gmail.com' } },
    ]);
    expect(kinds({ replyTo: [person('accueil@mail.lambert-notaires.fr')] })).toEqual([]);
    expect(kinds({ replyTo: [person('claire@orange.fr')] })).toEqual([]);
    expect(kinds({ replyTo: [person('list@lists.example.org')], isList: true })).toEqual([]);
  });

  it('says when a name is an address of somebody else', () => {
    expect(kinds({ from: [person('x@evil.org', 'service@paypal.com')] })).toEqual(['name_imitates_address']);
    expect(kinds({ from: [person('x@mail.paypal.com', 'service@paypal.com')] })).toEqual([]);
  });

  it('says when a known name comes with a new address', () => {
    const input = { known: () => null, addressesOf: () => ['sophie@lambert-notaires.fr'] };
    expect(kinds({ ...input, from: [person('sophie.lambert@gmail.com', 'Sophie Lambert')] })).toEqual([
      'name_imitates_contact',
      'first_time',
    ]);
    expect(kinds({ ...input, from: [person('s.lambert@lambert-notaires.fr', 'Sophie Lambert')] })).toEqual([
      'first_time',
    ]);
  });

  it('says external only where the own domain is a company’s', () => {
    expect(kinds({ known: () => ({ written: 0, received: 1 }), me: ['c@atelier-morel.fr'] })).toEqual(['external']);
    expect(kinds({ known: () => ({ written: 0, received: 1 }) })).toEqual(['first_time']);
    expect(kinds({ known: () => ({ written: 0, received: 2 }) })).toEqual([]);
  });

  it('says that the sender is not confirmed, only when the server says so', () => {
    const stated = { by: 'mx', domain: 'lambert-notaires.fr', spf: 'fail', dkim: 'none', dmarc: 'fail' } as const;
    expect(kinds({ authentication: stated })).toEqual(['authentication_failed']);
    expect(kinds({ authentication: { ...stated, dmarc: 'none' } })).toEqual([]);
  });
});

describe('look-alikes', () => {
  it.each([
    ['раураl.com', 'paypal.com'],
    ['paypa1.com', 'paypal.com'],
    ['pаypal.com', 'paypal.com'],
    ['lambert-notaíres.fr', 'lambert-notaires.fr'],
    ['paypal.com', null],
    ['example.org', null],
  ])('%s looks like %s', (domain, like) => {
    expect(lookalikeOf(domain, known.knownDomains)).toBe(like);
  });

  it('finds letters of two scripts in one name', () => {
    expect(mixesScripts('pаypal.com')).toBe(true);
    expect(mixesScripts('яндекс.рф')).toBe(false);
    expect(mixesScripts('café.fr')).toBe(false);
  });

  it('knows owners', () => {
    expect(ownerDomain('Claire <claire@x>')).toBeNull();
    expect(ownerDomain('claire@mail.example.co.uk')).toBe('example.co.uk');
    expect(ownerDomain('192.168.0.1')).toBeNull();
    expect(ownerDomain('')).toBeNull();
  });
});

describe('linkElsewhere', () => {
  it('finds the text that names another host', () => {
    expect(linkElsewhere('<p><a class=x href="https://evil.org/a">www.mabanque.fr/acces</a>')).toEqual({
      shown: 'www.mabanque.fr',
      host: 'evil.org',
    });
    expect(linkElsewhere("<a href='https://evil.org'><b>https://mabanque.fr</b></a>")).toEqual({
      shown: 'mabanque.fr',
      host: 'evil.org',
    });
  });
  it.each([
    '<a href="https://mabanque.fr/x">www.mabanque.fr</a>',
    '<a href="https://login.mabanque.fr/x">mabanque.fr</a>',
    '<a href="https://evil.org/x">Cliquez ici</a>',
    '<a href="https://files.org/x">rapport.pdf</a>',
    '<a href="https://files.org/x">notes.md</a>',
    '<a href="mailto:x@evil.org">mabanque.fr</a>',
    '<a name=x>mabanque.fr</a>',
    '<abbr href="https://evil.org">mabanque.fr</abbr>',
  ])('%s is honest', (html) => expect(linkElsewhere(html)).toBeNull());

  it('answers for any text, quickly', () => {
    fc.assert(fc.property(fc.string({ maxLength: 2000 }), (text) => void linkElsewhere(`<a href=${text}`)));
    expect(linkElsewhere('<a '.repeat(200_000))).toBeNull();
    expect(linkElsewhere(`<a href="https://a.org">${'<'.repeat(500_000)}`)).toBeNull();
  });
});
