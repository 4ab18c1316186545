// A process of its own that decodes a winmail.dat and writes its files, as tnef does. Arguments: file, folder.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { decodeTnef } from '../../electron/tnef/index.ts';

const [file = '', folder = ''] = process.argv.slice(2);
const message = decodeTnef(readFileSync(file));
if (!message) throw new Error('no TNEF');
mkdirSync(folder, { recursive: true });
for (const { name, bytes } of message.attachments) writeFileSync(path.join(folder, name), bytes);
console.log(JSON.stringify({ attachments: message.attachments.length }));
