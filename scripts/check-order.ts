// Fails when a folder of electron/ is not on the import line, so that no room of the house escapes the rule.
import { readdirSync } from 'node:fs';
import { folderOrder } from './lint/import-order.ts';

const missing = readdirSync(new URL('../electron', import.meta.url), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !folderOrder.includes(entry.name))
  .map((entry) => entry.name);
if (missing.length > 0) {
  console.error(`Not on the import line in scripts/lint/import-order.ts: ${missing.join(', ')}`);
  process.exit(1);
}
