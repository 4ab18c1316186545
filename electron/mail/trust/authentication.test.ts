// Whose word counts: fields the receiving server wrote, never those a sender wrote in its name.
import { describe, expect, it } from 'vitest';
import { headerFields } from '../../mime/index.ts';
import { authenticationOf, statedServer } from './authentication.ts';

const fields = (...lines: string[]) => headerFields(Buffer.from([...lines, 'Subject: x', '', ''].join('\r\n')));
const places = ['claire@provider.example.com', 'imap.provider.example.com'];
const from = 'sophie@lambert-notaires.fr';
const handedOver =
  'Received: from out.lambert-notaires.fr (out.lambert-notaires.fr [8.8.4.4]) by mx.example.com; Thu, 19 Nov 2026 09:42:00 +0100';
const stated =
  'Authentication-Results: mx.example.com; spf=pass smtp.mailfrom=lambert-notaires.fr;\r\n dkim=pass (2048-bit key) header.d=lambert-notaires.fr; dmarc=pass header.from=lambert-notaires.fr';
const verdicts = (of: ReturnType<typeof fields>, server: string | null = 'mx.example.com') => {
  const found = authenticationOf(of, server, places, from);
  return found && [found.spf, found.dkim, found.dmarc];
};

describe('authenticationOf', () => {
  it('takes what the receiving server says, above or below its own Received line', () => {
    expect(verdicts(fields(stated, handedOver))).toEqual(['pass', 'pass', 'pass']);
    expect(verdicts(fields(handedOver, stated, 'Received: from pc by out.lambert-notaires.fr; x'))).toEqual([
      'pass',
      'pass',
      'pass',
    ]);
    const inside = 'Received: from mx.example.com (mx.example.com [1.2.3.4]) by store.example.com; x';
    expect(verdicts(fields(inside, handedOver, stated))).toEqual(['pass', 'pass', 'pass']);
    expect(authenticationOf(fields(stated, handedOver), 'mx.example.com', places, from)).toMatchObject({
      by: 'mx.example.com',
      domain: 'lambert-notaires.fr',
    });
  });

  it('does not believe the same field where the sender could have put it', () => {
    const forged = fields(handedOver, 'Received: from nowhere.org by elsewhere.org; x', stated);
    expect(verdicts(forged)).toBeNull();
    const hidden = fields(handedOver, 'Received: from evil.org (evil.org) by mx.example.com; x', stated);
    expect(verdicts(hidden)).toBeNull();
  });

  it('does not believe another server, nor anybody while the own one is unknown', () => {
    expect(verdicts(fields(stated.replace('mx.example.com', 'mx.evil.org'), handedOver))).toBeNull();
    expect(verdicts(fields(stated, handedOver), null)).toBeNull();
    expect(verdicts(fields(handedOver))).toBeNull();
  });

  it('takes a signature of the sender’s domain only, and the best of several', () => {
    const other =
      'Authentication-Results: mx.example.com; dkim=pass header.d=mailer.org; dkim=fail header.d=lambert-notaires.fr';
    expect(verdicts(fields(other, handedOver))).toEqual([null, 'fail', null]);
    const two =
      'Authentication-Results: mx.example.com; dkim=fail header.d=lambert-notaires.fr; dkim=pass header.i=@lambert-notaires.fr';
    expect(verdicts(fields(two, handedOver))).toEqual([null, 'pass', null]);
  });

  it('reads comments, versions and odd words without being led astray', () => {
    const odd =
      'Authentication-Results: mx.example.com 1 (x; spf=pass); spf/1 = softfail (a; dmarc=pass); dmarc=hardfail; dkim=weird';
    expect(verdicts(fields(odd, handedOver))).toEqual(['softfail', null, 'fail']);
  });

  it('learns the server’s name from where only it can stand', () => {
    expect(statedServer(fields(stated, handedOver), places)).toBe('mx.example.com');
    expect(statedServer(fields(handedOver, 'Received: from a.org by b.org; x', stated), places)).toBeNull();
    expect(statedServer(fields(stated.replace('mx.example.com', 'mx.evil.org'), handedOver), places)).toBeNull();
    const google = [
      'Received: by 2002:a05:6512::1 with SMTP id x',
      'Received: from a.org (a.org. [8.8.8.8]) by mx.google.com with ESMTPS; x',
      'Authentication-Results: mx.google.com; dmarc=pass',
    ];
    expect(statedServer(fields(...google), ['claire@gmail.com', 'imap.gmail.com'])).toBe('mx.google.com');
  });
});
