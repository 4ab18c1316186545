// Loaded before the command line when a test wants to know its peak memory: writes it to file descriptor 3 at the end.
import { readFileSync, writeSync } from 'node:fs';

/** Bytes. Linux counts the memory of whoever started us into ru_maxrss (it survives exec), so VmHWM is asked there. */
function peakBytes(): number {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS * 1024;
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) * 1024;
}

process.on('exit', () => {
  try {
    writeSync(3, String(peakBytes()));
  } catch {
    // Nobody listens: the descriptor is not open.
  }
});
