// A process of its own that reads an Outlook data file through the product's source into files, as readpst does.
// Arguments: file, folder ('' = nowhere). Prints the count, the bytes, and the processor's time.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createOutlookSource } from '../../electron/migrate/outlook/index.ts';

const [file = '', folder = ''] = process.argv.slice(2);
const { signal } = new AbortController();
const source = createOutlookSource(file);
if (folder !== '') mkdirSync(folder, { recursive: true });
let [messages, bytes] = [0, 0];
for (const each of await source.folders(signal)) {
  for await (const event of source.items(each, () => false, signal)) {
    if (event.kind === 'failed') throw new Error(`${event.key}: ${event.error.code}`);
    if (event.kind !== 'item') continue;
    const content = event.item.content as Uint8Array;
    if (folder !== '') writeFileSync(path.join(folder, `${messages}.eml`), content);
    messages += 1;
    bytes += content.length;
  }
}
await source.close();
const { user, system } = process.cpuUsage();
console.log(JSON.stringify({ messages, bytes, cpuSeconds: (user + system) / 1e6 }));
