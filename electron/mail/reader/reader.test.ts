import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BlobShelf } from '../../base/index.ts';
import type { Account } from '../../contract/accounts.ts';
import type { ReadMessage, Trust } from '../../contract/mail.ts';
import { openMailStore, type MailStore } from '../../store/index.ts';
import { createReader, type ReaderHandlers } from './reader.ts';

const context = { signal: new AbortController().signal };
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAUAAAAFCAYAAACNbyblAAAAHElEQVQI12P4//8/w38GIAXDIBKE0DHxgljNBAAO9TXL0Y4OHwAAAABJRU5ErkJggg==',
  'base64',
);

let store: MailStore;
let blobs: BlobShelf;
let mail: Map<number, Buffer>;
let fetched: number[];
let trust: Trust;
let handlers: ReaderHandlers;
let close: () => void;

beforeEach(() => {
  store = openMailStore(null);
  blobs = new BlobShelf();
  mail = new Map();
  fetched = [];
  trust = { authentication: null, notices: [] };
  store.database.exec(
    `INSERT INTO folders (id, account_id, path, names, selectable, subscribed) VALUES (3, 'a', 'INBOX', '["INBOX"]', 1, 1)`,
  );
  const accounts = (): Account[] => [{ address: 'Me@Example.org' } as Account];
  const contents = {
    bytes: (id: number): Promise<Uint8Array> => {
      fetched.push(id);
      return Promise.resolve(mail.get(id) ?? Buffer.alloc(0));
    },
  };
  const credentials = (): never => {
    throw new Error('not asked');
  };
  const made = createReader({ store, blobs, accounts, dataDir: '', credentials }, contents, {
    trust: { of: () => trust },
    pictures: { allows: (address) => address === '127.0.0.1' },
  });
  handlers = made.handlers;
  close = () => made.close();
});
afterEach(() => {
  close();
  store.close();
});

function put(id: number, raw: Buffer | string): void {
  mail.set(id, Buffer.from(raw as string));
  store.database
    .prepare(
      `INSERT INTO messages (id, folder_id, uid, thread_id, flags, keywords, received_at, size, message_id, subject,
        from_name, from_address, people, list_id, preview, files)
        VALUES (?, 3, ?, 40, 0, '', 1700000000000, 10, '', '', '', 'sophie@notaires.example', '{}', '', '', '')`,
    )
    .run(id, id);
}
const read = async (raw: Buffer | string, id = 1): Promise<ReadMessage> => {
  put(id, raw);
  return handlers.read({ id }, context);
};
const bytesOf = (blob: { blobId: string; sizeBytes: number }): Buffer => Buffer.from(blobs.read(blob.blobId, 0));
const html = (body: string, ...fields: string[]): string =>
  ['From: Sophie <sophie@notaires.example>', 'Content-Type: text/html', ...fields, '', body].join('\r\n');

describe('read', () => {
  it('says who, how it came, what is in it and what may be done', async () => {
    const message = await read(
      [
        'Received: from mail.notaires.example by mx.example.org with ESMTPS; Thu, 19 Nov 2026 09:42:06 +0100',
        'From: Sophie Lambert <sophie@notaires.example>',
        'Sender: etude@notaires.example',
        'Reply-To: Etude <etude@gmail.example>',
        'To: me@example.ORG, Paul <paul@example.org>',
        'Cc: Copies: marc@example.org;',
        'Subject: =?utf-8?q?Acte_de_vente=C2=A0?=',
        'Date: Thu, 19 Nov 2026 09:42:00 +0100',
        'Message-ID: <a1@notaires.example>',
        'User-Agent: Mulot 2',
        'List-Unsubscribe: <https://list.example/u?x=1>',
        'List-Unsubscribe-Post: List-Unsubscribe=One-Click',
        'List-Id: Ventes <ventes.notaires.example>',
        'Disposition-Notification-To: sophie@notaires.example',
        'MIME-Version: 1.0',
        'Content-Type: multipart/mixed; boundary=b',
        '',
        '--b',
        'Content-Type: text/html',
        '',
        '<img src="https://x.example/a.png"><img src="https://x.example/t.gif" width=1 height=1><img src="cid:p">',
        '--b',
        'Content-Type: image/png',
        'Content-ID: <p>',
        '',
        'x',
        '--b',
        'Content-Type: text/calendar; name=rdv.ics',
        '',
        'BEGIN:VCALENDAR',
        '--b--',
      ].join('\r\n'),
    );
    expect(message).toMatchObject({
      id: 1,
      threadId: 40,
      accountId: 'a',
      folderId: 3,
      messageId: 'a1@notaires.example',
      subject: 'Acte de vente',
      from: [{ name: 'Sophie Lambert', address: 'sophie@notaires.example' }],
      sender: [{ name: '', address: 'etude@notaires.example' }],
      replyTo: [{ name: 'Etude', address: 'etude@gmail.example' }],
      cc: [{ address: 'marc@example.org' }],
      bcc: [],
      morePeople: 0,
      me: ['me@example.org'],
      at: 1_700_000_000_000,
      sentAt: Date.UTC(2026, 10, 19, 8, 42),
      seal: null,
      route: { mailer: 'Mulot 2', hops: [{ by: 'mx.example.org', encrypted: true }] },
      remoteImages: 1,
      trackers: 1,
      imagesAllowed: null,
      unsubscribe: { kind: 'one_click', host: 'list.example' },
      listId: 'ventes.notaires.example',
      wantsReceipt: true,
      winmailName: null,
      problems: [],
    });
    expect(message.parts.map(({ kind, inline }) => [kind, inline])).toEqual([
      ['file', true],
      ['calendar', false],
    ]);
  });

  it('names what is signed or encrypted', async () => {
    const multipart = (type: string, ...parts: string[]): string =>
      [`Content-Type: multipart/${type}; boundary=b`, '', ...parts.flatMap((part) => ['--b', part]), '--b--'].join(
        '\r\n',
      );
    const text = 'Content-Type: text/plain\r\n\r\nHello';
    const cms = (oid: string): string =>
      `Content-Type: application/pkcs7-mime; name=smime.p7m\r\nContent-Transfer-Encoding: base64\r\n\r\n${Buffer.from(`3080${oid}a080`, 'hex').toString('base64')}`;
    const samples: [ReadMessage['seal'], string][] = [
      [
        'pgp_encrypted',
        multipart(
          'encrypted; protocol="application/pgp-encrypted"',
          'Content-Type: application/pgp-encrypted\r\n\r\nVersion: 1',
          'Content-Type: application/octet-stream; name=encrypted.asc\r\n\r\n-----BEGIN PGP MESSAGE-----',
        ),
      ],
      [
        'pgp_signed',
        multipart(
          'signed; protocol="application/pgp-signature"',
          text,
          'Content-Type: application/pgp-signature; name=signature.asc\r\n\r\nx',
        ),
      ],
      [
        'smime_signed',
        multipart(
          'signed; protocol="application/pkcs7-signature"',
          text,
          'Content-Type: application/pkcs7-signature; name=smime.p7s\r\n\r\nx',
        ),
      ],
      ['smime_encrypted', cms('06092a864886f70d010703')],
      ['smime_signed', cms('06092a864886f70d010702')],
      ['pgp_encrypted', 'Subject: inline\r\n\r\nHello\r\n-----BEGIN PGP MESSAGE-----\r\nx'],
      ['pgp_signed', 'Subject: inline\r\n\r\n-----BEGIN PGP SIGNED MESSAGE-----\r\nx'],
      [null, 'Subject: quoted\r\n\r\n> -----BEGIN PGP MESSAGE-----\r\nx'],
    ];
    for (const [i, [seal, raw]] of samples.entries()) expect([i, (await read(raw, i + 1)).seal]).toEqual([i, seal]);
    const parts = (await handlers.read({ id: 1 }, context)).parts;
    expect(parts.map(({ kind }) => kind)).toEqual(['sealed', 'sealed']);
  });

  it('answers malformed mail of every kind', async () => {
    const deep = Array.from(
      { length: 5000 },
      (_, i) => `Content-Type: multipart/mixed; boundary="b${i}"\r\n\r\n--b${i}`,
    );
    const people = Array.from({ length: 10_000 }, (_, i) => `Person ${i} <person${i}@example.org>`).join(',\r\n ');
    const samples: Record<string, Buffer | string> = {
      deep: `${deep.join('\r\n')}\r\nContent-Type: text/plain\r\n\r\nDeep down`,
      nul: Buffer.from('Subject: a\0b\r\nFrom: c\0d <e\0@f>\r\n\r\nNull \0 bytes\0'),
      empty: '',
      bare: 'no header at all, only text',
      people: `To: ${people}\r\nSubject: many\r\n\r\nHello`,
      charset: Buffer.from('Content-Type: text/plain; charset=klingon-8\r\n\r\nPr\xeat', 'latin1'),
      past: 'Date: Thu, 1 Jan 1970 00:00:00 +0000\r\nSubject: x\r\n\r\nold',
      future: 'Date: Thu, 31 Dec 2099 23:59:59 +0000\r\nSubject: x\r\n\r\nnew',
    };
    const told: Record<string, ReadMessage> = {};
    let id = 0;
    for (const [name, raw] of Object.entries(samples)) told[name] = await read(raw, ++id);
    expect(told['nul']?.text).not.toContain('\0');
    expect(told['bare']?.text).toContain('only text');
    expect([told['people']?.to.length, told['people']?.morePeople]).toEqual([200, 9800]);
    expect(told['charset']?.text).toBe('Prêt');
    expect([told['past']?.sentAt, told['future']?.sentAt]).toEqual([0, Date.UTC(2099, 11, 31, 23, 59, 59)]);
    expect(JSON.stringify(told['deep']).length).toBeLessThan(2_000_000);
  });

  it('cuts 50 MB of HTML and says so', async () => {
    const message = await read(html(`<p>${'<b>long</b> '.repeat(4_400_000)}</p>`));
    expect(message.textCut).toBe(true);
    expect(message.html!.length).toBeLessThanOrEqual(4 * 1024 * 1024);
  }, 60_000);

  it('throws mail.gone for what is not there, and asks for bytes once', async () => {
    await expect(handlers.read({ id: 9 }, context)).rejects.toMatchObject({ code: 'mail.gone' });
    await read('Subject: x\r\n\r\ny');
    await Promise.all([
      handlers.read({ id: 1 }, context),
      handlers.headers({ id: 1 }, context),
      handlers.source({ id: 1 }, context),
    ]);
    expect(fetched).toEqual([1]);
    store.database.exec('DELETE FROM messages');
    await expect(handlers.read({ id: 1 }, context)).rejects.toMatchObject({ code: 'mail.gone' });
  });
});

describe('parts', () => {
  it('gives each part, some as .zip, the source and the headers in order', async () => {
    await read(
      'Subject: Plan: v2\r\nTo: b\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; name=a.txt\r\nContent-Disposition: attachment\r\n\r\none\r\n--b\r\nContent-Type: text/plain; name=a.txt\r\nContent-Disposition: attachment\r\n\r\ntwo\r\n--b--',
    );
    const part = await handlers.part({ id: 1, index: 1 }, context);
    expect([part.name, bytesOf(part).toString()]).toEqual(['a.txt', 'two']);
    await expect(handlers.part({ id: 1, index: 5 }, context)).rejects.toMatchObject({ code: 'mail.gone' });
    const zip = await handlers.partsZip({ id: 1, parts: [0, 1] }, context);
    expect(zip.name).toBe('Plan_ v2.zip');
    expect(bytesOf(zip).toString('latin1')).toContain('a (2).txt');
    const source = await handlers.source({ id: 1 }, context);
    expect([source.name, source.mimeType, bytesOf(source).equals(mail.get(1)!)]).toEqual([
      'Plan_ v2.eml',
      'message/rfc822',
      true,
    ]);
    expect(await handlers.headers({ id: 1 }, context)).toEqual([
      { name: 'Subject', value: 'Plan: v2' },
      { name: 'To', value: 'b' },
      { name: 'Content-Type', value: 'multipart/mixed; boundary=b' },
    ]);
  });
});

describe('remote pictures', () => {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.end(PNG);
  });
  const start = async (): Promise<string> => {
    asked.length = 0;
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };
  afterEach(() => new Promise<void>((done) => void server.close(() => done())));

  it('come only for a message or sender that was allowed, and never from a tracker', async () => {
    const base = await start();
    const body = `<img src="${base}/a.png"><img src="${base}/t.gif" width="1" height="1">`;
    await read(html(body), 1);
    await read(html(body), 2);
    const image = (id: number, path: string): Promise<{ mimeType: string }> =>
      Promise.resolve(handlers.remoteImage({ id, url: base + path }, context));
    const why = async (id: number, path: string): Promise<unknown> =>
      image(id, path).then(
        () => 'shown',
        (error: unknown) => (error as { params: { reason: string } }).params.reason,
      );
    expect(await why(1, '/a.png')).toBe('not_allowed');
    await handlers.allowImages({ id: 1, for: 'message' }, context);
    expect((await image(1, '/a.png')).mimeType).toBe('image/png');
    expect([await why(1, '/t.gif'), await why(1, '/b.png'), await why(2, '/a.png')]).toEqual([
      'tracker',
      'not_in_message',
      'not_allowed',
    ]);
    expect([
      (await handlers.read({ id: 1 }, context)).imagesAllowed,
      (await handlers.read({ id: 2 }, context)).imagesAllowed,
    ]).toEqual(['message', null]);

    await handlers.allowImages({ id: 2, for: 'sender' }, context);
    expect((await handlers.read({ id: 1 }, context)).imagesAllowed).toBe('sender');
    expect(await handlers.allowedSenders({}, context)).toMatchObject([{ address: 'sophie@notaires.example' }]);
    await read(html(body), 3);
    expect(await why(3, '/a.png')).toBe('shown');
    // Somebody else in the sender's name.
    trust = {
      authentication: { by: 'mx', domain: 'notaires.example', spf: 'fail', dkim: 'fail', dmarc: 'fail' },
      notices: [],
    };
    expect(await why(3, '/a.png')).toBe('not_allowed');
    trust = { authentication: null, notices: [] };
    store.database.exec("UPDATE folders SET role = 'junk'");
    expect(await why(3, '/a.png')).toBe('not_allowed');
    store.database.exec('UPDATE folders SET role = NULL');
    await handlers.forbidSender({ address: 'Sophie@Notaires.example' }, context);
    expect([await why(1, '/a.png'), await why(3, '/a.png'), await handlers.allowedSenders({}, context)]).toEqual([
      'not_allowed',
      'not_allowed',
      [],
    ]);
    expect(asked).toEqual(['/a.png', '/a.png']);
  });
});
