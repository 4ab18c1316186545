import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { Decrypter, generateHybridIdentity, identityToRecipient } from 'age-encryption';
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { testKey, testRecipient } from '../../tests/support/archive.ts';
import type { ArchiveKey } from '../contract/jobs.ts';
import { isPassphraseHeader, openHeader, passphraseForms, sealHeader } from './age.ts';
import { CHUNK_BYTES, openChunk, payloadKey, sealChunk } from './payload.ts';

const typed = (passphrase: string): ArchiveKey => ({ kind: 'passphrase', passphrase });

test('a passphrase header opens with the passphrase, with its printed form, and with another age', async () => {
  const { header, fileKey } = await sealHeader({ kind: 'passphrase', passphrase: 'valve-torch-wide' });
  expect(isPassphraseHeader(header)).toBe(true);
  for (const form of ['valve-torch-wide', ' Valve torch  WIDE\n']) {
    const opened = await openHeader(header, typed(form), 'x');
    expect(opened.fileKey).toEqual(fileKey);
    expect(opened.headerSize).toBe(header.length);
  }
  await expect(openHeader(header, typed('valve-torch-wild'), 'x')).rejects.toMatchObject({ code: 'archive.wrong_key' });
  const other = new Decrypter();
  other.addPassphrase('valve-torch-wide');
  expect(Buffer.from(await other.decryptHeader(header))).toEqual(fileKey);
});

test('several recipients, X25519 and post-quantum, each open the same file', async () => {
  const hybrid = await generateHybridIdentity();
  const recipients = [testRecipient, await identityToRecipient(hybrid)];
  const { header, fileKey } = await sealHeader({ kind: 'recipients', recipients });
  const keys: ArchiveKey[] = [testKey, { kind: 'identity', identity: `# my key\n${hybrid}\n` }];
  for (const key of keys) expect((await openHeader(header, key, 'x')).fileKey).toEqual(fileKey);
  for (const identity of ['', 'no key', 'AGE-SECRET-KEY-1BROKEN']) {
    const opened = openHeader(header, { kind: 'identity', identity }, 'x');
    await expect(opened).rejects.toMatchObject({ code: 'archive.wrong_key' });
  }
});

test('a hostile header cannot ask for endless memory', async () => {
  const { header } = await sealHeader({ kind: 'passphrase', passphrase: 'p' });
  const greedy = Buffer.from(header.toString('latin1').replace(/ 17\n/, ' 30\n'), 'latin1');
  await expect(openHeader(greedy, typed('p'), 'x')).rejects.toMatchObject({ code: 'archive.damaged' });
});

test('what is typed comes first, then what would have been printed', () => {
  expect(passphraseForms('e\u0301t\u00e9')).toEqual(['été']);
  expect(passphraseForms('Un deux')).toEqual(['Un deux', 'un-deux']);
});

test('a chunk opens only in its own place', () => {
  const key = payloadKey(Buffer.alloc(16), Buffer.alloc(16, 1));
  const out = Buffer.alloc(CHUNK_BYTES + 16);
  const sealed = out.subarray(0, sealChunk(key, 3, false, Buffer.from('hello'), out, 0));
  expect(openChunk(key, 3, false, sealed)?.toString()).toBe('hello');
  expect([openChunk(key, 4, false, sealed), openChunk(key, 3, true, sealed)]).toEqual([null, null]);
});

// The community's test vectors are not part of this repository; CORPUS names the folder that holds them.
const corpus = process.env.CORPUS;
test.runIf(corpus)('the CCTV vectors: opened or refused as they say', async () => {
  const folder = path.join(corpus ?? '', 'age', 'cctv-age');
  let run = 0;
  for (const name of await readdir(folder)) {
    const whole = await readFile(path.join(folder, name));
    const split = whole.indexOf('\n\n');
    const about = Object.fromEntries(
      whole
        .toString('latin1', 0, split)
        .split('\n')
        .map((line) => line.split(/: (.*)/).slice(0, 2) as [string, string]),
    );
    if (about.armored || about.compressed) continue;
    const body = whole.subarray(split + 2);
    const key: ArchiveKey = about.passphrase
      ? typed(about.passphrase)
      : { kind: 'identity', identity: about.identity ?? '' };
    const opened = await openHeader(body, key, name).then(
      ({ fileKey, headerSize }) => decrypt(body, fileKey, headerSize),
      () => null,
    );
    run += 1;
    const good = about.expect === 'success';
    // Passphrases of the vectors ask for less work than ours and are opened; extra spaces are another passphrase.
    expect([name, opened !== null]).toEqual([name, good]);
    if (good && opened) expect(createHash('sha256').update(opened).digest('hex')).toBe(about.payload);
  }
  expect(run).toBeGreaterThan(40);
});

/** The payload from start to end; null when any of it is refused. */
function decrypt(body: Buffer, fileKey: Buffer, headerSize: number): Buffer | null {
  if (body.length < headerSize + 32) return null;
  const key = payloadKey(fileKey, body.subarray(headerSize, headerSize + 16));
  const plain: Buffer[] = [];
  const size = CHUNK_BYTES + 16;
  for (let at = headerSize + 16, index = 0; at < body.length; at += size, index += 1) {
    const chunk = openChunk(key, index, at + size >= body.length, body.subarray(at, at + size));
    if (!chunk || (chunk.length === 0 && index > 0)) return null;
    plain.push(chunk);
  }
  return Buffer.concat(plain);
}
