// Builds everything into dist/: the page, the shells, the launcher. `--if-needed` does nothing when the sources have not
// changed since the last build.
import { createHash } from 'node:crypto';
import { globSync } from 'node:fs';
import { chmod, copyFile, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'vite';
import { nodeConfig, preloadConfig } from '../build/node.config.ts';
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
  // Built aside and put in place whole, so that what runs from dist/ never sees half of it.
  const fresh = path.join(root, '.cache', `dist-${process.pid}`);
  await rm(fresh, { recursive: true, force: true });
  await mkdir(fresh, { recursive: true });
  try {
    await build(nodeConfig(fresh));
    await build(preloadConfig(fresh));
    await build(pageConfig(fresh));
    await copyFile(path.join(root, 'build/malleposte.js'), path.join(fresh, 'malleposte.js'));
    await copyFile(path.join(root, 'build/process-options.js'), path.join(fresh, 'process-options.js'));
    await chmod(path.join(fresh, 'malleposte.js'), 0o755);
    await writeFile(path.join(fresh, '.built'), now);
    await rm(dist, { recursive: true, force: true });
    await rename(fresh, dist);
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
  return 'built';
}

if (import.meta.main) {
  const startedAt = Date.now();
  const outcome = await buildAll(process.argv.includes('--if-needed'));
  if (outcome === 'built') console.log(`Built in ${((Date.now() - startedAt) / 1000).toFixed(1)} s.`);
}
