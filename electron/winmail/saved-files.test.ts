import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { mailWith, PLAN, PLAN_NAME, winmail } from '../../tests/support/winmail-mail.ts';
import { readDocument } from './document.ts';
import { legalName, savedFiles, uniqueNames, type SavedFile } from './saved-files.ts';
import { writeFiles } from './write-files.ts';

const never = new AbortController().signal;

describe('a file name', () => {
  it.each([
    ['Plan — été (会議) 😀.pdf', 'Plan — été (会議) 😀.pdf'],
    ['../../etc/passwd', '_.._etc_passwd'],
    ['C:\\Windows\\evil.exe', 'C_Windows_evil.exe'],
    ['con.txt', '_con.txt'],
    ['COM1', '_COM1'],
    ['.hidden.', 'hidden'],
    ['a\u202efdp.exe', 'a_fdp.exe'],
    ['..', 'file'],
    ['', 'file'],
    ['\ud800', '\ufffd'],
  ])('%j becomes %j', (given, expected) => expect(legalName(given, 'file')).toBe(expected));

  it('is legal everywhere, whatever it was, and keeps its extension when it is cut', () => {
    expect(legalName(`${'é'.repeat(300)}.docx`, 'file')).toMatch(/^é{97}\.docx$/);
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (given) => {
        const name = legalName(given, 'file');
        expect(name).not.toMatch(/[<>:"/\\|?*\p{Cc}]|^\.|^\s|[.\s]$|^$/u);
        expect(Buffer.byteLength(name)).toBeLessThanOrEqual(200);
        expect(legalName(name, 'file')).toBe(name);
      }),
    );
  });

  it('is given once, case ignored', () => {
    const unique = uniqueNames();
    expect(['a.txt', 'A.TXT', 'a.txt', 'a (2).txt', 'b'].map(unique)).toEqual([
      'a.txt',
      'A (2).TXT',
      'a (3).txt',
      'a (2) (2).txt',
      'b',
    ]);
  });
});

describe('the files of a document', () => {
  it('are its text and its parts, without the winmail.dat they came out of', async () => {
    const files = savedFiles(await readDocument(mailWith(winmail()), 'plan.eml'));
    expect(files.map(({ name }) => name)).toEqual(['message.html', PLAN_NAME, 'pixel.png', 'Devis précédent.eml']);
    expect(Buffer.from(files[1]!.bytes).equals(PLAN)).toBe(true);
  });

  it('have a page that shows its pictures and reaches nothing else', async () => {
    const [page] = savedFiles(await readDocument(winmail(), 'winmail.dat'));
    const html = Buffer.from(page!.bytes).toString();
    expect(html).toMatch(
      /^\ufeff<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'/,
    );
    expect(html).toContain('<img src="pixel.png">');
    expect(html).toContain('Bonjour Zoé');
  });

  it('are those that were chosen', async () => {
    const document = await readDocument(winmail(), 'winmail.dat');
    expect(savedFiles(document, document.parts.slice(1, 2)).map(({ name }) => name)).toEqual([
      'message.html',
      'pixel.png',
    ]);
  });
});

describe('writing them', () => {
  let folder: string;
  beforeEach(() => void (folder = mkdtempSync(path.join(tmpdir(), 'malleposte-files-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const file = (name: string, content: string, modifiedAt: number | null = null): SavedFile => ({
    name,
    bytes: Buffer.from(content),
    modifiedAt,
  });
  const listed = (): string[] => readdirSync(folder).sort();

  it('makes the folder, keeps dates, and changes nothing the second time', async () => {
    const out = path.join(folder, 'a/b');
    const files = [file('x.txt', 'one', Date.UTC(2001, 1, 3)), file('y.txt', 'two')];
    const first = await writeFiles(out, files, never);
    expect(first).toEqual([path.join(out, 'x.txt'), path.join(out, 'y.txt')]);
    expect(statSync(first[0]!).mtimeMs).toBe(Date.UTC(2001, 1, 3));
    expect(await writeFiles(out, files, never)).toEqual(first);
    expect(readdirSync(out)).toHaveLength(2);
  });

  it('never touches what is there', async () => {
    writeFileSync(path.join(folder, 'x.txt'), 'mine');
    mkdirSync(path.join(folder, 'x (2).txt'));
    symlinkSync('/etc/hostname', path.join(folder, 'x (3).txt'));
    expect(await writeFiles(folder, [file('x.txt', 'theirs')], never)).toEqual([path.join(folder, 'x (4).txt')]);
    expect(readFileSync(path.join(folder, 'x.txt'), 'utf8')).toBe('mine');
    expect(await writeFiles(folder, [file('x.txt', 'theirs')], never)).toEqual([path.join(folder, 'x (4).txt')]);
    expect(listed()).toEqual(['x (2).txt', 'x (3).txt', 'x (4).txt', 'x.txt']);
  });

  it('makes no folder for nothing, and stops when asked', async () => {
    expect(await writeFiles(path.join(folder, 'none'), [], never)).toEqual([]);
    const stopped = AbortSignal.abort();
    await expect(writeFiles(folder, [file('x', 'y')], stopped)).rejects.toMatchObject({ code: 'cancelled' });
    expect(listed()).toEqual([]);
  });
});
