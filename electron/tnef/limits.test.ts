import { describe, expect, it } from 'vitest';
import { attachment, messageProperties, recipientTable, text, writeTnef } from '../../tests/support/tnef-writer.ts';
import { decodeTnef } from './index.ts';
import { limits } from './limits.ts';
import { tags } from './tags-table.ts';

const limited = (bytes: Uint8Array): string[] =>
  (decodeTnef(bytes)?.problems ?? []).filter((each) => each.code === 'limit').map((each) => each.detail);

describe('bounds', () => {
  it('on properties keep those before', () => {
    const list = Array.from({ length: limits.properties + 10 }, () => ({
      id: 0x6600,
      type: 'null' as const,
      value: 0,
    }));
    const bytes = writeTnef([messageProperties([{ id: tags.subject, type: 'string', value: 'first' }, ...list])]);
    expect(decodeTnef(bytes)?.subject).toBe('first');
    expect(limited(bytes)).toEqual([`properties beyond number ${limits.properties}`]);
  });

  it('on recipients keep those before', () => {
    const row = [{ id: tags.displayName, type: 'string8' as const, value: 'x' }];
    const bytes = writeTnef([recipientTable(Array.from({ length: limits.recipients + 1 }, () => row))]);
    expect(decodeTnef(bytes)?.to).toHaveLength(limits.recipients);
    expect(limited(bytes)).toHaveLength(1);
  });

  it('on attachments keep those before', () => {
    const one = attachment({ title: 'x.txt', data: Buffer.from('x') });
    const bytes = writeTnef([
      text('attSubject', 's'),
      ...Array.from({ length: limits.attachments + 1 }, () => one).flat(),
    ]);
    expect(decodeTnef(bytes)?.attachments).toHaveLength(limits.attachments);
    expect(limited(bytes)).toEqual([`attachments beyond number ${limits.attachments}`]);
  });

  it('on the list of problems keep it readable', () => {
    const bad = Array.from({ length: 500 }, (_, index) => ({ ...text('attSubject', String(index)), checksum: 1 }));
    expect(decodeTnef(writeTnef(bad))?.problems).toHaveLength(limits.problems);
  });
});
