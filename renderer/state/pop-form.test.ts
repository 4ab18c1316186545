// What the POP form starts from and what it waits for.
import { expect, test } from 'vitest';
import { guessPop, isPopOpen, popGap, withPopSecurity, type PopForm } from './pop-form.ts';

const imap = (host: string) => ({
  imap: { host, port: 993, security: 'tls' as const, userName: 'a@b.example' },
  smtp: null,
  allowInsecure: false,
});

test('the server is guessed in the manner of the IMAP one', () => {
  expect(guessPop(imap('imap.free.fr'))).toEqual({
    host: 'pop.free.fr',
    port: 995,
    security: 'tls',
    userName: 'a@b.example',
  });
  expect(guessPop(imap('imap.web.de')).host).toBe('pop3.web.de');
  expect(guessPop(imap('ssl0.ovh.net')).host).toBe('ssl0.ovh.net');
});

test('another encryption takes its usual port, an own port stays', () => {
  const server = guessPop(imap('imap.free.fr'));
  expect(withPopSecurity(server, 'starttls').port).toBe(110);
  expect(withPopSecurity({ ...server, port: 1995 }, 'none').port).toBe(1995);
});

test('what is missing is named in the order of the form', () => {
  const server = { ...guessPop(imap('imap.free.fr')), security: 'none' as const };
  const form: PopForm = { address: 'a@b.example', server, password: '', allowInsecure: false };
  expect(popGap({ ...form, address: 'a' })).toBe('address');
  expect(popGap({ ...form, server: null })).toBe('server');
  expect(popGap(form)).toBe('consent');
  expect(popGap({ ...form, allowInsecure: true })).toBe('password');
  expect(popGap({ ...form, allowInsecure: true, password: 'x' })).toBeNull();
  expect(isPopOpen({ ...server, host: 'localhost' })).toBe(false);
});
