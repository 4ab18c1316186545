// Changes a mailbox without end, for the test that kills it: each change is announced before it is made and confirmed when
// the program has said it is done. Run as: node mail-changer.ts DATA_DIR PORT PASSWORD USER SEED
import { setTimeout as pause } from 'node:timers/promises';
import type { Change } from '../../electron/contract/mail.ts';
import { openRooms, until } from './mail-rooms.ts';
import { seeded } from './random.ts';

const [dataDir = '', port = '', password = '', user = '', seed = ''] = process.argv.slice(2);
const rooms = openRooms({ server: { host: '127.0.0.1', port: Number(port), password }, users: [user], dataDir });
const random = seeded(Number(seed));
rooms.start();
const count = (): number =>
  (rooms.store.database.prepare('SELECT count(*) AS n FROM messages').get() as { n: number }).n;
await until(() => count() >= 40);
const say = (word: string, what: object): void => void process.stdout.write(`${JSON.stringify({ word, ...what })}\n`);
say('ready', {});
const folders = ['INBOX', 'Archive', 'Work', 'Trash'];
for (let number = 1; ; number += 1) {
  const rows = rooms.store.database.prepare('SELECT id, message_id FROM messages ORDER BY id').all() as {
    id: number;
    message_id: string;
  }[];
  if (rows.length === 0) throw new Error('Nothing is here any more');
  const some = [...new Set(Array.from({ length: 1 + random.below(4) }, () => random.pick(rows)))];
  const place = random.pick(folders);
  const value = random.chance(0.5);
  const [mark, change]: [string, Change] = random.chance(0.6)
    ? [`place ${place}`, { kind: 'move', folderId: rooms.folder(place) }]
    : [`star ${value}`, { kind: 'star', value }];
  const what = { number, ids: some.map((row) => row.message_id), mark };
  say('begin', what);
  await rooms.handlers.change({ target: { kind: 'messages', ids: some.map((row) => row.id) }, change }, rooms.context);
  say('done', what);
  if (random.chance(0.3)) await pause(random.below(25));
}
