import { describe, expect, it } from 'vitest';
import {
  guessSmtp,
  insecureHosts,
  isAddress,
  isThisComputer,
  isUsable,
  problemsOf,
  withSecurity,
} from './server-form.ts';

const imap = { host: 'imap.orange.fr', port: 993, security: 'tls', userName: 'claire@orange.fr' } as const;

describe('the account form', () => {
  it('tells addresses from other text', () => {
    expect(['a@b.fr', ' a.b+c@d-e.co.uk ', 'demo@localhost'].map(isAddress)).toEqual([true, true, true]);
    expect(['', 'a@b', 'a b@c.fr', '@c.fr', 'a@@c.fr', 'a@c.'].map(isAddress)).toEqual(Array(6).fill(false));
  });

  it('moves a usual port with the encryption and leaves an unusual one', () => {
    expect(withSecurity(imap, 'starttls', 'imap').port).toBe(143);
    expect(withSecurity({ ...imap, port: 10143 }, 'starttls', 'imap').port).toBe(10143);
    expect(withSecurity({ ...imap, port: Number.NaN }, 'tls', 'smtp').port).toBe(465);
  });

  it('proposes a sending server', () => {
    expect(guessSmtp(imap)).toEqual({ ...imap, host: 'smtp.orange.fr', port: 465 });
  });

  it('knows this computer by its names', () => {
    expect(['localhost', '127.0.0.1', '127.3.2.1', '::1', '[::1]', 'mail.localhost'].every(isThisComputer)).toBe(true);
    expect(['127.example.org', 'localhost.example.org', '10.0.0.1', ''].some(isThisComputer)).toBe(false);
  });

  it('wants consent before clear text to another computer', () => {
    const open = { imap: { ...imap, security: 'none' as const }, smtp: null, allowInsecure: false };
    expect(insecureHosts(open)).toEqual(['imap.orange.fr']);
    expect(isUsable(open)).toBe(false);
    expect(isUsable({ ...open, allowInsecure: true })).toBe(true);
    expect(isUsable({ ...open, imap: { ...open.imap, host: 'localhost' } })).toBe(true);
  });

  it('names the fields that are wrong', () => {
    expect(problemsOf({ host: ' ', port: 0, security: 'tls', userName: '' })).toEqual(['host', 'port', 'userName']);
    expect(problemsOf({ ...imap, port: 70000 })).toEqual(['port']);
    expect(problemsOf(imap)).toEqual([]);
  });
});
