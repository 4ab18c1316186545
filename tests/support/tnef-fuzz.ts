// A process of its own that feeds the decoder broken streams and answers with one line of JSON, so that its memory is
// only the decoder's. Arguments: seconds, seed, and optionally a folder of streams with a count of mutations for each.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { decodeTnef, isTnef, type TnefMessage } from '../../electron/tnef/index.ts';
import { seeded } from './random.ts';
import { mutate } from './tnef-mutate.ts';
import { seeds } from './tnef-seeds.ts';

export interface FuzzReport {
  readonly seed: number;
  readonly files: number;
  readonly runs: number;
  readonly decoded: number;
  /** Processor time of the slowest run. */
  readonly slowestMs: number;
  readonly slowest: string;
  readonly peakBytes: number;
  /** At most ten; the first has its stream as base64 when it is small. */
  readonly failures: readonly string[];
}

const LIMIT_MS = 1000;
/** TNEF inside mail is MIME's business. */
const MOST_BYTES = 8 * 1_048_576;

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    seed: { type: 'string', default: '1' },
    folder: { type: 'string' },
    mutations: { type: 'string', default: '10000' },
    step: { type: 'string', default: '97' },
  },
});
const seed = Number(values.seed);
const random = seeded(seed);
const failures: string[] = [];
let runs = 0;
let decoded = 0;
let slowestMs = 0;
let slowest = '';

/** What must hold however broken the input. */
function check(message: TnefMessage, input: Uint8Array): string | null {
  for (const each of message.attachments) {
    if (each.name === '' || /[/\\\p{Cc}]/u.test(each.name) || !each.name.isWellFormed())
      return `name ${JSON.stringify(each.name)}`;
    if (each.bytes.length > input.length * 20) return `${each.bytes.length} bytes out of ${input.length}`;
    if ((each.kind === 'message') !== (each.message !== null)) return 'kind and message differ';
    const inner = each.message ? check(each.message, input) : null;
    if (inner) return inner;
  }
  if (!Number.isFinite(message.sentAt ?? 0)) return 'sentAt';
  return message.problems.length > 200 ? `${message.problems.length} problems` : null;
}

/** After this much input the copies that making it took are swept, or they would be what is measured. */
const SWEEP_BYTES = 6 * 1_048_576;
let sinceSweep = 0;

function attempt(input: Uint8Array, label: string): void {
  runs += 1;
  sinceSweep += input.length;
  if (sinceSweep > SWEEP_BYTES) {
    globalThis.gc?.();
    sinceSweep = 0;
  }
  const before = process.cpuUsage();
  let fault: string | null;
  try {
    const message = decodeTnef(input);
    if (message) decoded += 1;
    fault = message ? check(message, input) : isTnef(input) ? 'refused' : null;
  } catch (error) {
    fault = error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
  const { user, system } = process.cpuUsage(before);
  const spent = (user + system) / 1000;
  if (spent > slowestMs) {
    slowestMs = spent;
    slowest = `${label}, ${input.length} bytes`;
  }
  if (spent > LIMIT_MS) fault ??= `${spent.toFixed(0)} ms`;
  if (fault === null || failures.length >= 10) return;
  const small = input.length < 20_000 && failures.length === 0;
  failures.push(`${label}: ${fault}${small ? ` ${Buffer.from(input).toString('base64')}` : ''}`);
}

const folder = values.folder;
const files = folder
  ? readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.join(entry.parentPath, entry.name))
      .sort()
      .map((file) => ({ name: path.relative(folder, file), bytes: readFileSync(file) }))
      .filter(({ bytes }) => isTnef(bytes) && bytes.length < MOST_BYTES)
  : [];

if (folder) {
  const step = Number(values.step);
  const streams = files.map((each) => each.bytes);
  for (const { name, bytes } of files) {
    for (let length = 0; length <= bytes.length; length += step)
      attempt(bytes.subarray(0, length), `${name} cut at ${length}`);
    for (let index = 0; index < Number(values.mutations); index++) {
      attempt(mutate(bytes, streams, random), `${name} seed ${seed} mutation ${index}`);
    }
  }
} else {
  for (const [index, bytes] of seeds.entries()) {
    for (let length = 0; length <= bytes.length; length++)
      attempt(bytes.subarray(0, length), `seed ${index} cut at ${length}`);
  }
  const end = performance.now() + Number(values.seconds) * 1000;
  // Good breakages are broken further.
  const pool = [...seeds];
  for (let index = 0; performance.now() < end; index++) {
    const made = mutate(random.pick(pool), pool, random);
    attempt(made, `seed ${seed} mutation ${index}`);
    if (made.length > 20_000 || !random.chance(0.02)) continue;
    if (pool.length < seeds.length + 64) pool.push(made);
    else pool[seeds.length + random.below(64)] = made;
  }
}

const report: FuzzReport = {
  seed,
  files: files.length,
  runs,
  decoded,
  slowestMs: Math.round(slowestMs),
  slowest,
  peakBytes: process.resourceUsage().maxRSS * 1024,
  failures,
};
console.log(JSON.stringify(report));
