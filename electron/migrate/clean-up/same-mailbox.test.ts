import { expect, test } from 'vitest';
import { isSameMailbox } from './same-mailbox.ts';

const at = (host: string, userName: string, address = userName) => ({
  address,
  server: { host, port: 1, security: 'tls' as const, userName },
});

test.each([
  ['pop.orange.fr', 'marie', 'imap.orange.fr', 'marie', true],
  ['pop.orange.fr', 'marie@orange.fr', 'IMAP.Orange.fr.', 'Marie', true],
  ['mail.example.net', 'marie@example.net', 'mail.example.net', 'marie@example.net', true],
  ['pop.orange.fr', 'marie', 'imap.orange.fr', 'claire', false],
  ['mail.host.example', 'marie@old.example', 'mail.host.example', 'marie@new.example', false],
  ['pop.free.fr', 'marie', 'imap.orange.fr', 'marie', false],
  ['127.0.0.1', 'marie', '127.0.0.1', 'arrived', false],
  ['127.0.0.1', 'marie', '127.0.0.2', 'marie', false],
])('%s %s and %s %s', (popHost, popUser, imapHost, imapUser, expected) => {
  expect(isSameMailbox(at(popHost, popUser), at(imapHost, imapUser))).toBe(expected);
});

test('one address under two user names', () => {
  expect(isSameMailbox(at('a.example', 'u1', 'marie@a.example'), at('x.a.example', 'u2', 'Marie@a.example'))).toBe(
    true,
  );
});
