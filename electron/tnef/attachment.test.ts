import { describe, expect, it } from 'vitest';
import { attachment, date, text, type WrittenAttribute, writeTnef } from '../../tests/support/tnef-writer.ts';
import type { WrittenProperty } from '../../tests/support/tnef-writer-properties.ts';
import { decodeTnef, type TnefAttachment, type TnefMessage } from './index.ts';
import { attachMethods, guids, tags } from './tags-table.ts';

const bytesOf = (value: string): Uint8Array => new Uint8Array(Buffer.from(value, 'utf8'));
const wide = (id: number, value: string): WrittenProperty => ({ id, type: 'string', value });
const integer = (id: number, value: number): WrittenProperty => ({ id, type: 'integer32', value });
const codes = (message: TnefMessage): string[] => message.problems.map((problem) => problem.code);

function decoded(list: readonly WrittenAttribute[]): TnefMessage {
  const message = decodeTnef(writeTnef(list));
  expect(message).not.toBeNull();
  return message!;
}

const only = (message: TnefMessage): TnefAttachment => {
  expect(message.attachments).toHaveLength(1);
  return message.attachments[0]!;
};

describe('attachments', () => {
  it('have names without paths and tricks', () => {
    const names = [
      ['../../../etc/passwd', 'passwd'],
      ['C:\\Users\\me\\plan.doc', 'plan.doc'],
      ['invoice\u202efdp.exe', 'invoicefdp.exe'],
      ['a\0b\nc.txt', 'a'],
      ['..', 'attachment.txt'],
      ['', 'attachment.txt'],
      [`${'x'.repeat(400)}.docx`, `${'x'.repeat(195)}.docx`],
    ] as const;
    for (const [given, expected] of names) {
      const message = decoded(
        attachment({ data: bytesOf('text'), properties: [wide(tags.attachLongFilename, given)] }),
      );
      expect(only(message).name, given).toBe(expected);
    }
  });

  it('have their dates and types', () => {
    const at = Date.UTC(2020, 5, 1, 12, 0, 0);
    const message = decoded(
      attachment({
        title: 'a.bin',
        data: bytesOf('%PDF-1.4'),
        others: [date('attAttachCreateDate', at), date('attAttachModifyDate', at + 1000)],
      }),
    );
    expect(only(message)).toMatchObject({ createdAt: at, modifiedAt: at + 1000, mimeType: 'application/pdf' });
    const said = decoded(
      attachment({ title: 'a', data: bytesOf('x'), properties: [wide(tags.attachMimeTag, 'Text/X-Thing; a=b')] }),
    );
    expect(only(said).mimeType).toBe('text/x-thing');
  });

  it('may be OLE objects', () => {
    const storage = Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(8)]);
    const message = decoded(
      attachment({
        kind: 2,
        properties: [
          integer(tags.attachMethod, attachMethods.storage),
          { id: tags.attachData, type: 'object', value: storage, iid: guids.storage },
        ],
      }),
    );
    expect(only(message)).toMatchObject({ kind: 'ole', name: 'object.ole', mimeType: 'application/x-ole-storage' });
    expect(Buffer.from(only(message).bytes).equals(storage)).toBe(true);
    expect(codes(message)).toEqual(['ole']);
  });

  it('of OLE get an extension where their name has none', () => {
    const message = decoded(
      attachment({
        title: 'Untitled Attachment',
        data: Buffer.from('d0cf11e0a1b11ae1', 'hex'),
        properties: [integer(tags.attachMethod, attachMethods.storage)],
      }),
    );
    expect(only(message).name).toBe('Untitled Attachment.ole');
  });

  it('that are cut are named among the problems', () => {
    const bytes = writeTnef(
      attachment({ title: 'film.mp4', properties: [], data: bytesOf('x'.repeat(500)) }).reverse(),
    );
    const message = decodeTnef(bytes.subarray(0, bytes.length - 300));
    expect(message?.problems).toContainEqual({ code: 'truncated', where: 'film.mp4', detail: '227 bytes are there' });
  });

  it('inherit the code page of the message around them', () => {
    const inner = writeTnef([text('attSubject', Buffer.from('e8f8ec', 'hex'))]);
    const message = decoded([
      { name: 'attOemCodepage', bytes: Buffer.from([0xe2, 4, 0, 0, 0, 0, 0, 0]) },
      ...attachment({ title: 'winmail.dat', data: inner }),
    ]);
    expect(only(message).message?.subject).toBe('čřě');
  });

  it('may be a mere pointer', () => {
    const message = decoded(
      attachment({
        properties: [
          integer(tags.attachMethod, attachMethods.byReferenceOnly),
          wide(tags.attachLongPathname, '\\\\server\\share\\plan.xlsx'),
        ],
      }),
    );
    expect(only(message)).toMatchObject({
      kind: 'reference',
      name: 'plan.xlsx',
      reference: '\\\\server\\share\\plan.xlsx',
    });
    expect(only(message).bytes).toHaveLength(0);
    expect(codes(message)).toEqual(['reference']);
  });

  it('are views of the input', () => {
    const input = writeTnef(attachment({ title: 'a.txt', data: bytesOf('same memory') }));
    const message = decodeTnef(input)!;
    expect(only(message).bytes.buffer).toBe(input.buffer);
  });

  it('may be TNEF without being called so, and may only begin like it', () => {
    const inner = writeTnef([text('attSubject', 'inner'), ...attachment({ title: 'leaf.txt', data: bytesOf('leaf') })]);
    const message = decoded(attachment({ title: 'winmail.dat', data: inner }));
    expect(only(message)).toMatchObject({ kind: 'message', name: 'inner.eml', mimeType: 'message/rfc822' });
    expect(only(message).message?.attachments[0]?.name).toBe('leaf.txt');
    const hollow = decoded(attachment({ title: 'odd.dat', data: writeTnef([]) }));
    expect(only(hollow)).toMatchObject({ kind: 'file', name: 'odd.dat' });
  });

  it('that should be messages and are not stay files', () => {
    const message = decoded(
      attachment({
        properties: [
          integer(tags.attachMethod, attachMethods.embedded),
          { id: tags.attachData, type: 'object', value: bytesOf('nothing'), iid: guids.message },
        ],
      }),
    );
    expect(only(message).kind).toBe('file');
    expect(codes(message)).toEqual(['embedded']);
  });

  it('are not opened beyond the depth that is allowed', () => {
    let inner = writeTnef([text('attSubject', 'the innermost')]);
    for (let level = 0; level < 60; level++) inner = writeTnef(attachment({ title: 'winmail.dat', data: inner }));
    let message = decodeTnef(inner);
    let depth = 0;
    while (message?.attachments[0]?.message) {
      message = message.attachments[0].message;
      depth += 1;
    }
    expect(depth).toBe(32);
    expect(message && codes(message)).toEqual(['limit', 'embedded']);
    expect(message?.attachments[0]?.kind).toBe('file');
  });
});
