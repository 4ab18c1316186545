import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HTML, mailWith, PICTURE, PLAN, PLAN_NAME, winmail } from '../../../tests/support/winmail-mail.ts';
import { runCli } from './main.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'malleposte-winmail-'));
  writeFileSync(at('winmail.dat'), winmail());
  writeFileSync(at('cut.dat'), winmail().subarray(0, 50_000));
  writeFileSync(at('plan.eml'), mailWith(winmail()));
  writeFileSync(at('photo.dat'), PICTURE);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string): string => path.join(folder, name);

async function run(...argv: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const told = { stdout: '', stderr: '' };
  const code = await runCli(['winmail', ...argv, '--data-dir', at('data')], {
    stdin: new PassThrough(),
    stdout: { write: (text) => (told.stdout += text) },
    stderr: { write: (text) => (told.stderr += text) },
    env: {},
    onInterrupt: () => () => undefined,
    quit: () => undefined,
  });
  return { code, ...told };
}
const json = async (...argv: string[]): Promise<{ code: number; told: Record<string, unknown> }> => {
  const { code, stdout } = await run(...argv, '--json');
  return { code, told: JSON.parse(stdout) as Record<string, unknown> };
};

describe('malleposte winmail', () => {
  it('says what the specification promises, and ends with 0', async () => {
    const { code, told } = await json(at('winmail.dat'));
    expect(code).toBe(0);
    expect(told).toMatchObject({
      isTnef: true,
      subject: 'Plan de l’atelier',
      from: 'Paul Renard <paul.renard@example.com>',
      body: { kind: 'html', length: HTML.length, source: 'html' },
      calendar: null,
      contact: null,
      problems: [],
    });
    expect(told['attachments']).toMatchObject([
      { name: PLAN_NAME, sizeBytes: PLAN.length, inline: false, embedded: false },
      { name: 'pixel.png', mimeType: 'image/png', sizeBytes: PICTURE.length, inline: true, embedded: false },
      { name: 'Devis précédent.eml', mimeType: 'message/rfc822', embedded: true },
    ]);
    for (const { sha256 } of told['attachments'] as { sha256: string }[]) expect(sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(existsSync(at('data'))).toBe(false);
  });

  it('ends with 3 for one that is damaged, with 4 for what is none, and with the worst of several', async () => {
    const cut = await json(at('cut.dat'));
    expect([cut.code, cut.told['isTnef']]).toEqual([3, true]);
    expect(cut.told['problems']).not.toEqual([]);
    const photo = await json(at('photo.dat'));
    expect([photo.code, photo.told['isTnef'], photo.told['mimeType']]).toEqual([4, false, 'image/png']);
    const all = await json(at('winmail.dat'), at('cut.dat'));
    expect(all.code).toBe(3);
    expect(all.told['files']).toMatchObject([{ path: at('winmail.dat'), problems: [] }, { path: at('cut.dat') }]);
    expect((await json(at('cut.dat'), at('photo.dat'), at('winmail.dat'))).code).toBe(4);
  });

  it('writes the files, and again without doubling them', async () => {
    const out = at('out');
    expect((await run(at('winmail.dat'), '--out', out)).code).toBe(0);
    const names = ['Devis précédent.eml', PLAN_NAME, 'message.html', 'pixel.png'].sort();
    expect(readdirSync(out).sort()).toEqual(names);
    expect(readFileSync(path.join(out, PLAN_NAME)).equals(PLAN)).toBe(true);
    // The same winmail.dat in a message: the same files.
    expect((await run(at('plan.eml'), '--out', out)).code).toBe(0);
    expect(readdirSync(out).sort()).toEqual(names);
    writeFileSync(path.join(out, 'pixel.png'), 'mine');
    await run(at('winmail.dat'), '--out', out);
    expect(readFileSync(path.join(out, 'pixel.png'), 'utf8')).toBe('mine');
    expect(readFileSync(path.join(out, 'pixel (2).png')).equals(PICTURE)).toBe(true);
  });

  it('writes several into folders of their own, and nothing for what is no TNEF', async () => {
    const out = at('out');
    await run(at('winmail.dat'), at('plan.eml'), at('photo.dat'), '--out', out);
    expect(readdirSync(out).sort()).toEqual(['plan', 'winmail']);
    expect(readdirSync(path.join(out, 'plan'))).toContain(PLAN_NAME);
  });

  it.each([
    ['en', ['Subject: Plan de l’atelier', 'From: Paul Renard', 'in the text', 'message']],
    ['fr', ['Objet\u202f: Plan de l’atelier', 'De\u202f: Paul Renard', 'dans le texte', 'message']],
  ])('says it to a person (%s)', async (language, expected) => {
    const { stdout } = await run(at('winmail.dat'), '--language', language);
    for (const part of expected) expect(stdout).toContain(part);
    expect((await run(at('cut.dat'), '--language', language)).stdout).toMatch(/ends too early|se termine trop tôt/);
  });

  it('says what cannot be read', async () => {
    expect((await run(at('nothing.dat'))).code).toBe(13);
    expect((await run(folder)).code).toBe(13);
    expect((await run()).code).toBe(2);
  });
});
