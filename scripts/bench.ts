// npm run bench: what the bench needs from the system, then the bench itself; arguments are passed on.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { buildAll } from './build.ts';
import { howToInstall, provide } from './tools.ts';

const lacking = await provide(['dovecot', 'pop3', 'mbsync', 'getmail', 'readpst', 'tnef', 'openssl']);
if (lacking.length > 0) {
  console.error(`The bench needs more of this computer: ${howToInstall(lacking)}`);
  process.exit(1);
}
await buildAll(true);
const bench = path.resolve(import.meta.dirname, '../tests/bench/run.ts');
const { status } = spawnSync(process.execPath, [bench, ...process.argv.slice(2)], { stdio: 'inherit' });
process.exit(status ?? 1);
