// Letters the program writes for the person: each goes out once, to whom it should, or says why not.
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import tls from 'node:tls';
import { SMTPServer } from 'smtp-server';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeCertificate } from '../../tests/support/certificate.ts';
import { silentLog } from '../base/index.ts';
import type { Change } from '../contract/mail.ts';
import { openMailStore, type MailStore } from '../store/index.ts';
import { createLetters } from './letters.ts';
import type { MailParts } from './parts.ts';

const certificate = makeCertificate();
tls.setDefaultCACertificates([...tls.getCACertificates('default'), certificate.cert]);

const context = { signal: new AbortController().signal };
const sent: { to: string[]; text: string }[] = [];
const changes: Change[] = [];
let [refusing, phishingAddress] = [false, ''];
let store: MailStore;
let smtp: SMTPServer;
let web: Server;
let asked: string[];
let status = 200;
let mail: string;

beforeEach(async () => {
  store = openMailStore(null);
  store.database.exec(
    `INSERT INTO folders (id, account_id, path, names, selectable, subscribed) VALUES (3, 'a', 'INBOX', '["INBOX"]', 1, 1);
     INSERT INTO messages (id, folder_id, uid, thread_id, flags, keywords, received_at, size, message_id, subject,
       from_name, from_address, people, list_id, preview, files)
     VALUES (1, 3, 1, 40, 0, '', 1700000000000, 10, '', '', '', 'list@shop.example', '{}', '', '', '')`,
  );
  smtp = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    onAuth: (_, __, done) => done(null, { user: 'me' }),
    onRcptTo: (_, __, done) => done(refusing ? new Error('not here') : null),
    onData: (stream, session, done) => {
      const pieces: Buffer[] = [];
      stream.on('data', (piece: Buffer) => pieces.push(piece));
      stream.on('end', () => {
        sent.push({
          to: session.envelope.rcptTo.map(({ address }) => address),
          text: Buffer.concat(pieces).toString(),
        });
        done();
      });
    },
  });
  await new Promise<void>((resolve) => smtp.listen(0, '127.0.0.1', resolve));
  web = createServer(certificate, (request, response) => {
    let body = '';
    request.on('data', (piece: Buffer) => (body += piece.toString()));
    request.on('end', () => {
      asked.push(`${request.method} ${request.url} ${body}`);
      response.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
  [sent.length, changes.length, asked, status, refusing, phishingAddress] = [0, 0, [], 200, false, ''];
});
afterEach(() => {
  store.close();
  web.close();
  smtp.close();
});

function letters(smtpToo = true) {
  const port = (smtp.server.address() as AddressInfo).port;
  const server = { host: '127.0.0.1', port, security: 'none', userName: 'me' } as const;
  const parts = {
    store,
    log: silentLog,
    credentials: () => ({
      address: 'me@example.org',
      settings: { imap: server, smtp: smtpToo ? server : null, allowInsecure: true },
      password: () => Promise.resolve('secret'),
    }),
  } as unknown as MailParts;
  return createLetters(parts, {
    contents: { bytes: () => Promise.resolve(Buffer.from(mail)) },
    phishingAddress: () => phishingAddress,
    change: ({ change }) => {
      changes.push(change);
      return { undoId: 7, messages: 1, folderId: null };
    },
    allows: (address) => address === '127.0.0.1',
  }).handlers;
}
const withList = (...fields: string[]) => (mail = ['From: list@shop.example', ...fields, '', 'Offer'].join('\r\n'));

describe('unsubscribe', () => {
  it('posts the one click, and nothing else', async () => {
    const { port } = web.address() as AddressInfo;
    const oneClick = (): string =>
      withList(
        `List-Unsubscribe: <mailto:leave@shop.example>, <https://127.0.0.1:${port}/out?id=7>`,
        'List-Unsubscribe-Post: List-Unsubscribe=One-Click',
      );
    oneClick();
    await letters().unsubscribe({ id: 1 }, context);
    expect([asked, sent]).toEqual([['POST /out?id=7 List-Unsubscribe=One-Click'], []]);
    status = 500;
    const refused = { code: 'mail.unsubscribe_refused', params: { host: `127.0.0.1:${port}` }, detail: 'HTTP 500' };
    await expect(letters().unsubscribe({ id: 1 }, context)).rejects.toMatchObject(refused);
  });

  it('sends the letter the list asks for', async () => {
    withList('List-Unsubscribe: <mailto:leave@shop.example?subject=leave%207%0d%0aBcc:%20x@evil.example>');
    await letters().unsubscribe({ id: 1 }, context);
    expect(sent).toHaveLength(1);
    expect(sent[0]?.to).toEqual(['leave@shop.example']);
    expect(sent[0]?.text).toMatch(/^Subject: leave 7 Bcc: x@evil\.example\r$/m);
    expect(sent[0]?.text).not.toMatch(/^Bcc:/m);
  });

  it('says when the server refuses, when there is none, and when there is no way', async () => {
    withList('List-Unsubscribe: <mailto:leave@shop.example>');
    await expect(letters(false).unsubscribe({ id: 1 }, context)).rejects.toMatchObject({ code: 'smtp.no_server' });
    refusing = true;
    await expect(letters().unsubscribe({ id: 1 }, context)).rejects.toMatchObject({ code: 'smtp.refused' });
    withList();
    await expect(letters().unsubscribe({ id: 1 }, context)).rejects.toMatchObject({ code: 'mail.unsubscribe_refused' });
    await expect(letters().unsubscribe({ id: 2 }, context)).rejects.toMatchObject({ code: 'mail.gone' });
  });
});

describe('reportPhishing', () => {
  it('sends the message as it came, then moves it to junk', async () => {
    phishingAddress = 'abuse@example.org';
    withList('Subject: =?utf-8?q?Gagn=C3=A9?=');
    await expect(letters().reportPhishing({ id: 1 }, context)).resolves.toMatchObject({ undoId: 7 });
    expect(sent[0]?.to).toEqual(['abuse@example.org']);
    expect(sent[0]?.text).toContain('Content-Type: message/rfc822');
    expect(sent[0]?.text).toContain(mail);
    expect(changes).toEqual([{ kind: 'junk' }]);
  });

  it('leaves the message where it is when the report could not be sent', async () => {
    withList();
    await expect(letters().reportPhishing({ id: 1 }, context)).rejects.toMatchObject({
      code: 'mail.no_report_address',
    });
    phishingAddress = 'abuse@example.org';
    refusing = true;
    await expect(letters().reportPhishing({ id: 1 }, context)).rejects.toMatchObject({ code: 'smtp.refused' });
    expect([sent, changes]).toEqual([[], []]);
  });
});
