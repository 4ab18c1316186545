// Opens an archive with Debian's age and unzip alone: the independent witness of what an export saved.
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Mailbox } from './same-mailbox.ts';

export interface WitnessedEntry {
  /** Path inside its archive file. */
  readonly name: string;
  /** The archive file it stands in. */
  readonly file: string;
  readonly sha256: string;
  readonly sizeBytes: number;
  /** As unzip restored it, milliseconds since 1970. */
  readonly modifiedAt: number;
}

export interface WitnessedPlace {
  /** The server's own folder name, decoded. */
  readonly folder: string;
  readonly uid: string;
  readonly sha256: string;
  readonly flags: readonly string[];
  readonly internalDate: number;
}

export interface WitnessedArchive {
  /** Every .eml in every file. */
  readonly entries: readonly WitnessedEntry[];
  readonly places: readonly WitnessedPlace[];
  /** Names of the other entries of the last file, such as README.txt. */
  readonly others: readonly string[];
}

/** Why this witness cannot be called here; null when it can. */
export function whyNoWitness(): string | null {
  for (const program of ['age', 'age-keygen', 'unzip']) {
    try {
      execFileSync('sh', ['-c', `command -v ${program}`]);
    } catch {
      return `${program} is not installed (on Debian: apt-get install age unzip).`;
    }
  }
  return null;
}

/** A fresh age identity: its file, and the recipient to encrypt to. */
export function ageIdentity(folder: string): { identityFile: string; recipient: string } {
  const identityFile = path.join(folder, 'identity.txt');
  execFileSync('age-keygen', ['-o', identityFile], { stdio: 'pipe' });
  return { identityFile, recipient: execFileSync('age-keygen', ['-y', identityFile], { encoding: 'utf8' }).trim() };
}

export const decryptWithIdentity = (file: string, identityFile: string, to: string): void =>
  void execFileSync('age', ['-d', '-i', identityFile, '-o', to, file], { stdio: 'pipe' });

/** `age -d` asks on a terminal: script(1) gives it one. */
export function decryptWithPassphrase(file: string, passphrase: string, to: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn('script', ['-qec', `age -d -o '${to}' '${file}'`, '/dev/null'], { stdio: 'pipe' });
    let shown = '';
    let answered = false;
    child.stdout.on('data', (data: Buffer) => {
      shown += data.toString();
      if (answered || !/passphrase/i.test(shown)) return;
      answered = true;
      child.stdin.write(`${passphrase}\n`);
    });
    child.on('close', (code) => (code === 0 ? resolve() : reject(new Error(`age -d ended with ${code}: ${shown}`))));
  });
}

/** Reads all files of one archive; `decrypt` turns one into a ZIP. */
export async function witnessArchive(
  files: readonly string[],
  decrypt: (file: string, to: string) => void | Promise<void>,
): Promise<WitnessedArchive> {
  const work = mkdtempSync(path.join(tmpdir(), 'malleposte-witness-'));
  try {
    const entries: WitnessedEntry[] = [];
    let places: WitnessedPlace[] = [];
    let others: string[] = [];
    for (const [at, file] of files.entries()) {
      const zip = path.join(work, `${at}.zip`);
      const dir = path.join(work, String(at));
      mkdirSync(dir);
      await decrypt(file, zip);
      execFileSync('unzip', ['-qq', '-o', zip, '-d', dir], {
        env: { ...process.env, LC_ALL: 'C.UTF-8' },
        stdio: 'pipe',
      });
      const names = readdirSync(dir, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => path.relative(dir, path.join(entry.parentPath, entry.name)));
      others = names.filter((name) => !name.endsWith('.eml'));
      for (const name of names.filter((one) => one.endsWith('.eml'))) {
        const full = path.join(dir, name);
        const bytes = readFileSync(full);
        const sha256 = createHash('sha256').update(bytes).digest('hex');
        entries.push({ name, file, sha256, sizeBytes: bytes.length, modifiedAt: statSync(full).mtimeMs });
      }
      places = placesOf(readFileSync(path.join(dir, 'malleposte/manifest.jsonl'), 'utf8'));
    }
    return { entries, places, others };
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** docs/archive-format.md: one JSON object a line; folders come before the places that name them. */
function placesOf(manifest: string): WitnessedPlace[] {
  const folders = new Map<number, string>();
  const places: WitnessedPlace[] = [];
  for (const text of manifest.split('\n').filter(Boolean)) {
    const line = JSON.parse(text) as Record<string, unknown>;
    if (line['type'] === 'folder') folders.set(line['folder'] as number, line['path'] as string);
    if (line['type'] !== 'place') continue;
    places.push({
      folder: folders.get(line['folder'] as number) ?? '?',
      uid: String(line['key']),
      sha256: String(line['sha256']),
      flags: [...(line['flags'] as string[])].sort(),
      internalDate: line['internalDate'] as number,
    });
  }
  return places;
}

/** Modified UTF-7 as people read it (RFC 3501 §5.1.3). */
export const fromMutf7 = (name: string): string =>
  name.replace(/&([^-]*)-/g, (_, run: string) =>
    run === '' ? '&' : Buffer.from(run.replaceAll(',', '/'), 'base64').swap16().toString('utf16le'),
  );

/** What an archive and a mailbox disagree on: one line each; empty when every message is saved exactly once. */
export function compareWithMailbox(archive: WitnessedArchive, mailbox: Mailbox): string[] {
  const differences: string[] = [];
  const entries = new Map<string, number>();
  for (const { sha256 } of archive.entries) entries.set(sha256, (entries.get(sha256) ?? 0) + 1);
  const places = new Map<string, WitnessedPlace[]>();
  for (const place of archive.places) {
    const key = `${place.folder} ${place.uid}`;
    places.set(key, [...(places.get(key) ?? []), place]);
  }
  const wanted = new Set<string>();
  for (const [name, letters] of mailbox) {
    for (const letter of letters) {
      const key = `${fromMutf7(name)} ${letter.uid}`;
      wanted.add(letter.sha256);
      const found = places.get(key) ?? [];
      const [place] = found;
      if (found.length !== 1) differences.push(`${key}: stands ${found.length} times in the manifest`);
      else if (place?.sha256 !== letter.sha256) differences.push(`${key}: the manifest names other bytes`);
      else if (place.internalDate !== letter.internalDate) differences.push(`${key}: other date`);
      else if (place.flags.join() !== letter.flags.join())
        differences.push(`${key}: other flags ${place.flags.join(' ')}`);
      const stored = entries.get(letter.sha256) ?? 0;
      if (stored !== 1) differences.push(`${key}: stored ${stored} times`);
      places.delete(key);
    }
  }
  for (const key of places.keys()) differences.push(`${key}: in the manifest, not in the mailbox`);
  for (const sha256 of entries.keys())
    if (!wanted.has(sha256)) differences.push(`${sha256}: stored, not in the mailbox`);
  return differences;
}

/** Writes a secret to a file only we can read and returns its path. */
export function secretFile(folder: string, name: string, secret: string): string {
  const file = path.join(folder, name);
  writeFileSync(file, `${secret}\n`, { mode: 0o600 });
  return file;
}
