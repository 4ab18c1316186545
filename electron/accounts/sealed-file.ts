// Passwords where there is no keychain: one file, sealed with a phrase the person types. Never plain text on disk.
//
// Layout: magic (8) | version (1) | log2 N, r, p of scrypt (3) | salt (16) | nonce (12) | ciphertext | tag (16) |
// SHA-256 of everything before (32). ChaCha20-Poly1305 (RFC 8439) with the first 40 bytes as associated data. The
// unkeyed hash tells a damaged file from a wrong phrase; what is sealed is authenticated by the tag alone.
import { createCipheriv, createDecipheriv, createHash, randomBytes, scrypt, type ScryptOptions } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { diskError } from '../base/index.ts';
import { AppError } from '../contract/errors.ts';
import type { Credential, Secrets } from './secrets.ts';

export interface SealedFile extends Secrets {
  /** 'new': there is no file yet; the first unlock makes it. */
  state(): 'open' | 'locked' | 'new';
  /** Opens the file, or makes it with this phrase. Throws secrets.wrong_passphrase, secrets.damaged, disk.*. */
  unlock(passphrase: string): Promise<void>;
}

interface Entry extends Credential {
  readonly service: string;
}

interface Key {
  readonly bytes: Buffer;
  readonly salt: Buffer;
  readonly cost: Cost;
}

interface Cost {
  readonly logN: number;
  readonly r: number;
  readonly p: number;
}

const MAGIC = Buffer.from('MALLESEC');
const VERSION = 1;
const HEADER = 8 + 1 + 3 + 16 + 12;
const TAG = 16;
const HASH = 32;
/** 128 MiB and about half a second per guess (RFC 7914). */
const DEFAULT_COST: Cost = { logN: 17, r: 8, p: 1 };
/** A file asks for no more than this, whoever wrote it: 1 GiB of memory. */
const LIMITS = { minLogN: 14, maxLogN: 20, r: 8, maxP: 4 } as const;
const MAX_FILE_BYTES = 16 * 1024 * 1024;
/** The length of the file tells the sum of all lengths only in such steps. */
const PADDING = 256;

export function openSealedFile(file: string, cost: Cost = DEFAULT_COST): SealedFile {
  let unlocked: { key: Key; entries: readonly Entry[] } | null = null;
  let queue: Promise<unknown> = Promise.resolve();

  /** One change after the other, so that none is lost. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = queue.then(work, work);
    queue = turn.catch(() => undefined);
    return turn;
  }
  const exists = (): boolean => statSync(file, { throwIfNoEntry: false }) !== undefined;
  function entries(): readonly Entry[] {
    if (unlocked) return unlocked.entries;
    if (exists()) throw new AppError('secrets.locked', { path: file });
    return [];
  }
  async function replace(change: (entries: readonly Entry[]) => readonly Entry[]): Promise<void> {
    if (!unlocked) throw new AppError('secrets.locked', { path: file });
    const { key } = unlocked;
    const next = change(unlocked.entries);
    await writeWhole(file, seal(next, key));
    unlocked = { key, entries: next };
  }
  const isAt = (service: string, account: string) => (entry: Entry) =>
    entry.service === service && entry.account === account;

  return {
    state: () => (unlocked ? 'open' : exists() ? 'locked' : 'new'),
    unlock: (passphrase) =>
      inTurn(async () => {
        const bytes = read(file);
        if (bytes) {
          unlocked = await unseal(bytes, passphrase, file);
          return;
        }
        const salt = randomBytes(16);
        const key = { bytes: await derive(passphrase, salt, cost), salt, cost };
        await writeWhole(file, seal([], key));
        unlocked = { key, entries: [] };
      }),
    // eslint-disable-next-line @typescript-eslint/require-await -- a locked file rejects, it does not throw
    getPassword: async (service, account) => entries().find(isAt(service, account))?.password ?? null,
    setPassword: (service, account, password) =>
      inTurn(() =>
        replace((all) => [...all.filter((entry) => !isAt(service, account)(entry)), { service, account, password }]),
      ),
    deletePassword: (service, account) =>
      inTurn(async () => {
        if (!entries().some(isAt(service, account))) return false;
        await replace((all) => all.filter((entry) => !isAt(service, account)(entry)));
        return true;
      }),
    // eslint-disable-next-line @typescript-eslint/require-await -- as above
    findCredentials: async (service) =>
      entries()
        .filter((entry) => entry.service === service)
        .map(({ account, password }) => ({ account, password })),
  };
}

function seal(entries: readonly Entry[], key: Key): Buffer {
  const nonce = randomBytes(12);
  const { logN, r, p } = key.cost;
  const header = Buffer.concat([MAGIC, Buffer.of(VERSION, logN, r, p), key.salt, nonce]);
  const json = Buffer.from(JSON.stringify(entries));
  const padded = Buffer.alloc(Math.ceil((json.length + 1) / PADDING) * PADDING, ' ');
  json.copy(padded);
  const cipher = createCipheriv('chacha20-poly1305', key.bytes, nonce, { authTagLength: TAG });
  cipher.setAAD(header, { plaintextLength: padded.length });
  const sealed = Buffer.concat([header, cipher.update(padded), cipher.final(), cipher.getAuthTag()]);
  return Buffer.concat([sealed, sha256(sealed)]);
}

async function unseal(file: Buffer, passphrase: string, name: string): Promise<{ key: Key; entries: Entry[] }> {
  const damaged = (): AppError => new AppError('secrets.damaged', { path: name });
  if (file.length < HEADER + TAG + HASH) throw damaged();
  const sealed = file.subarray(0, -HASH);
  if (!sha256(sealed).equals(file.subarray(-HASH)) || !MAGIC.equals(sealed.subarray(0, 8))) throw damaged();
  const [version = 0, logN = 0, r = 0, p = 0] = sealed.subarray(8, 12);
  if (version > VERSION) throw new AppError('app.data_from_newer_version', { path: name });
  if (logN < LIMITS.minLogN || logN > LIMITS.maxLogN || r !== LIMITS.r || p < 1 || p > LIMITS.maxP) throw damaged();
  const header = sealed.subarray(0, HEADER);
  const salt = Buffer.from(header.subarray(12, 28));
  const key = { bytes: await derive(passphrase, salt, { logN, r, p }), salt, cost: { logN, r, p } };
  const decipher = createDecipheriv('chacha20-poly1305', key.bytes, header.subarray(28), { authTagLength: TAG });
  const ciphertext = sealed.subarray(HEADER, -TAG);
  decipher.setAAD(header, { plaintextLength: ciphertext.length });
  decipher.setAuthTag(sealed.subarray(-TAG));
  try {
    const text = Buffer.concat([decipher.update(ciphertext), decipher.final()]).toString();
    return { key, entries: JSON.parse(text) as Entry[] };
  } catch (error) {
    throw new AppError('secrets.wrong_passphrase', { path: name }, { cause: error });
  }
}

/** Phrases are compared in one Unicode form, so that the same keys on another system give the same phrase. */
function derive(passphrase: string, salt: Buffer, { logN, r, p }: Cost): Promise<Buffer> {
  const options: ScryptOptions = { N: 2 ** logN, r, p, maxmem: 256 * r * 2 ** logN };
  return new Promise((resolve, reject) =>
    scrypt(passphrase.normalize('NFKC'), salt, 32, options, (error, key) => (error ? reject(error) : resolve(key))),
  );
}

const sha256 = (bytes: Buffer): Buffer => createHash('sha256').update(bytes).digest();

/** null: no such file. Throws secrets.damaged for one that no version of this program can have written. */
function read(file: string): Buffer | null {
  try {
    const stats = statSync(file, { throwIfNoEntry: false });
    if (!stats) return null;
    if (stats.size > MAX_FILE_BYTES) throw new AppError('secrets.damaged', { path: file });
    return readFileSync(file);
  } catch (error) {
    throw diskError(error, file);
  }
}

/** All or nothing, at whatever instant the power goes: a second file, flushed, then renamed over the first. */
async function writeWhole(file: string, bytes: Buffer): Promise<void> {
  const temporary = `${file}.new`;
  try {
    await rm(temporary, { force: true });
    const handle = await open(temporary, 'wx', 0o600);
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw diskError(error, file);
  }
  await flushFolder(path.dirname(file));
}

/** Windows has no such call, and some file systems refuse it; the rename itself is whole either way. */
async function flushFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r');
    await handle.sync().finally(() => handle.close());
  } catch {
    return;
  }
}
