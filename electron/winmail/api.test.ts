import * as v from 'valibot';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { writeMsg } from '../../tests/support/msg-writer.ts';
import { text } from '../../tests/support/pst-writer.ts';
import { HTML, mailWith, PICTURE, PLAN, PLAN_NAME, winmail } from '../../tests/support/winmail-mail.ts';
import { BlobShelf } from '../base/index.ts';
import { WinmailDocument } from '../contract/winmail.ts';
import { createWinmailApi, type WinmailApi } from './api.ts';
import { OpenDocuments, documentLimits } from './documents.ts';
import { readDocument, sha256 } from './document.ts';

const context = { signal: new AbortController().signal };
let blobs: BlobShelf;
let api: WinmailApi['handlers'];
beforeEach(() => {
  blobs = new BlobShelf();
  api = createWinmailApi(blobs).handlers;
});

const open = async (bytes: Uint8Array, name: string): Promise<WinmailDocument> => {
  const blobId = blobs.begin(bytes.length);
  blobs.write(blobId, bytes);
  const document = await api.open({ blobId, name }, context);
  blobs.release(blobId);
  // What crosses is exactly what the contract says: nothing of the inside comes along.
  expect(v.parse(WinmailDocument, document)).toEqual(document);
  return document;
};
const bytesOf = (blob: { blobId: string }): Buffer => Buffer.from(blobs.read(blob.blobId, 0));

/** By the central directory; tests/integration unpacks one with another program. */
function namesInZip(zip: Buffer): string[] {
  const names: string[] = [];
  for (let at = zip.indexOf('PK\x01\x02'); at >= 0; at = zip.indexOf('PK\x01\x02', at + 46)) {
    names.push(zip.toString('utf8', at + 46, at + 46 + zip.readUInt16LE(at + 28)));
  }
  return names;
}

describe('the opener', () => {
  it('opens a winmail.dat', async () => {
    const document = await open(winmail(), 'winmail.dat');
    expect(document).toMatchObject({
      kind: 'tnef',
      isTnef: true,
      subject: 'Plan de l’atelier',
      from: { name: 'Paul Renard', address: 'paul.renard@example.com' },
      to: [{ name: 'Claire Morel', address: 'claire.morel@example.org' }],
      body: { html: HTML, source: 'html' },
    });
    expect(document.parts.map(({ index, name, kind, inline }) => [index, name, kind, inline])).toEqual([
      [0, PLAN_NAME, 'file', false],
      [1, 'pixel.png', 'file', true],
      [2, 'Devis précédent.eml', 'message', false],
    ]);
    expect(document.parts[1]!.sha256).toBe(sha256(PICTURE));
    const { handle } = document;
    const part = await api.partBlob({ handle, index: 0 }, context);
    expect(part).toMatchObject({ name: PLAN_NAME, sizeBytes: PLAN.length });
    expect(bytesOf(part).equals(PLAN)).toBe(true);
    expect(bytesOf(await api.documentBlob({ handle, what: 'original' }, context)).equals(Buffer.from(winmail()))).toBe(
      true,
    );
    await expect(async () => api.documentBlob({ handle, what: 'ics' }, context)).rejects.toMatchObject({
      code: 'app.not_found',
    });
    await expect(async () => api.partBlob({ handle, index: 3 }, context)).rejects.toMatchObject({
      code: 'app.not_found',
    });
  });

  it('opens the message inside, and says its size and hash as they are saved', async () => {
    const { handle, parts } = await open(winmail(), 'winmail.dat');
    const inner = await api.openPart({ handle, index: 2 }, context);
    expect(inner).toMatchObject({
      kind: 'message',
      isTnef: true,
      subject: 'Devis précédent',
      name: 'Devis précédent.eml',
    });
    expect(inner.parts.map(({ name }) => name)).toEqual(['devis.txt']);
    const eml = bytesOf(await api.partBlob({ handle, index: 2 }, context));
    expect([eml.length, sha256(eml)]).toEqual([parts[2]!.sizeBytes, parts[2]!.sha256]);
    expect(bytesOf(await api.documentBlob({ handle: inner.handle, what: 'eml' }, context)).equals(eml)).toBe(true);
    await api.close({ handle }, context);
    await expect(async () => api.partBlob({ handle: inner.handle, index: 0 }, context)).rejects.toMatchObject({
      code: 'app.not_found',
    });
  });

  it('opens a message that holds one, and writes it as if there had been none', async () => {
    const mail = mailWith(winmail(), { subject: 'Re: Plan' });
    const document = await open(mail, 'plan.eml');
    expect(document).toMatchObject({
      kind: 'message',
      isTnef: true,
      subject: 'Re: Plan',
      body: { html: HTML, source: 'html' },
    });
    expect(document.parts.map(({ name, fromWinmail }) => [name, fromWinmail])).toEqual([
      [PLAN_NAME, true],
      ['pixel.png', true],
      ['Devis précédent.eml', true],
      ['winmail.dat', false],
    ]);
    const whole = bytesOf(await api.documentBlob({ handle: document.handle, what: 'eml' }, context));
    const again = await readDocument(whole, 'x.eml');
    expect(again).toMatchObject({ isTnef: false, subject: 'Re: Plan', body: { html: HTML }, problems: [] });
    expect(again.parts.map(({ name }) => name).sort()).toEqual(['Devis précédent.eml', PLAN_NAME, 'pixel.png']);
    expect(whole.toString('latin1')).toContain('Message-ID: <plan@example.com>');
  });

  it('opens a message without one, and says what anything else is', async () => {
    const mail = Buffer.from('From: a@example.org\r\nSubject: Plain\r\n\r\nHello');
    expect(await open(mail, 'a.eml')).toMatchObject({
      kind: 'message',
      isTnef: false,
      body: { text: 'Hello', source: 'text' },
    });
    expect(await open(PICTURE, 'winmail.dat')).toMatchObject({
      kind: 'other',
      isTnef: false,
      mimeType: 'image/png',
      parts: [],
    });
    expect(await open(new Uint8Array(), 'winmail.dat')).toMatchObject({ kind: 'other', sizeBytes: 0 });
  });

  it('opens an Outlook message file, and the message inside it', async () => {
    const inner = { properties: { 0x001a: text('IPM.Note'), 0x0037: text('Inside') } };
    const bytes = writeMsg({
      properties: { 0x001a: text('IPM.Note'), 0x0037: text('Été'), 0x1000: text('Bonjour') },
      attachments: [
        { properties: { 0x3707: text('a.bin') }, data: Buffer.from('abc') },
        { properties: { 0x3001: text('Inside') }, letter: inner },
      ],
    });
    const document = await open(bytes, 'Été.msg');
    expect(document).toMatchObject({
      kind: 'message',
      mimeType: 'application/vnd.ms-outlook',
      isTnef: false,
      subject: 'Été',
      body: { text: 'Bonjour', source: 'text' },
      problems: [],
    });
    expect(document.parts.map(({ name, kind, fromWinmail }) => [name, kind, fromWinmail])).toEqual([
      ['a.bin', 'file', false],
      ['Inside.eml', 'message', false],
    ]);
    const inside = await api.openPart({ handle: document.handle, index: 1 }, context);
    expect(inside).toMatchObject({ kind: 'message', isTnef: false, subject: 'Inside' });
    const original = await api.documentBlob({ handle: document.handle, what: 'original' }, context);
    expect([original.name, bytesOf(original).equals(bytes)]).toEqual(['Été.msg', true]);
    const mail = bytesOf(await api.documentBlob({ handle: document.handle, what: 'eml' }, context));
    expect((await readDocument(mail, 'x.eml')).parts.map(({ name }) => name)).toEqual(['a.bin', 'Inside.eml']);
    const cut = await open(bytes.subarray(0, bytes.length - 700), 'cut.msg');
    expect(cut.kind === 'other' || cut.problems.length > 0).toBe(true);
  });

  it('makes one .zip of the chosen files', async () => {
    const { handle } = await open(winmail(), 'winmail.dat');
    const blob = await api.zipBlob({ handle, parts: [0, 2, 0] }, context);
    expect(blob).toMatchObject({ name: 'Plan de l’atelier.zip', mimeType: 'application/zip' });
    expect(namesInZip(bytesOf(blob))).toEqual(['message.html', PLAN_NAME, 'Devis précédent.eml']);
    const other = await api.zipBlob({ handle, parts: [0, 2] }, context);
    expect(bytesOf(other).equals(bytesOf(blob))).toBe(true);
  });

  it('opens nothing that has not arrived whole', async () => {
    await expect(api.open({ blobId: blobs.begin(10), name: 'x' }, context)).rejects.toMatchObject({
      code: 'usage.invalid',
    });
    await expect(api.open({ blobId: 'nothing', name: 'x' }, context)).rejects.toMatchObject({ code: 'app.not_found' });
  });
});

describe('open documents', () => {
  it('are bounded, and make room by those that nobody looks at any more', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const documents = new OpenDocuments();
    const small = await readDocument(new Uint8Array(4), 'x');
    const large = { ...small, sizeBytes: documentLimits.bytes };
    const first = documents.add(small, null);
    expect(() => documents.add(large, null)).toThrow(expect.objectContaining({ code: 'app.too_large' }) as Error);
    documents.close(first);
    const handle = documents.add(large, null);
    expect(() => documents.add(small, null)).toThrow(expect.objectContaining({ code: 'app.too_large' }) as Error);
    vi.setSystemTime(Date.now() + documentLimits.idleMs + 1);
    const kept = documents.add(small, null);
    expect(() => documents.get(handle)).toThrow(expect.objectContaining({ code: 'app.not_found' }) as Error);
    expect(documents.get(kept)).toBe(small);
    vi.useRealTimers();
  });
});
