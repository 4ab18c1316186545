// npm run bench: how fast and how small the whole way is, as ratios to mbsync, getmail, readpst, tnef and imapflow in one
// run on one machine. `--quick` takes a tenth of the messages; `--only NAME` one of speed, pop3, mbox, pst, winmail,
// memory, sync, search, window; `--gigabytes N` the size of the large Outlook file, 1 when not said. Last line of stdout:
// JSON; also in .cache/bench.json.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { startDovecot, whyNoDovecot } from '../support/dovecot.ts';
import { whyNoWitness } from '../support/witness-archive.ts';
import { createFigures } from './figures.ts';
import { whyNoMbsync } from './mbsync.ts';
import { measureMailSearch } from './mail-search.ts';
import { measureMailSync } from './mail-sync.ts';
import { measureMailWindow } from './mail-window.ts';
import { measureMbox } from './mbox.ts';
import { measureMemory } from './memory.ts';
import { measurePop3 } from './pop3.ts';
import { measurePst } from './pst.ts';
import { measureSpeed } from './speed.ts';
import { measureWinmail } from './winmail.ts';

const root = path.resolve(import.meta.dirname, '../..');
const { values } = parseArgs({
  options: {
    quick: { type: 'boolean' },
    only: { type: 'string' },
    sources: { type: 'boolean' },
    gigabytes: { type: 'string', default: '1' },
  },
});

async function run(): Promise<number> {
  const why = whyNoDovecot() ?? whyNoWitness() ?? whyNoMbsync();
  if (why) {
    console.error(`The bench cannot run here: ${why}`);
    return 2;
  }
  const built = !values.sources;
  if (built) await (await import('../../scripts/build.ts')).buildAll(true);
  const messages = values.quick ? 2_000 : 20_000;
  const folder = mkdtempSync(path.join(tmpdir(), 'malleposte-bench-'));
  const figures = createFigures((line) => console.log(line));
  const server = await startDovecot();
  try {
    const place = { server, folder, built, messages, figures, print: (line: string) => console.log(line) };
    const wanted = (name: string): boolean => values.only === undefined || values.only === name;
    if (wanted('speed')) await measureSpeed(place);
    if (wanted('pop3')) await measurePop3(place);
    if (wanted('mbox')) await measureMbox(place);
    if (wanted('pst')) await measurePst(place, values.quick ? 0.1 : Number(values.gigabytes));
    if (wanted('winmail')) await measureWinmail(place);
    if (wanted('memory')) await measureMemory(place);
    if (wanted('sync')) await measureMailSync(place, values.quick ? 10_000 : 100_000);
    if (wanted('window')) await measureMailWindow(place, values.quick ? 5_000 : 50_000);
    if (wanted('search')) await measureMailSearch(place, values.quick ? 10_000 : 100_000);
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
  const all = figures.all();
  const result = {
    at: new Date().toISOString(),
    machine: { cores: cpus().length, model: cpus()[0]?.model ?? '', node: process.versions.node },
    messages,
    met: all.every((figure) => figure.met !== false),
    figures: all,
  };
  mkdirSync(path.join(root, '.cache'), { recursive: true });
  writeFileSync(path.join(root, '.cache/bench.json'), `${JSON.stringify(result, null, 2)}\n`);
  console.log(JSON.stringify(result));
  return 0;
}

process.exitCode = await run();
