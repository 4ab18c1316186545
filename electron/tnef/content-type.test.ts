import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contentType, extensionOf, sniff } from './content-type.ts';

const latin1 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'latin1'));

describe('MIME types', () => {
  it.each([
    ['\x89PNG\r\n\x1a\n', 'x', 'image/png', '.png'],
    ['PK\x03\x04...', 'a.docx', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', '.zip'],
    ['PK\x03\x04...', 'a.bin', 'application/zip', '.zip'],
    ['\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', 'A.XLS', 'application/vnd.ms-excel', '.ole'],
    ['....ftypisom', 'a', 'video/mp4', '.mp4'],
    ['plain words', 'a.csv', 'text/csv', '.txt'],
    ['plain words', 'a', 'text/plain', '.txt'],
    ['\x00\x01\x02', 'a.txt', 'application/octet-stream', ''],
    ['', 'a.txt', 'application/octet-stream', ''],
  ])('%j called %s is %s', (bytes, name, type, extension) => {
    expect(sniff(latin1(bytes), name)).toBe(type);
    expect(extensionOf(latin1(bytes))).toBe(extension);
  });

  it('that are said win, when they are MIME types', () => {
    expect(contentType(latin1('GIF89a'), 'x', 'image/PNG; name=x')).toBe('image/png');
    expect(contentType(latin1('GIF89a'), 'x', 'application/octet-stream')).toBe('image/gif');
    expect(contentType(latin1('GIF89a'), 'x', 'x"><script>')).toBe('image/gif');
    expect(contentType(latin1('GIF89a'), 'x', null)).toBe('image/gif');
  });

  it('are found in text that is cut inside a character', () => {
    const text = `a${'é'.repeat(4000)}`;
    expect(sniff(new Uint8Array(Buffer.from(text)), 'x')).toBe('text/plain');
  });

  it('are always MIME types', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), fc.string(), fc.option(fc.string()), (bytes, name, said) => {
        expect(contentType(bytes, name, said)).toMatch(/^[a-z0-9!#$&^_.+-]+\/[a-z0-9!#$&^_.+-]+$/);
      }),
    );
  });
});
