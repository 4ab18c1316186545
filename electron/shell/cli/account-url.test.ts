import { describe, expect, it } from 'vitest';
import { AppError } from '../../contract/errors.ts';
import { parseAccountUrl, parseSize } from './account-url.ts';

const parse = (text: string, insecure = false): ReturnType<typeof parseAccountUrl> =>
  parseAccountUrl(text, 'imap', 'imap', insecure, 'en');
const reason = (work: () => unknown): string => {
  try {
    work();
    return 'accepted';
  } catch (error) {
    return error instanceof AppError ? String(error.params['reason']) : String(error);
  }
};

describe('a mailbox as a URL', () => {
  it.each([
    ['imaps://marie%40example.com@mail.example.com', 'marie@example.com', 'mail.example.com', 993, 'tls'],
    ['imaps://marie@example.com@mail.example.com:1993', 'marie@example.com', 'mail.example.com', 1993, 'tls'],
    ['imap://marie@mail.example.com', 'marie@mail.example.com', 'mail.example.com', 143, 'starttls'],
    ['imap://u@127.0.0.1:1143?security=none', 'u@127.0.0.1', '127.0.0.1', 1143, 'none'],
    ['imap://u@[::1]:1143/?security=none', 'u@::1', '::1', 1143, 'none'],
    ['imaps://caf%C3%A9%20noir@h', 'café.noir@h', 'h', 993, 'tls'],
  ])('%s', (text, address, host, port, security) => {
    const url = parse(text);
    expect(url).toMatchObject({ address, server: { host, port, security } });
  });

  it('keeps the user name as it is, whatever the address made of it', () => {
    expect(parse('imaps://caf%C3%A9%20noir@h').server.userName).toBe('café noir');
  });

  it('refuses a password, which everybody on the computer could read', () => {
    expect(reason(() => parse('imaps://marie:secret@mail.example.com'))).toMatch(/list of running programs/);
    expect(reason(() => parse('imaps://marie:secret@mail.example.com'))).not.toContain('secret');
  });

  it('refuses clear text to another computer unless it is accepted', () => {
    expect(reason(() => parse('imap://u@mail.example.com?security=none'))).toMatch(/clear text/);
    expect(parse('imap://u@mail.example.com?security=none', true).server.security).toBe('none');
    expect(reason(() => parse('imap://u@127.0.0.1.example.com?security=none'))).toMatch(/clear text/);
  });

  it.each([
    'mail.example.com',
    'http://a@b',
    'imaps://mail.example.com',
    'imaps://u@',
    'imaps://u@h/INBOX',
    'imaps://%zz@h',
    'imap://u@h?security=maybe',
  ])('refuses %s', (text) => expect(reason(() => parse(text))).toMatch(/looks like|clear text/));
});

describe('a size', () => {
  it.each([
    ['1GiB', 1_073_741_824],
    ['1g', 1_073_741_824],
    ['1.5MiB', 1_572_864],
    ['700MB', 700_000_000],
    ['2097152', 2_097_152],
    ['none', null],
  ])('%s', (text, bytes) => expect(parseSize(text, 'en')).toBe(bytes));

  it.each(['1KiB', '', 'big', '-1GiB', '1 apple', '99999999TiB'])('refuses %j', (text) =>
    expect(reason(() => parseSize(text, 'en'))).toMatch(/--volume-size/),
  );
});
