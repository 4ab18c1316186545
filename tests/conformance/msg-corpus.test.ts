// Outlook message files of a corpus, compared with what another reader (olefile) found in them. The corpus is no part of
// this repository: CORPUS names the folder that holds it, with its expected.jsonl.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { composeMessage, readMessage } from '../../electron/mime/index.ts';
import { openMsg } from '../../electron/outlook/index.ts';
import { decodeItem } from '../../electron/tnef/index.ts';

interface Line {
  readonly name: string;
  readonly reference: {
    readonly container: string;
    readonly attachments: number;
    readonly recipients: number;
    readonly message_class: string;
    readonly subject?: string;
    readonly bodies?: readonly string[];
    /** A nameless one has no name or an empty one; a message or an object inside has no size and no hash. */
    readonly attachment_list?: readonly { readonly name?: string; readonly size?: number; readonly sha256?: string }[];
  };
}

const corpus = process.env['CORPUS'] ?? '';
const lines = corpus
  ? readFileSync(path.join(corpus, 'expected.jsonl'), 'utf8')
      .split('\n')
      .filter((line) => line.includes('"name": "msg/'))
      .map((line) => JSON.parse(line) as Line)
  : [];

/** The reference read code page 932 as Latin 1. */
const subjects: Readonly<Record<string, string>> = {
  'msg/hiraoka-msgreader/nonUnicodeCP932.msg': '日本語 Non Unicode タイトル',
};
/** Their bodies are there and say nothing: appointments and a contact whose text is one empty line. */
const silent = /\/(?:7_days__everyday|A_daily_1|A_yearly_1|Lanch_time__every_friday__in_2023_org|contactUnicode)\.msg$/;

describe.skipIf(!corpus)('Outlook message files of a corpus (CORPUS is not set)', () => {
  test.each(lines.map(({ name, reference }) => [name, reference] as const))('%s', async (name, reference) => {
    const opened = openMsg(readFileSync(path.join(corpus, name)));
    if (reference.container !== 'ok') {
      expect(opened).toBeNull();
      return;
    }
    expect(opened).not.toBeNull();
    expect(opened!.item.recipients).toHaveLength(reference.recipients);
    const message = decodeItem(opened!.item);
    expect(opened!.lost).toEqual([]);
    expect(message.subject).toBe(subjects[name] ?? reference.subject ?? '');
    expect(message.messageClass).toBe(reference.message_class);
    expect(message.attachments).toHaveLength(reference.attachments);
    for (const [index, { name: file, size, sha256 }] of (reference.attachment_list ?? []).entries()) {
      const attachment = message.attachments[index]!;
      if (sha256 === undefined) {
        expect(['message', 'ole']).toContain(attachment.kind);
        continue;
      }
      expect(attachment.bytes.length).toBe(size);
      expect(createHash('sha256').update(attachment.bytes).digest('hex')).toBe(sha256);
      expect(attachment.name).toBe(file || attachment.name);
    }
    // A distribution list's members are its text.
    const isList = message.messageClass === 'IPM.DistList';
    const hasBody = isList || ((reference.bodies ?? []).length > 0 && !silent.test(name));
    expect(message.body.source !== 'none').toBe(hasBody);
    // As a message it can be read again, with the same subject.
    const read = await readMessage(composeMessage(message));
    expect(read.subject).toBe(message.subject.replace(/\s+/g, ' ').trim());
  });
});
