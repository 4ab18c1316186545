import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  attachment,
  messageProperties,
  oemCodePage,
  recipientTable,
  writeTnef,
} from '../../tests/support/tnef-writer.ts';
import type { WrittenProperty } from '../../tests/support/tnef-writer-properties.ts';
import { decodeTnef, type TnefMessage } from './index.ts';
import { attachMethods, guids, tags } from './tags-table.ts';

const bytesOf = (value: string): Uint8Array => new Uint8Array(Buffer.from(value, 'utf8'));
const wide = (id: number, value: string): WrittenProperty => ({ id, type: 'string', value });
const binary = (id: number, value: Uint8Array): WrittenProperty => ({ id, type: 'binary', value });
const integer = (id: number, value: number): WrittenProperty => ({ id, type: 'integer32', value });

describe('decode(write(x)) is x', () => {
  const name = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 60 })
    .filter((text) => text.trim() === text && !/[/\\\p{Cc}\p{Cf}\ufeff\u2028\u2029]/u.test(text) && !/^\.+$/.test(text))
    .filter((text) => text.isWellFormed());
  const words = fc
    .string({ unit: 'grapheme', maxLength: 200 })
    .filter((text) => !text.includes('\0') && text.isWellFormed());
  const file = fc.record({ name, bytes: fc.uint8Array({ maxLength: 400 }), legacy: fc.boolean() });
  const person = fc.record({
    name: fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 30 }).filter((text) => text.trim() === text),
    address: fc.emailAddress().filter((text) => !/[<>\s]/.test(text)),
  });
  interface Tree {
    readonly subject: string;
    readonly text: string;
    readonly html: string;
    readonly files: readonly { name: string; bytes: Uint8Array; legacy: boolean }[];
    readonly to: readonly { name: string; address: string }[];
    readonly inner: Tree | null;
  }
  const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
    tree: fc.record({
      subject: name,
      text: words,
      html: words,
      files: fc.array(file, { maxLength: 4 }),
      to: fc.array(person, { maxLength: 4 }),
      inner: fc.option(tie('tree'), { depthSize: 'small', maxDepth: 5 }),
    }),
  }));

  function write(message: Tree): Uint8Array {
    const nested: WrittenProperty[] = message.inner
      ? [
          integer(tags.attachMethod, attachMethods.embedded),
          { id: tags.attachData, type: 'object', value: write(message.inner), iid: guids.message },
        ]
      : [];
    return writeTnef([
      oemCodePage(1252),
      messageProperties([
        wide(tags.subject, message.subject),
        wide(tags.body, message.text),
        integer(tags.internetCodepage, 65001),
        binary(tags.bodyHtml, bytesOf(`<p>${message.html}`)),
      ]),
      recipientTable(
        message.to.map((each) => [
          integer(tags.recipientType, 1),
          wide(tags.displayName, each.name),
          wide(tags.smtpAddress, each.address),
        ]),
      ),
      ...message.files.flatMap((each) =>
        each.legacy
          ? attachment({ data: each.bytes, properties: [wide(tags.attachLongFilename, each.name)] })
          : attachment({
              properties: [binary(tags.attachData, each.bytes), wide(tags.attachLongFilename, each.name)],
            }),
      ),
      ...(message.inner ? attachment({ properties: nested }) : []),
    ]);
  }

  function check(message: TnefMessage | null, expected: Tree): void {
    expect(message?.problems).toEqual([]);
    expect(message?.subject).toBe(expected.subject);
    expect(message?.body.text).toBe(expected.text);
    expect(message?.body.html).toBe(`<p>${expected.html}`);
    expect(message?.to).toEqual(expected.to);
    const found = message?.attachments ?? [];
    const files = found.slice(0, expected.files.length);
    expect(files.map((each) => [each.name, Buffer.from(each.bytes).toString('hex')])).toEqual(
      expected.files.map((each) => [each.name, Buffer.from(each.bytes).toString('hex')]),
    );
    expect(found).toHaveLength(expected.files.length + (expected.inner ? 1 : 0));
    if (expected.inner) check(found.at(-1)?.message ?? null, expected.inner);
  }

  it('for names, bytes, bodies, recipients and nesting', () => {
    fc.assert(
      fc.property(tree, (message) => check(decodeTnef(write(message)), message)),
      { numRuns: 200 },
    );
  });
});
