// How the process that does the work is started, whoever starts it: the launcher, npm start, the desktop window, the
// bench. Plain JavaScript, because the launcher runs on any Node before it hands over.
import os from 'os';

// Buffers of mail die young but count as large: a small nursery frees them sooner. Measured at 200,000 messages: 100 MB
// less at the peak of an export. It can only be said at the start of a process.
export var processFlags = ['--max-semi-space-size=8'];

/**
 * The environment with as many pool threads as there are cores, 2 to 4 (libuv's default). Reading an archive back on
 * two cores: four threads cost a quarter of the rate in waking and displacing each other. A number set by hand stays.
 */
export function processEnv(env) {
  var threads = String(Math.max(2, Math.min(4, os.cpus().length)));
  return Object.assign({ UV_THREADPOOL_SIZE: threads }, env);
}
