// Reading a message from a real server: its parts and its source as they are there, fetched only when it is opened where
// just headers are kept, and never marked as read.
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startDovecot, whyNoDovecot, type Dovecot } from '../support/dovecot.ts';
import { openMailApp, type MailApp } from '../support/mail-app.ts';
import { appendLetters, readAccount } from '../support/mailbox.ts';

const why = whyNoDovecot();
const { signal } = new AbortController();
const MESSAGE = Buffer.from(
  [
    'Received: from mail.notaires.example by mx.example.org with ESMTPS; Thu, 19 Nov 2026 09:42:06 +0100',
    'From: Sophie Lambert <sophie@notaires.example>',
    'To: reader@example.org',
    'Reply-To: etude@elsewhere.example',
    'Subject: =?utf-8?q?Acte_sign=C3=A9?=',
    'Message-ID: <acte@notaires.example>',
    'Date: Thu, 19 Nov 2026 09:42:00 +0100',
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary=b',
    '',
    '--b',
    'Content-Type: text/html; charset=utf-8',
    '',
    '<p>Bonjour</p><img src="https://pictures.invalid/a.png">',
    '--b',
    'Content-Type: application/pdf; name=plan.pdf',
    'Content-Disposition: attachment',
    'Content-Transfer-Encoding: base64',
    '',
    'JVBERi0xLjQK',
    '--b--',
    '',
  ].join('\r\n'),
);

describe.skipIf(why)(`reading${why ? ` (left out: ${why})` : ''}`, () => {
  let server: Dovecot;
  let app: MailApp;
  beforeAll(async () => {
    server = await startDovecot({});
    await appendLetters(server, 'reader', 'INBOX', [{ bytes: MESSAGE }]);
    app = openMailApp({ port: server.port, user: 'reader', password: server.password }, { start: false });
    // Only headers are kept: the text comes when it is asked for.
    await app.api.handlers.saveSyncSettings(
      { accountId: app.accountId, settings: { keep: 'headers', months: 12, authservId: null } },
      { signal },
    );
    app.api.start();
    await app.until('the message', () => app.rows('SELECT id FROM messages')[0]);
  });
  afterAll(async () => {
    await app.close();
    await server.stop();
  });

  test('shows it whole, byte for byte, and leaves it unread', async () => {
    const id = Number(app.rows('SELECT id FROM messages')[0]?.['id']);
    const { handlers } = app.api;
    const message = await handlers.read({ id }, { signal });
    expect(message).toMatchObject({
      subject: 'Acte signé',
      from: [{ name: 'Sophie Lambert', address: 'sophie@notaires.example' }],
      me: ['reader@example.org'],
      text: 'Bonjour',
      remoteImages: 1,
      imagesAllowed: null,
      route: { hops: [{ by: 'mx.example.org', encrypted: true }] },
      sizeBytes: MESSAGE.length,
    });
    expect(message.trust.notices.map(({ kind }) => kind)).toContain('reply_elsewhere');
    expect(message.parts.map(({ name, sizeBytes }) => [name, sizeBytes])).toEqual([['plan.pdf', 9]]);
    await expect(
      Promise.resolve(handlers.remoteImage({ id, url: 'https://pictures.invalid/a.png' }, { signal })),
    ).rejects.toMatchObject({ code: 'mail.image_refused', params: { reason: 'not_allowed' } });

    const source = await handlers.source({ id }, { signal });
    expect(source).toMatchObject({ name: 'Acte signé.eml', sizeBytes: MESSAGE.length });
    expect(await handlers.headers({ id }, { signal })).toHaveLength(9);

    const [letter] = (await readAccount(server, 'reader')).get('INBOX') ?? [];
    expect(letter).toMatchObject({ sha256: createHash('sha256').update(MESSAGE).digest('hex'), flags: [] });
  });
});
