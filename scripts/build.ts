// Builds everything into dist/: the page, the shells, the launcher. `--if-needed` does nothing when the sources have not
// changed since the last build.
import { createHash } from 'node:crypto';
import { globSync } from 'node:fs';
import { chmod, copyFile, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'vite';
import { nodeConfig, nodeEntries, preloadConfig } from '../build/node.config.ts';
import { pageConfig } from '../build/page.config.ts';

const root = path.resolve(import.meta.dirname, '..');
const dist = path.join(root, 'dist');
const stamp = path.join(dist, '.built');
const sources = [
  'electron/**/*',
  'renderer/**/*',
  'build/**/*',
  'scripts/build.ts',
  'package.json',
  'package-lock.json',
];

/** Changes with the name, size or time of any source file. */
async function fingerprint(): Promise<string> {
  const hash = createHash('sha256');
  for (const file of globSync(sources, { cwd: root }).sort()) {
    const info = await stat(path.join(root, file));
    if (info.isFile() && !file.endsWith('.test.ts')) hash.update(`${file}\0${info.size}\0${info.mtimeMs}\n`);
  }
  return hash.digest('hex');
}

export async function buildAll(ifNeeded: boolean): Promise<'built' | 'unchanged'> {
  const now = await fingerprint();
  if (ifNeeded && (await readFile(stamp, 'utf8').catch(() => '')) === now) return 'unchanged';
  await rm(dist, { recursive: true, force: true });
  await mkdir(dist, { recursive: true });
  await build(nodeConfig({ ...nodeEntries }));
  await build(preloadConfig);
  await build(pageConfig);
  const launcher = path.join(dist, 'malleposte.js');
  await copyFile(path.join(root, 'build/malleposte.js'), launcher);
  await chmod(launcher, 0o755);
  await writeFile(stamp, now);
  return 'built';
}

if (import.meta.main) {
  const startedAt = Date.now();
  const outcome = await buildAll(process.argv.includes('--if-needed'));
  if (outcome === 'built') console.log(`Built in ${((Date.now() - startedAt) / 1000).toFixed(1)} s.`);
}
