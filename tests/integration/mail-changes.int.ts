// Every change a person can make to their mail, against a real server: at once here, later there, and back again; offline,
// killed, renumbered, refused, and beside other programs.
import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Change, Target } from '../../electron/contract/mail.ts';
import { startDovecot, whyNoDovecot, type Dovecot } from '../support/dovecot.ts';
import { startGate } from '../support/gate.ts';
import { appendLetters, openRaw } from '../support/mailbox.ts';
import { letter, letters, openRooms, serverLines, storeLines, these, type MailRooms } from '../support/mail-rooms.ts';

const why = whyNoDovecot();
const special = { Archive: '\\Archive', Trash: '\\Trash', Junk: '\\Junk', Sent: '\\Sent' };
let users = 0;

const expectSame = async (rooms: MailRooms, server: Dovecot, user: string): Promise<void> => {
  await rooms.sync();
  expect(storeLines(rooms.store, user)).toEqual(await serverLines(server, user));
};
const pendingOnes = (rooms: MailRooms): number =>
  (rooms.store.database.prepare('SELECT count(*) AS n FROM messages WHERE pending <> 0').get() as { n: number }).n;

describe.skipIf(why)(`changes${why ? ` (left out: ${why})` : ''}`, () => {
  const open: MailRooms[] = [];
  let server: Dovecot;
  beforeAll(async () => {
    server = await startDovecot({ special });
  });
  afterAll(async () => {
    for (const rooms of open) await rooms.close();
    for (const rooms of open) rmSync(rooms.dataDir, { recursive: true, force: true });
    await server.stop();
  });

  /** A mailbox with m1 to m<count> in the inbox, read to its end. */
  async function mailbox(count = 5, at: Dovecot = server): Promise<{ rooms: MailRooms; user: string }> {
    const user = `change${(users += 1)}`;
    await appendLetters(at, user, 'INBOX', letters(count));
    const rooms = openRooms({ server: at, users: [user] });
    open.push(rooms);
    await rooms.sync();
    return { rooms, user };
  }
  const change = (rooms: MailRooms, target: Target, wanted: Change): ReturnType<MailRooms['handlers']['change']> =>
    rooms.handlers.change({ target, change: wanted }, rooms.context);

  it('reads, stars, archives, moves, junks and deletes: here at once, there when sent', async () => {
    const { rooms, user } = await mailbox(8);
    expect(await change(rooms, these(rooms, 'm1', 'm2'), { kind: 'read', value: true })).toMatchObject({ messages: 2 });
    // Those that are read already are no change.
    expect(await change(rooms, these(rooms, 'm1'), { kind: 'read', value: true })).toMatchObject({
      messages: 0,
      undoId: null,
    });
    await change(rooms, these(rooms, 'm2', 'm3'), { kind: 'star', value: true });
    await change(rooms, these(rooms, 'm4'), { kind: 'archive' });
    await change(rooms, these(rooms, 'm5'), { kind: 'junk' });
    await change(rooms, these(rooms, 'm6', 'm7'), { kind: 'trash' });
    const moved = await change(rooms, these(rooms, 'm8'), { kind: 'move', folderId: rooms.folder('Sent') });
    expect(moved).toMatchObject({ messages: 1, folderId: rooms.folder('Sent') });
    expect(['m4', 'm5', 'm6', 'm8'].map((name) => rooms.place(name))).toEqual(['Archive', 'Junk', 'Trash', 'Sent']);
    expect(rooms.queue.waiting(user)).toBe(6);
    expect(pendingOnes(rooms)).toBe(8);
    const before = await serverLines(server, user);
    expect(before.every((line) => line.startsWith('INBOX '))).toBe(true);

    await rooms.send();
    expect(rooms.queue.waiting(user)).toBe(0);
    expect(pendingOnes(rooms)).toBe(0);
    // COPYUID numbers them: store and server agree before anything is read again.
    const now = await serverLines(server, user);
    expect(storeLines(rooms.store, user)).toEqual(now);
    expect(now).toContain('INBOX 2 m2@test.example [\\Flagged \\Seen]');
    expect(now.some((line) => /^Junk \d+ m5@test.example \[\$Junk\]$/.test(line))).toBe(true);

    await change(rooms, these(rooms, 'm5'), { kind: 'not_junk' });
    await change(rooms, these(rooms, 'm6'), { kind: 'delete' });
    expect(rooms.place('m6')).toBeNull();
    await rooms.send();
    expect((await serverLines(server, user)).some((line) => line.includes(' m6@'))).toBe(false);
    await expectSame(rooms, server, user);
    expect(rooms.place('m5')).toBe('INBOX');
  });

  it('follows a message through several changes that were never sent in between', async () => {
    const { rooms, user } = await mailbox(4);
    await change(rooms, these(rooms, 'm1', 'm2', 'm3'), { kind: 'archive' });
    await change(rooms, these(rooms, 'm1', 'm2'), { kind: 'star', value: true });
    await change(rooms, these(rooms, 'm2'), { kind: 'move', folderId: rooms.folder('Sent') });
    await change(rooms, these(rooms, 'm3'), { kind: 'trash' });
    await change(rooms, these(rooms, 'm3'), { kind: 'delete' });
    await change(rooms, these(rooms, 'm2'), { kind: 'read', value: true });
    await rooms.send();
    expect(storeLines(rooms.store, user)).toEqual(await serverLines(server, user));
    expect(rooms.place('m2')).toBe('Sent');
    expect(await serverLines(server, user)).toHaveLength(3);
    await expectSame(rooms, server, user);
  });

  it('moves on through folders that were not read here yet', async () => {
    const { rooms, user } = await mailbox(3);
    // As in the first minutes of a new account: listed, nothing more.
    rooms.store.database.exec(
      `UPDATE folders SET uid_validity = NULL, known_from = NULL, uid_next = NULL, highest_modseq = NULL
       WHERE path IN ('Archive', 'Sent')`,
    );
    await change(rooms, these(rooms, 'm1', 'm2'), { kind: 'archive' });
    await change(rooms, these(rooms, 'm1'), { kind: 'move', folderId: rooms.folder('Sent') });
    await change(rooms, these(rooms, 'm1'), { kind: 'star', value: true });
    await rooms.send();
    expect([rooms.place('m1'), rooms.place('m2'), rooms.queue.waiting(user)]).toEqual(['Sent', 'Archive', 0]);
    const there = await serverLines(server, user);
    expect(there.some((line) => /^Sent \d+ m1@test.example \[.*Flagged/.test(line))).toBe(true);
    await expectSame(rooms, server, user);
  });

  it('undoes before and after sending, also in the middle and after a restart', async () => {
    const { rooms, user } = await mailbox(6);
    const start = storeLines(rooms.store, user);
    const ids = ['m1', 'm2', 'm3'].map((name) => rooms.message(name));
    const undo = (undoId: number | null): unknown => rooms.handlers.undo({ undoId: undoId ?? 0 }, rooms.context);

    const trashed = await change(rooms, { kind: 'messages', ids }, { kind: 'trash' });
    const read = await change(rooms, these(rooms, 'm4'), { kind: 'read', value: true });
    await undo(trashed.undoId);
    await undo(read.undoId);
    expect(storeLines(rooms.store, user)).toEqual(start);
    expect(rooms.queue.waiting(user)).toBe(0);
    await expect(undo(trashed.undoId)).rejects.toMatchObject({ code: 'mail.too_late' });

    const junked = await change(rooms, { kind: 'messages', ids }, { kind: 'junk' });
    await rooms.send();
    await undo(junked.undoId);
    expect(
      ids.map((id) => rooms.store.database.prepare('SELECT folder_id FROM messages WHERE id = ?').get(id)),
    ).toEqual(ids.map(() => ({ folder_id: rooms.folder('INBOX') })));
    await rooms.send();
    const names = (lines: readonly string[]): string[] => lines.map((line) => line.replace(/ \d+ /, ' ')).sort();
    expect(names(await serverLines(server, user))).toEqual(names(start));
    expect(storeLines(rooms.store, user)).toEqual(await serverLines(server, user));

    // Part of it sent, part not: the star first, then the move that it went before.
    const starred = await change(rooms, these(rooms, 'm5'), { kind: 'star', value: true });
    const archived = await change(rooms, these(rooms, 'm5', 'm6'), { kind: 'archive' });
    await rooms.send();
    await rooms.close();
    const again = openRooms({ server, users: [user], dataDir: rooms.dataDir });
    open.push(again);
    await again.handlers.undo({ undoId: archived.undoId ?? 0 }, again.context);
    await again.handlers.undo({ undoId: starred.undoId ?? 0 }, again.context);
    await again.send();
    expect(names(await serverLines(server, user))).toEqual(names(start));
    const gone = await again.handlers.change({ target: these(again, 'm6'), change: { kind: 'delete' } }, again.context);
    expect(gone.undoId).toBeNull();
    await again.send();
    await expectSame(again, server, user);
  });

  it('changes what a list shows, and threads within it, by any selection', async () => {
    const { rooms, user } = await mailbox(12);
    const inbox = rooms.folder('INBOX');
    const list = {
      view: { kind: 'folder', folderId: inbox },
      threads: true,
      sort: 'date',
      ascending: false,
      filter: 'all',
    } as const;
    const except = [rooms.message('m3'), rooms.message('m7')];
    expect(await change(rooms, { kind: 'all', list, except }, { kind: 'archive' })).toMatchObject({ messages: 10 });
    const threadOf = (name: string): number =>
      (
        rooms.store.database.prepare('SELECT thread_id FROM messages WHERE id = ?').get(rooms.message(name)) as {
          thread_id: number;
        }
      ).thread_id;
    await change(
      rooms,
      { kind: 'threads', ids: [threadOf('m3'), threadOf('m4')], view: list.view },
      { kind: 'star', value: true },
    );
    const muted = await change(rooms, these(rooms, 'm3'), { kind: 'mute', value: true });
    expect(await rooms.handlers.thread({ threadId: threadOf('m3') }, rooms.context)).toMatchObject({ muted: true });
    await rooms.handlers.undo({ undoId: muted.undoId ?? 0 }, rooms.context);
    expect(await rooms.handlers.thread({ threadId: threadOf('m3') }, rooms.context)).toMatchObject({ muted: false });
    await rooms.send();
    const lines = await serverLines(server, user);
    expect(lines.filter((line) => line.startsWith('INBOX '))).toEqual([
      'INBOX 3 m3@test.example [\\Flagged]',
      'INBOX 7 m7@test.example []',
    ]);
    await expectSame(rooms, server, user);
    await expect(change(rooms, { kind: 'messages', ids: [1] }, { kind: 'read', value: true })).rejects.toMatchObject({
      code: 'mail.gone',
    });
  });

  it('keeps changes made offline through a restart and sends them once', async () => {
    const gate = await startGate(server);
    const user = `change${(users += 1)}`;
    await appendLetters(server, user, 'INBOX', letters(5));
    const through = { ...server, port: gate.port };
    const rooms = openRooms({ server: through, users: [user] });
    await rooms.sync();
    gate.cut();
    await change(rooms, these(rooms, 'm1', 'm2'), { kind: 'archive' });
    await change(rooms, these(rooms, 'm3'), { kind: 'read', value: true });
    await expect(rooms.send()).rejects.toMatchObject({ code: expect.stringMatching(/^network\./) as string });
    expect(rooms.queue.waiting(user)).toBe(2);
    await rooms.close();
    gate.mend();
    const again = openRooms({ server: through, users: [user], dataDir: rooms.dataDir });
    open.push(again);
    expect(again.queue.waiting(user)).toBe(2);
    expect(again.place('m1')).toBe('Archive');
    await again.send();
    await expectSame(again, server, user);
    expect((await serverLines(server, user)).filter((line) => line.startsWith('Archive '))).toHaveLength(2);
    await gate.close();
  });

  it('leaves messages where another program put them', async () => {
    const { rooms, user } = await mailbox(6);
    const raw = await openRaw(server, user);
    await raw.command('CREATE Elsewhere');
    await raw.command('SELECT INBOX');
    await raw.command('UID MOVE 1 Elsewhere');
    await raw.command('UID MOVE 2 Archive');
    await raw.command('UID STORE 3 +FLAGS (\\Deleted)');
    await raw.command('UID EXPUNGE 3');
    raw.close();
    await change(rooms, these(rooms, 'm1', 'm2', 'm3', 'm4'), { kind: 'archive' });
    await change(rooms, these(rooms, 'm1', 'm2', 'm4'), { kind: 'star', value: true });
    await rooms.send();
    expect(rooms.queue.refused(user)).toBeNull();
    expect(rooms.queue.waiting(user)).toBe(0);
    await expectSame(rooms, server, user);
    expect([rooms.place('m1'), rooms.place('m2'), rooms.place('m3'), rooms.place('m4')]).toEqual([
      'Elsewhere',
      'Archive',
      null,
      'Archive',
    ]);
  });

  it('loses nothing when the folder is renumbered while changes wait', async () => {
    const { rooms, user } = await mailbox(4);
    await change(rooms, these(rooms, 'm1'), { kind: 'archive' });
    await change(rooms, these(rooms, 'm2'), { kind: 'star', value: true });
    const raw = await openRaw(server, user);
    // Deleted and made again under the same name: other messages, other numbers.
    await raw.command('CREATE Other');
    await raw.command('SELECT INBOX');
    await raw.command('UID MOVE 1:* Other');
    raw.close();
    await rooms.send();
    await expectSame(rooms, server, user);
    expect(await serverLines(server, user)).toHaveLength(4);

    const folder = await openRaw(server, user);
    for (const command of ['CREATE Box', 'CREATE Spare', 'SELECT Other', 'UID COPY 1:2 Box', 'UID COPY 3:4 Spare'])
      await folder.command(command);
    await rooms.sync();
    const inBox = rooms.store.database
      .prepare('SELECT id FROM messages WHERE folder_id = ? ORDER BY uid')
      .all(rooms.folder('Box')) as { id: number }[];
    const ids = inBox.map(({ id }) => id);
    await change(rooms, { kind: 'messages', ids: ids.slice(0, 1) }, { kind: 'trash' });
    await change(rooms, { kind: 'messages', ids: ids.slice(1) }, { kind: 'star', value: true });
    for (const command of ['DELETE Box', 'RENAME Spare Box']) await folder.command(command);
    folder.close();
    await rooms.send();
    expect(rooms.queue.waiting(user)).toBe(2);
    await rooms.sync();
    await rooms.send();
    expect(rooms.queue.waiting(user)).toBe(0);
    await expectSame(rooms, server, user);
    expect((await serverLines(server, user)).filter((line) => line.startsWith('Box '))).toHaveLength(2);
  });

  it('puts back what the server refuses, and says so once', async () => {
    const { rooms, user } = await mailbox(3);
    const raw = await openRaw(server, user);
    await raw.command('CREATE Doomed');
    await rooms.sync();
    const doomed = rooms.folder('Doomed');
    await change(rooms, these(rooms, 'm1', 'm2'), { kind: 'move', folderId: doomed });
    await change(rooms, these(rooms, 'm2'), { kind: 'star', value: true });
    // Back to where it never left.
    await change(rooms, these(rooms, 'm1'), { kind: 'move', folderId: rooms.folder('INBOX') });
    await raw.command('DELETE Doomed');
    raw.close();
    await rooms.send();
    expect(rooms.queue.refused(user)).toMatchObject({ messages: 2, error: { code: 'mail.change_refused' } });
    expect([rooms.place('m1'), rooms.place('m2')]).toEqual(['INBOX', 'INBOX']);
    rooms.queue.dismiss(user);
    expect(rooms.queue.refused(user)).toBeNull();
    await expectSame(rooms, server, user);
    expect((await serverLines(server, user)).filter((line) => line.endsWith('[\\Flagged]'))).toHaveLength(1);
  });

  it('keeps messages that a listing takes away with the folder they were only on their way to', async () => {
    const { rooms, user } = await mailbox(2);
    const raw = await openRaw(server, user);
    await raw.command('CREATE Fleeting');
    await rooms.sync();
    await change(rooms, these(rooms, 'm1'), { kind: 'move', folderId: rooms.folder('Fleeting') });
    rooms.store.database.prepare("DELETE FROM folders WHERE path = 'Fleeting'").run();
    expect(rooms.place('m1')).toBe('INBOX');
    await raw.command('DELETE Fleeting');
    raw.close();
    await rooms.send();
    await expectSame(rooms, server, user);
  });

  it('makes the folders it needs, and tells the server what they are for', async () => {
    const plain = await startDovecot({ separator: '.', prefix: 'INBOX.' });
    try {
      const { rooms, user } = await mailbox(3, plain);
      await change(rooms, these(rooms, 'm1'), { kind: 'archive' });
      await change(rooms, these(rooms, 'm2'), { kind: 'trash' });
      await rooms.send();
      expect([rooms.place('m1'), rooms.place('m2')]).toEqual(['INBOX.Archive', 'INBOX.Trash']);
      await expectSame(rooms, plain, user);
      expect(rooms.store.database.prepare("SELECT role FROM folders WHERE path = 'INBOX.Trash'").get()).toEqual({
        role: 'trash',
      });
    } finally {
      await plain.stop();
    }
  });

  it('makes, renames, moves, subscribes, empties and deletes folders', async () => {
    const { rooms, user } = await mailbox(6);
    const { handlers, context } = rooms;
    const work = await handlers.createFolder({ accountId: user, parentId: null, name: 'Travail été' }, context);
    const inner = await handlers.createFolder({ accountId: user, parentId: work.id, name: 'R&D' }, context);
    expect(inner).toMatchObject({ path: 'Travail été/R&D', parentId: work.id, names: ['Travail été', 'R&D'] });
    await expect(
      handlers.createFolder({ accountId: user, parentId: null, name: 'Travail été' }, context),
    ).rejects.toMatchObject({ code: 'mail.folder_exists' });
    await expect(
      handlers.createFolder({ accountId: user, parentId: null, name: 'a/b' }, context),
    ).rejects.toMatchObject({ code: 'mail.folder_refused' });
    await change(rooms, these(rooms, 'm1', 'm2'), { kind: 'move', folderId: inner.id });
    await rooms.send();
    const renamed = await handlers.changeFolder({ id: work.id, parentId: null, name: 'Work' }, context);
    expect(renamed).toMatchObject({ id: work.id, path: 'Work' });
    expect(rooms.folder('Work/R&D')).toBe(inner.id);
    expect(rooms.place('m1')).toBe('Work/R&D');
    const moved = await handlers.changeFolder({ id: inner.id, parentId: null, name: 'Lab' }, context);
    expect(moved).toMatchObject({ id: inner.id, path: 'Lab', parentId: null });
    await expect(
      handlers.changeFolder({ id: work.id, parentId: work.id, name: 'Work' }, context),
    ).rejects.toMatchObject({ code: 'mail.folder_refused' });
    await expect(
      handlers.changeFolder({ id: rooms.folder('INBOX'), parentId: null, name: 'Mine' }, context),
    ).rejects.toMatchObject({ code: 'mail.folder_refused' });
    await handlers.subscribeFolder({ id: inner.id, value: false }, context);
    expect((await handlers.folders({}, context)).find(({ id }) => id === inner.id)?.subscribed).toBe(false);
    await expectSame(rooms, server, user);

    // What waits to leave a folder leaves it before it goes.
    await change(rooms, these(rooms, 'm1'), { kind: 'archive' });
    await handlers.deleteFolder({ id: inner.id }, context);
    expect(rooms.place('m1')).toBe('Archive');
    await expectSame(rooms, server, user);
    expect((await serverLines(server, user)).filter((line) => line.includes(' m2@'))).toEqual([]);

    await change(rooms, these(rooms, 'm3', 'm4'), { kind: 'trash' });
    await rooms.send();
    await rooms.sync();
    await change(rooms, these(rooms, 'm5'), { kind: 'trash' });
    await change(rooms, these(rooms, 'm4'), { kind: 'move', folderId: rooms.folder('INBOX') });
    const raw = await openRaw(server, user);
    await raw.command('APPEND Trash ', letter('late'));
    raw.close();
    expect(await handlers.emptyFolder({ id: rooms.folder('Trash') }, context)).toMatchObject({ undoId: null });
    expect([rooms.place('m3'), rooms.place('m4'), rooms.place('m5')]).toEqual([null, 'INBOX', null]);
    await rooms.send();
    await expectSame(rooms, server, user);
    // What had come since the person looked is still there.
    expect((await serverLines(server, user)).filter((line) => line.startsWith('Trash '))).toEqual([
      expect.stringContaining(' late@') as string,
    ]);
    await expect(handlers.emptyFolder({ id: rooms.folder('INBOX') }, context)).rejects.toMatchObject({
      code: 'mail.folder_refused',
    });
  });

  it('moves between accounts with flags and date, and deletes only what has arrived', async () => {
    const [from, to] = [`change${(users += 1)}`, `change${(users += 1)}`];
    const big = { bytes: letter('big', 'x'.repeat(1_500_000)), flags: ['\\Flagged'], date: 1_600_000_000 };
    await appendLetters(server, from, 'INBOX', [...letters(2, ['\\Seen', 'work']), big]);
    await appendLetters(server, to, 'INBOX', [{ bytes: letter('there') }]);
    const gate = await startGate(server);
    const rooms = openRooms({ server: { ...server, port: gate.port }, users: [from, to] });
    open.push(rooms);
    await rooms.sync();
    const target = rooms.folder('INBOX', to);
    const moved = await change(rooms, these(rooms, 'm1', 'm2', 'big'), { kind: 'move', folderId: target });
    await change(rooms, these(rooms, 'm1'), { kind: 'star', value: true });
    // The line breaks at some byte of it, again and again.
    for (const bytes of [2000, 9000, 300_000, 1_600_000]) {
      const held = gate.holdAfter(bytes);
      const sending = rooms.send(from).catch(() => undefined);
      await Promise.race([held, sending]);
      gate.cut();
      await sending;
      gate.mend();
      gate.release();
    }
    await gate.close();
    await rooms.close();
    const again = openRooms({ server, users: [from, to], dataDir: rooms.dataDir });
    open.push(again);
    await again.send(from);
    await again.send(to);
    await again.send(from);
    const there = await serverLines(server, to);
    expect(there.map((line) => line.replace(/ \d+ /, ' ')).sort()).toEqual(
      [
        'INBOX big@test.example [\\Flagged]',
        'INBOX m1@test.example [\\Flagged \\Seen work]',
        'INBOX m2@test.example [\\Seen work]',
        'INBOX there@test.example []',
      ].sort(),
    );
    expect(await serverLines(server, from)).toEqual([]);
    await again.sync();
    for (const user of [from, to]) expect(storeLines(again.store, user)).toEqual(await serverLines(server, user));
    await again.handlers.undo({ undoId: moved.undoId ?? 0 }, again.context);
    await again.send(to);
    await again.send(from);
    await again.send(to);
    expect(await serverLines(server, from)).toHaveLength(3);
    expect(await serverLines(server, to)).toHaveLength(1);
  });
});
