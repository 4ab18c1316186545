// A script of this folder as a process of its own: its time from start to end, its peak memory, the JSON it prints.
import { spawn } from 'node:child_process';
import path from 'node:path';

export interface Measured {
  readonly seconds: number;
  readonly peakBytes: number;
  readonly said: Readonly<Record<string, unknown>>;
}

export async function runMeasured(script: string, args: readonly string[]): Promise<Measured> {
  const peak = path.join(import.meta.dirname, '../support/report-peak.ts');
  // The sources are stripped of their types once, as a build does it, and not in every measured run.
  const env = { ...process.env, NODE_COMPILE_CACHE: path.join(import.meta.dirname, '../../.cache/compiled') };
  const started = performance.now();
  const child = spawn(process.execPath, ['--import', peak, path.join(import.meta.dirname, script), ...args], {
    stdio: ['ignore', 'pipe', 'inherit', 'pipe'],
    env,
  });
  let [output, memory] = ['', ''];
  child.stdio[1]?.on('data', (data: Buffer) => (output += data.toString()));
  child.stdio[3]?.on('data', (data: Buffer) => (memory += data.toString()));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) throw new Error(`${script} ended with ${code}`);
  return {
    seconds: (performance.now() - started) / 1000,
    peakBytes: Number(memory),
    said: JSON.parse(output) as Record<string, unknown>,
  };
}
