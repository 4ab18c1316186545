// A program that reads a mailbox into a store until somebody kills it: `node run-mail-sync.ts DATADIR PORT USER`, the
// password in the environment. Says "reading" when it has begun.
import { openMailApp } from './mail-app.ts';

const [dataDir = '', port = '', user = ''] = process.argv.slice(2);
openMailApp({ port: Number(port), user, password: process.env['MAIL_PASSWORD'] ?? '' }, { dataDir });
process.stdout.write('reading\n');
setInterval(() => undefined, 1000);
