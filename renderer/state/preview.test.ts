import { expect, test } from 'vitest';
import { MAX_PDF_BYTES, previewOf, shownText } from './preview.ts';

const part = (name: string, mimeType: string, sizeBytes = 900): Parameters<typeof previewOf>[0] => ({
  name,
  mimeType,
  sizeBytes,
  kind: 'file',
});

test.each([
  ['a.pdf', 'application/pdf', 'pdf'],
  ['a', 'Application/X-PDF', 'pdf'],
  ['Facture.PDF', 'application/octet-stream', 'pdf'],
  ['a.pdf', 'application/zip', null],
  ['a.jpg', 'image/JPG', 'picture'],
  ['a.svg', 'image/svg+xml', null],
  ['a.html', 'text/html', 'text'],
  ['a.docx', 'application/octet-stream', null],
] as const)('%s as %s is looked at as %s', (name, type, kind) => {
  expect(previewOf(part(name, type))).toBe(kind);
});

test('a file without bytes, a pointer and a very large text are not looked at; a large PDF says why not', () => {
  expect(previewOf(part('a.pdf', 'application/pdf', 0))).toBeNull();
  expect(previewOf({ ...part('a.pdf', 'application/pdf'), kind: 'reference' })).toBeNull();
  expect(previewOf(part('a.txt', 'text/plain', 50 * 1_048_576))).toBeNull();
  expect(previewOf(part('a.pdf', 'application/pdf', MAX_PDF_BYTES + 1))).toBe('pdf');
});

test('text is read by its mark, as UTF-8, else as Western European, and cut where it is too long', async () => {
  const read = (...bytes: number[]) => shownText(new Blob([Uint8Array.from(bytes)]));
  expect(await read(0xff, 0xfe, 0xe9, 0)).toEqual({ text: 'é', cut: false });
  expect(await read(0xfe, 0xff, 0, 0xe9)).toEqual({ text: 'é', cut: false });
  expect(await read(0xc3, 0xa9)).toEqual({ text: 'é', cut: false });
  expect(await read(0xe9, 0x80)).toEqual({ text: 'é€', cut: false });
  const long = await shownText(new Blob(['é'.repeat(400_001)]));
  expect([long.text.length, long.cut]).toEqual([400_000, true]);
  // Cut in the middle of a character it is UTF-8 all the same.
  expect((await shownText(new Blob(['a', '😀'.repeat(400_001)]))).text.startsWith('a😀')).toBe(true);
});
