// Starts the fuzz process with little room, and reads its report.
import { execFile } from 'node:child_process';
import path from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import type { FuzzReport } from './tnef-fuzz.ts';

const script = path.join(import.meta.dirname, 'tnef-fuzz.ts');
/** What the whole process may hold, Node itself included. */
export const FUZZ_PEAK_BYTES = 256 * 1_048_576;

export async function runTnefFuzz(options: Record<string, string | number>): Promise<FuzzReport> {
  const given = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
  // A small nursery keeps what is garbage already out of the measurement.
  const room = ['--max-semi-space-size=4', '--max-old-space-size=160', '--expose-gc'];
  const { stdout } = await promisify(execFile)(process.execPath, [...room, script, ...given]);
  return JSON.parse(stdout) as FuzzReport;
}
