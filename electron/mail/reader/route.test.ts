import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { headerFields } from '../../mime/index.ts';
import { routeOf } from './route.ts';

const route = (...lines: string[]): ReturnType<typeof routeOf> =>
  routeOf(headerFields(Buffer.from(`${lines.join('\r\n')}\r\n\r\n`)));

describe('routeOf', () => {
  it('reads the hops oldest first, with delays and encryption', () => {
    const { mailer, hops } = route(
      'Received: from mail.example.fr (mail.example.fr [203.0.113.9])\r\n\tby mx.orange.fr (Postfix; internal) with ESMTPS id 12\r\n\t(using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384)\r\n\tfor <claire@orange.fr>; Thu, 19 Nov 2026 09:42:06 +0100 (CET)',
      'Received: from localhost (localhost [127.0.0.1]) by mail.example.fr with LMTP; Thu, 19 Nov 2026 08:42:03 +0000',
      'Received: from [192.168.1.4] (unknown [198.51.100.7]) by mail.example.fr with ESMTP id 9; Thu, 19 Nov 2026 08:42:02 GMT',
      'X-Mailer: Microsoft Outlook 16.0',
    );
    expect(mailer).toBe('Microsoft Outlook 16.0');
    expect(hops).toEqual([
      {
        from: '[192.168.1.4]',
        by: 'mail.example.fr',
        at: Date.UTC(2026, 10, 19, 8, 42, 2),
        delayMs: null,
        encrypted: false,
      },
      {
        from: 'localhost',
        by: 'mail.example.fr',
        at: Date.UTC(2026, 10, 19, 8, 42, 3),
        delayMs: 1000,
        encrypted: true,
      },
      {
        from: 'mail.example.fr',
        by: 'mx.orange.fr',
        at: Date.UTC(2026, 10, 19, 8, 42, 6),
        delayMs: 3000,
        encrypted: true,
      },
    ]);
  });

  it('knows TLS by the protocol and by the comments servers write', () => {
    const encrypted = (text: string): boolean =>
      route(`Received: from a.example by b.example ${text}; Thu, 19 Nov 2026 08:42:02 GMT`).hops[0]!.encrypted;
    for (const text of [
      'with ESMTPSA',
      'with HTTPS',
      'with UTF8SMTPS',
      'with Microsoft SMTP Server (version=TLS1_2, cipher=X)',
      'with SMTP (TLS1.2:ECDHE)',
    ])
      expect([text, encrypted(text)]).toEqual([text, true]);
    for (const text of ['with ESMTP', 'with SMTP', 'with HTTP', '', 'with ESMTPA'])
      expect([text, encrypted(text)]).toEqual([text, false]);
  });

  it('takes what is missing or odd for what it is', () => {
    expect(route('Received: by 10.1.2.3 with SMTP id x').hops).toEqual([
      { from: '', by: '10.1.2.3', at: null, delayMs: null, encrypted: true },
    ]);
    expect(route('Received: (((').hops).toHaveLength(1);
    expect(route('Subject: none')).toEqual({ mailer: '', hops: [] });
    expect(route(...Array.from({ length: 300 }, () => 'Received: from a by b')).hops).toHaveLength(100);
  });

  it('answers any value', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        expect(route(`Received: ${text.replace(/[\r\n]/g, ' ')}`).hops).toHaveLength(1);
      }),
    );
  });
});
