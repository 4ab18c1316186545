import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { AccountSettings, Address, Provider } from '../../contract/accounts.ts';
import { providerTable } from './provider-table.ts';
import { propose, providerFor } from './propose.ts';

describe('provider table', () => {
  it('names every domain and every id once, in lower case', () => {
    const domains = providerTable.flatMap((row) => row.domains);
    expect(new Set(domains).size).toBe(domains.length);
    expect(new Set(providerTable.map((row) => row.id)).size).toBe(providerTable.length);
    for (const domain of domains) expect(domain).toMatch(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/);
  });
  it.each(providerTable.map((row) => [row.id, row] as const))('%s has whole servers', (_, row) => {
    for (const server of [row.imap, row.smtp]) {
      expect(server.host).toMatch(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/);
      expect(server.security === 'none').toBe(server.host === '127.0.0.1');
      const usual = { 993: 'tls', 465: 'tls', 587: 'starttls', 1143: 'none', 1025: 'none' }[server.port];
      expect(server.security).toBe(usual);
    }
    if (row.appPasswordUrl !== null) expect(new URL(row.appPasswordUrl).protocol).toBe('https:');
  });
});

describe('propose', () => {
  it('takes the table for a known domain, whatever its case', () => {
    expect(propose('Ann@GMail.com')).toEqual({
      provider: {
        id: 'gmail',
        name: 'Gmail',
        appPassword: true,
        appPasswordUrl: 'https://myaccount.google.com/apppasswords',
        oauthOnly: false,
      },
      settings: {
        imap: { host: 'imap.gmail.com', port: 993, security: 'tls', userName: 'Ann@GMail.com' },
        smtp: { host: 'smtp.gmail.com', port: 465, security: 'tls', userName: 'Ann@GMail.com' },
        allowInsecure: false,
      },
      from: 'table',
    });
  });
  it('knows who signs in without the domain', () => {
    expect(propose('ann@free.fr').settings.imap.userName).toBe('ann');
    const icloud = propose('ann@icloud.com').settings;
    expect([icloud.imap.userName, icloud.smtp?.userName]).toEqual(['ann', 'ann@icloud.com']);
  });
  it('knows who accepts no password at all', () => {
    expect(propose('ann@hotmail.fr').provider).toMatchObject({ oauthOnly: true, appPassword: false });
  });
  it('falls back to imap. and smtp. with TLS and the whole address', () => {
    expect(propose('ann@example.org')).toEqual({
      provider: null,
      settings: {
        imap: { host: 'imap.example.org', port: 993, security: 'tls', userName: 'ann@example.org' },
        smtp: { host: 'smtp.example.org', port: 465, security: 'tls', userName: 'ann@example.org' },
        allowInsecure: false,
      },
      from: 'rules',
    });
  });
  it('spells an international domain as DNS does', () => {
    expect(propose('ann@bücher.example').settings.imap.host).toBe('imap.xn--bcher-kva.example');
  });
  it('leaves out encryption only on this computer', () => {
    expect(propose('ann@localhost').settings.imap).toMatchObject({ host: 'localhost', port: 143, security: 'none' });
    expect(propose('ann@[127.0.0.1]').settings.imap).toMatchObject({ host: '127.0.0.1', security: 'none' });
    expect(propose('ann@[IPv6:::1]').settings.imap).toMatchObject({ host: '::1', security: 'none' });
    expect(propose('ann@[192.0.2.1]').settings.imap).toMatchObject({ host: '192.0.2.1', security: 'tls' });
  });
  it('answers any address with settings the contract accepts', () => {
    fc.assert(
      fc.property(
        fc.tuple(fc.stringMatching(/^[^\s@]{1,60}$/), fc.stringMatching(/^[^\s@]{1,60}$/)).map((p) => p.join('@')),
        (address) => {
          fc.pre(v.is(Address, address));
          const proposal = propose(address);
          expect(v.is(AccountSettings, proposal.settings), JSON.stringify(proposal)).toBe(true);
          expect(proposal.settings.imap.security === 'none' && proposal.from === 'rules').toBe(
            proposal.from === 'rules' && /localhost|127\.|::1/i.test(proposal.settings.imap.host),
          );
        },
      ),
    );
  });
});

describe('providerFor', () => {
  it('finds the provider by its server when the domain is the person’s own', () => {
    expect(providerFor('ann@example.org', 'SSL0.ovh.net')?.id).toBe('ovh');
    expect(v.is(Provider, providerFor('ann@gmail.com', 'elsewhere.example'))).toBe(true);
    expect(providerFor('ann@example.org', '127.0.0.1')).toBeNull();
  });
});
