// Loaded before the command line when a test wants to know its peak memory: writes it to file descriptor 3 at the end.
import { writeSync } from 'node:fs';

process.on('exit', () => {
  try {
    writeSync(3, String(process.resourceUsage().maxRSS * 1024));
  } catch {
    // Nobody listens: the descriptor is not open.
  }
});
