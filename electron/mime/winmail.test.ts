import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeTnef, type TnefMessage } from '../tnef/index.ts';
import { HTML, mailWith, PICTURE, PLAN, PLAN_NAME, SENT_AT, winmail } from '../../tests/support/winmail-mail.ts';
import { composeMessage } from './compose.ts';
import { isMessage } from './is-message.ts';
import { readMessage, type ReadableMessage } from './read.ts';

const names = ({ attachments }: ReadableMessage): string[] =>
  attachments.map(({ name, role, fromWinmail }) => `${fromWinmail ? '*' : ''}${name} ${role}`);
const decoded = (): TnefMessage => decodeTnef(winmail())!;
const ALL = [`*${PLAN_NAME} file`, '*pixel.png file', '*Devis précédent.eml message', 'winmail.dat winmail'];

describe('a message with a winmail.dat', () => {
  it('shows what it holds in its place, marked, and keeps it', async () => {
    const message = await readMessage(mailWith(winmail()));
    expect(names(message)).toEqual(ALL);
    const [plan, picture, quote, original] = message.attachments;
    expect(Buffer.from(plan!.content()).equals(PLAN)).toBe(true);
    expect(plan).toMatchObject({ inline: false, sizeBytes: PLAN.length });
    expect(Buffer.from(picture!.content()).equals(PICTURE)).toBe(true);
    expect(picture).toMatchObject({ inline: true, contentId: 'pixel@atelier', mimeType: 'image/png' });
    expect(quote!.content()).toHaveLength(quote!.sizeBytes);
    expect(await readMessage(quote!.content())).toMatchObject({ subject: 'Devis précédent' });
    expect(Buffer.from(original!.content()).equals(Buffer.from(winmail()))).toBe(true);
    expect(message).toMatchObject({ subject: 'Plan', html: HTML, bodyFromWinmail: true, problems: [] });
    expect(message.text).toContain('Bonjour Zoé, voici le plan.');
  });

  it.each([
    ['a name and a type that say nothing', { name: 'file.bin', mimeType: 'application/octet-stream' }],
    ['the newer type', { mimeType: 'application/vnd.ms-tnef' }],
    ['a type that is wrong', { mimeType: 'image/png', name: 'photo.png' }],
    ['a text type', { mimeType: 'text/plain' }],
  ])('finds it by its signature under %s', async (_, around) => {
    expect((await readMessage(mailWith(winmail(), around))).winmail).toHaveLength(1);
  });

  it('finds it in a part that says neither name nor type', async () => {
    const base64 = Buffer.from(winmail()).toString('base64').replace(/.{76}/g, '$&\r\n');
    const head = ['From: a@example.org', 'Content-Type: multipart/mixed; boundary=b', ''];
    const words = ['--b', 'Content-Type: text/plain; charset=utf-8', '', 'Voici le plan', ''];
    const message = await readMessage(
      Buffer.from([...head, ...words, '--b', 'Content-Transfer-Encoding: base64', '', base64, '--b--'].join('\r\n')),
    );
    expect(message).toMatchObject({ text: 'Voici le plan\n', html: HTML });
    expect(names(message)).toEqual(ALL);
  });

  it('finds it where it is the whole message', async () => {
    const head = 'Subject: all\r\nContent-Type: application/ms-tnef\r\nContent-Transfer-Encoding: binary\r\n\r\n';
    const message = await readMessage(Buffer.concat([Buffer.from(head), winmail()]));
    expect(message.winmail).toHaveLength(1);
    expect(message.text).toContain('voici le plan');
  });

  it('shows a file called winmail.dat that is none as what it is', async () => {
    const message = await readMessage(mailWith(Buffer.from('no TNEF here')));
    expect(names(message)).toEqual(['winmail.dat file']);
    expect(message.winmail).toEqual([]);
  });

  it.each([
    [
      'This message is in MIME format. Since your mail reader does not understand this format, some or all may not be legible.',
    ],
    ['<winmail.dat>'],
    [' \r\n\u00a0'],
  ])('puts its text in the place of %j', async (text) => {
    expect((await readMessage(mailWith(winmail(), { text }))).text).toContain('voici le plan');
  });

  it('keeps the text of the message itself where there is one, with the formatting of the winmail.dat', async () => {
    const message = await readMessage(mailWith(winmail(), { text: 'Bonjour, voici le plan en texte.' }));
    expect(message).toMatchObject({ text: 'Bonjour, voici le plan en texte.', html: HTML });
    expect(message.winmail[0]!.body.html).toBe(HTML);
  });

  it('looks into messages that are attached', async () => {
    const inner = mailWith(winmail()).toString('latin1');
    const outer = Buffer.from(
      [
        'Subject: Fwd',
        'Content-Type: multipart/mixed; boundary=outer',
        '',
        '--outer',
        'Content-Type: text/plain',
        '',
        'See attached',
        '--outer',
        'Content-Type: message/rfc822; name="plan.eml"',
        'Content-Disposition: attachment; filename="plan.eml"',
        '',
        inner,
        '--outer--',
      ].join('\r\n'),
      'latin1',
    );
    const message = await readMessage(outer);
    expect(names(message)).toEqual(['plan.eml message', ...ALL.slice(0, 3)]);
    expect(message.attachments.map(({ within }) => within)).toEqual([null, 'plan.eml', 'plan.eml', 'plan.eml']);
    expect(message.text).toBe('See attached');
  });

  it('answers for a winmail.dat that is cut or changed anywhere', async () => {
    const whole = winmail();
    await fc.assert(
      fc.asyncProperty(
        fc.nat(whole.length),
        fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255))),
        async (end, flips) => {
          const bytes = whole.slice(0, Math.max(4, end));
          for (const [at, value] of flips) if (at >= 4 && at < bytes.length) bytes[at] = value;
          const message = await readMessage(mailWith(bytes));
          expect(message.winmail).toHaveLength(1);
          for (const part of message.attachments) expect(part.content()).toHaveLength(part.sizeBytes);
        },
      ),
      { numRuns: 25 },
    );
  });
});

describe('composeMessage', () => {
  const text = (message: TnefMessage): string => Buffer.from(composeMessage(message)).toString('latin1');

  it('writes a message that reads back the same', async () => {
    const bytes = composeMessage(decoded());
    expect(isMessage(bytes)).toBe(true);
    const back = await readMessage(bytes);
    expect(back).toMatchObject({
      subject: 'Plan de l’atelier',
      from: 'Paul Renard <paul.renard@example.com>',
      to: 'Claire Morel <claire.morel@example.org>',
      date: SENT_AT,
      html: HTML,
      problems: [],
      winmail: [],
    });
    const [picture, plan, quote] = back.attachments;
    expect([plan!.name, picture!.name, quote!.name]).toEqual([PLAN_NAME, 'pixel.png', 'Devis précédent.eml']);
    expect(picture!.inline).toBe(true);
    expect(Buffer.from(plan!.content()).equals(PLAN)).toBe(true);
    expect((await readMessage(quote!.content())).attachments[0]).toMatchObject({ name: 'devis.txt', sizeBytes: 6 });
  });

  it('makes the same bytes each time, in short lines of ASCII', () => {
    expect(text(decoded())).toBe(text(decoded()));
    for (const line of text(decoded()).split('\r\n')) {
      expect(line).toMatch(/^[\t -~]*$/);
      expect(line.length).toBeLessThanOrEqual(998);
    }
  });

  const bare = (more: Partial<TnefMessage>): TnefMessage => ({
    ...decoded(),
    attachments: [],
    body: { html: null, text: 'x', source: 'text' },
    ...more,
  });

  it('keeps the header a message came with, but for what speaks of its old content', () => {
    const written = text(
      bare({
        subject: 'not this one',
        transportHeaders:
          'Microsoft Mail Internet Headers Version 2.0\r\nReceived: from a by b;\r\n\tFri, 20 Nov 2026 10:12:00 +0100\r\n' +
          'From: =?utf-8?q?Zo=C3=A9?= <zoe@example.org>\r\nSubject: Kept\r\nContent-Type: application/ms-tnef\r\n' +
          'MIME-Version: 1.0\r\n\r\nnot a header: this is behind it',
      }),
    );
    expect(written).toContain('Received: from a by b; Fri, 20 Nov 2026 10:12:00 +0100\r\n');
    expect(written).toContain('From: =?utf-8?q?Zo=C3=A9?= <zoe@example.org>\r\n');
    expect(written).toContain('Subject: Kept\r\n');
    expect(written).toContain('To: Claire Morel <claire.morel@example.org>\r\n');
    expect(written).not.toMatch(/not this one|ms-tnef|Microsoft Mail|behind it/);
    expect(written.match(/^MIME-Version/gm)).toHaveLength(1);
  });

  it('lets no property break out of its header', () => {
    const written = text(
      bare({
        subject: 'a\r\nBcc: evil@example.org\r\n\r\n<script>',
        messageId: '<a@b>\r\nX-Evil: 1',
        from: { name: 'x"\r\nX-Evil: 2', address: 'a@b>\r\nX-Evil: 3' },
      }),
    );
    expect(written).not.toMatch(/^(?:Bcc|X-Evil)/m);
    expect(written.indexOf('<script>')).toBeLessThan(written.indexOf('\r\n\r\n'));
  });

  it('puts an invitation among the forms of the text, with its method', async () => {
    const calendar = {
      ...{
        method: 'REQUEST' as const,
        kind: 'event' as const,
        summary: 'Réunion',
        location: '',
        start: null,
        end: null,
      },
      ...{ allDay: false, timeZone: '', organizer: null, attendees: [], recurrence: null, reminderMinutes: null },
      ics: 'BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n',
    };
    const message = bare({ calendar });
    expect(text(message)).toMatch(/multipart\/alternative[^]*text\/calendar; method=REQUEST; charset=utf-8/);
    expect((await readMessage(composeMessage(message))).attachments).toMatchObject([{ mimeType: 'text/calendar' }]);
  });

  it('reads back whatever people, subjects and names hold', async () => {
    const word = fc
      .string({ unit: 'grapheme', maxLength: 60 })
      .map((value) => value.replace(/[\p{C}\p{Z}]+/gu, ' ').trim());
    await fc.assert(
      fc.asyncProperty(word, word, word, fc.uint8Array({ maxLength: 400 }), async (subject, person, file, bytes) => {
        const [attachment] = decoded().attachments;
        const name = file.replace(/[/\\]/g, '_').replace(/ {2,}/g, ' ').replace(/^\.+$/, '') || 'x';
        const message = bare({
          subject,
          from: { name: person, address: 'a@example.org' },
          attachments: [{ ...attachment!, name, bytes }],
        });
        const back = await readMessage(composeMessage(message));
        expect(back.subject).toBe(subject.replace(/ {2,}/g, ' '));
        expect(back.people.from).toEqual([{ name: person.replace(/ {2,}/g, ' '), address: 'a@example.org' }]);
        expect(back.attachments.map((one) => one.name)).toEqual([name]);
        expect(Buffer.from(back.attachments[0]!.content()).equals(Buffer.from(bytes))).toBe(true);
      }),
      { numRuns: 150 },
    );
  });
});

describe('isMessage', () => {
  it.each([
    ['a header', 'Subject: a\r\n\r\nb', true],
    ['a spool line in front', 'From a@b Mon Jan 1\nReceived: x\n\n', true],
    ['blank lines in front', '\r\n\r\nFrom: a@b\r\nSubject: x\r\n\r\n', true],
    ['a note with a colon', 'Shopping: milk\n\nbread', false],
    ['HTML', '<html><body>From: x</body></html>', false],
    ['nothing', '', false],
  ])('tells %s', (_, content, expected) => expect(isMessage(Buffer.from(content))).toBe(expected));
});
