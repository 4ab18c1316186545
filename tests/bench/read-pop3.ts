// A process of its own that reads a POP mailbox through the product's source into files, as getmail does into a Maildir.
// Arguments: port, user, file with the password, folder. Prints the count and the bytes.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createPop3Source } from '../../electron/migrate/index.ts';
import { contentChunks } from '../../electron/transfer/index.ts';

const [port = '', user = '', passwordFile = '', folder = ''] = process.argv.slice(2);
const signal = new AbortController().signal;
const source = createPop3Source({
  account: user,
  settings: { host: '127.0.0.1', port: Number(port), security: 'none', userName: user },
  allowInsecure: false,
  password: () => Promise.resolve(readFileSync(passwordFile, 'utf8').trimEnd()),
});
mkdirSync(folder, { recursive: true });
let [messages, bytes] = [0, 0];
const [inbox] = await source.folders(signal);
if (!inbox) throw new Error('no inbox');
for await (const event of source.items(inbox, () => false, signal)) {
  if (event.kind === 'failed') throw new Error(`${event.key}: ${event.error.code}`);
  if (event.kind !== 'item') continue;
  const chunks: Uint8Array[] = [];
  for await (const chunk of contentChunks(event.item.content)) chunks.push(chunk);
  const [whole = Buffer.alloc(0)] = chunks.length === 1 ? chunks : [Buffer.concat(chunks)];
  writeFileSync(path.join(folder, String(messages)), whole);
  messages += 1;
  bytes += whole.byteLength;
}
await source.close();
console.log(JSON.stringify({ messages, bytes }));
