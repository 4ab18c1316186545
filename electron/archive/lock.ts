// One writer per archive, across processes and data folders: a small file beside it that names its owner. An owner that
// no longer runs owns nothing.
import { readFileSync } from 'node:fs';
import { open, readFile, rename, unlink } from 'node:fs/promises';
import { diskError } from '../base/index.ts';
import { AppError } from '../contract/errors.ts';

const held = new Set<string>();

/** Takes `path`'s lock and returns its release. Throws archive.in_use, disk.*. */
export async function acquireLock(path: string): Promise<() => Promise<void>> {
  const lock = `${path}.lock`;
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const handle = await open(lock, 'wx', 0o600).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return null;
      throw diskError(error, lock);
    });
    if (handle) {
      held.add(lock);
      const release = async (): Promise<void> => {
        held.delete(lock);
        await unlink(lock).catch(() => undefined);
      };
      try {
        await handle.writeFile(JSON.stringify({ pid: process.pid, started: startOf(process.pid) }));
        return release;
      } catch (error) {
        await release();
        throw diskError(error, lock);
      } finally {
        await handle.close();
      }
    }
    const text = await readFile(lock, 'utf8').catch(() => null);
    if (text === null) continue;
    if (isAlive(text, lock)) break;
    // Moved aside first: if another process took the lock in between, it is that one's and goes back.
    const aside = `${lock}.${process.pid}`;
    await rename(lock, aside).catch(() => undefined);
    const moved = await readFile(aside, 'utf8').catch(() => null);
    if (moved !== null && moved !== text) {
      await rename(aside, lock).catch(() => undefined);
      break;
    }
    await unlink(aside).catch(() => undefined);
  }
  throw new AppError('archive.in_use', { path });
}

function isAlive(text: string, lock: string): boolean {
  let owner: { pid?: unknown; started?: unknown } | null;
  try {
    owner = JSON.parse(text) as typeof owner;
  } catch {
    // Killed between making and filling it.
    return false;
  }
  const pid = owner?.pid;
  if (typeof pid !== 'number' || pid <= 0) return false;
  if (pid === process.pid) return held.has(lock);
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  // The number may have been given to another program since.
  const started = startOf(pid);
  return started === null || owner?.started === null || started === owner?.started;
}

/** When the process began, in the system's own ticks; null where it cannot be told (not Linux). */
function startOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}
