import { expect, test } from 'vitest';
import { postmarkDate, receivedDate } from './received-date.ts';

const of = (text: string): number | null => receivedDate(Buffer.from(text, 'latin1'));
const time = Date.UTC(2002, 8, 26, 10, 3, 9);

test('the topmost Received counts, before Date', () => {
  const header = [
    'Date: Mon, 1 Jan 2001 00:00:00 +0000',
    'Received: from a by b',
    '\twith SMTP id 12 Jan 1999 10:00:00; Thu, 26 Sep 2002 11:03:09 +0100 (IST)',
    'Received: from c by a; Wed, 25 Sep 2002 11:03:09 +0100',
    '',
    'Received: from body; Wed, 25 Sep 2003 11:03:09 +0100',
  ];
  for (const end of ['\r\n', '\n', '\r']) expect(of(header.join(end))).toBe(time);
});

test('an unreadable Received gives way to the next, then to Date, then to null', () => {
  expect(of('Received: by a; no date\nReceived: by b; 26 Sep 2002 10:03:09 GMT\n\n')).toBe(time);
  expect(of('Received: by a\nDATE : Thu Sep 26 10:03:09 2002\n\n')).toBe(time);
  expect(of('Subject: x\n\nDate: Thu, 26 Sep 2002 10:03:09 +0000\n')).toBeNull();
  expect(of('')).toBeNull();
});

test('dates no mail can have are none', () => {
  expect(of('Date: Thu, 26 Sep 1902 10:03:09 +0000\n\n')).toBeNull();
  expect(of('Date: Thu, 26 Sep 4002 10:03:09 +0000\n\n')).toBeNull();
});

test('postmarks with and without zone', () => {
  expect(postmarkDate('a@b  Thu Sep 26 10:03:09 2002')).toBe(time);
  expect(postmarkDate('1@xxx Thu Sep 26 12:03:09 +0200 2002')).toBe(time);
  expect(postmarkDate('a@b Thu Sep 26 10:03 GMT 2002')).toBe(time - 9000);
  expect(postmarkDate('nothing of the kind')).toBeNull();
});
