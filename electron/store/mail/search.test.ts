// What a query finds in the store: words, people, places, dates; copies once; what servers found beside it.
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { filledStore, ME, NOON, type FilledStore } from '../../../tests/support/mail-store.ts';
import { forgetFound, saveFound, unindexedFolders } from './found.ts';
import { listMessageIds, listView, threadMessageIds } from './list.ts';
import { removeUids } from './messages.ts';
import { findPeople } from './people.ts';
import { Flag } from './schema.ts';
import { queryName, searchMessages } from './search.ts';
import { foldersNamed } from './search-plan.ts';

const opened: FilledStore[] = [];
afterEach(() => {
  for (const store of opened.splice(0)) store.close();
});

function filled(): FilledStore & { find: (query: string) => number[] } {
  const made = filledStore({ INBOX: 'inbox', Envoyés: 'sent', 'Boîte/Été 2026': null, Tout: 'all', Trash: 'trash' });
  opened.push(made);
  const find = (query: string): number[] => searchMessages(made.store, query, null, []).hits.map(([id]) => id);
  return { ...made, find };
}

const day = (...date: [number, number, number]): number => new Date(...date, 10).getTime();

describe('a search', () => {
  test('ignores case and accents, takes the start of a longer word, and of the last one however short', () => {
    const { put, find } = filled();
    const [a] = put('INBOX', { subject: 'Réunion à l’École', body: 'Devis pour la VÉRANDA' });
    put('INBOX', { subject: 'Rien', body: 'Autre chose' });
    for (const query of ['ecole', 'REUNION', 'réun', 'veranda dev', 'veran école', '"devis pour la"', 'v', 'l’école'])
      expect(find(query), query).toEqual([a]);
    for (const query of ['"dev pour"', '"réun"', 'rev dev', 'véranda"la veranda devis"', 'eranda'])
      expect(find(query), query).toEqual([]);
    expect(find('')).toEqual([]);
    expect(find('-- " …')).toEqual([]);
  });

  test('finds Japanese, Chinese and Thai inside a sentence', () => {
    const { put, find } = filled();
    const [a] = put('INBOX', { subject: '見積書の件', body: 'お世話になっております' });
    for (const query of ['積書', '件', 'subject:見積', 'なって', '"世話に"']) expect(find(query), query).toEqual([a]);
    expect(find('書積')).toEqual([]);
  });

  test('looks where it is told to', () => {
    const { put, find } = filled();
    const [a] = put('INBOX', {
      subject: 'facture',
      body: 'le texte',
      fromName: 'Amélie Lefèvre',
      fromAddress: 'amelie.l@example.fr',
      people: { to: [['Me', ME]], cc: [['Jürgen Müller', 'j.mueller@example.de']] },
      files: ['Plan de l’été.pdf'],
      flags: Flag.files,
      listId: '<svelte.lists.example>',
    });
    const [b] = put('INBOX', {
      subject: 'autre',
      body: 'facture',
      people: { to: [['Amélie', 'amelie.l@example.fr']] },
    });
    const expected: Record<string, (number | undefined)[]> = {
      facture: [b, a],
      'subject:facture': [a],
      'objet:facture body:texte': [a],
      'body:facture': [b],
      'from:amelie': [a],
      'from:lefevre from:amélie': [a],
      'from:amelie.l@example.fr': [a],
      'from:@example.fr': [a],
      'to:amelie.l@example.fr': [b],
      'to:me@example.com to:müller': [a],
      'cc:muller': [a],
      'cc:jürgen facture': [a],
      'cc:amelie': [],
      '-cc:muller facture': [b],
      'filename:plan': [a],
      'filename:pdf': [a],
      'plan.pdf': [],
      'has:attachment': [a],
      '-has:attachment': [b],
      'list:svelte': [a],
      '-list:svelte': [b],
      '-facture': [],
      'facture -texte': [b],
      '-texte': [b],
      '-from:amelie facture': [b],
      '"de l’été"': [a],
    };
    for (const [query, ids] of Object.entries(expected)) expect(find(query), query).toEqual(ids);
  });

  test('knows flags, days and sizes', () => {
    const { put, find } = filled();
    const [a, b, c] = put(
      'INBOX',
      { receivedAt: day(2024, 1, 29), flags: Flag.seen | Flag.answered, size: 20 * 2 ** 20 },
      { receivedAt: day(2024, 2, 1), flags: Flag.flagged, size: 2000 },
      { receivedAt: day(2025, 0, 1), flags: Flag.seen, size: 300 },
    );
    const expected: Record<string, (number | undefined)[]> = {
      'is:unread': [b],
      'is:read': [c, a],
      '-is:read': [b],
      'is:starred': [b],
      '-is:starred': [c, a],
      'est:repondu': [a],
      'before:2024-03': [a],
      'avant:2024-03-02': [b, a],
      'after:2024-03-01': [c, b],
      'after:2024-03-01 before:2025': [b],
      '-after:2024-03-01': [a],
      'larger:10M': [a],
      'larger:1999 smaller:1M': [b],
      'is:read subject -larger:10Mo': [c],
    };
    for (const [query, ids] of Object.entries(expected)) expect(find(query), query).toEqual(ids);
  });

  test('knows folders by their role in both languages, their name, and the start of it', () => {
    const { store, id, put, find } = filled();
    const [a] = put('INBOX', {});
    const [b] = put('Boîte/Été 2026', {});
    expect(find('in:inbox')).toEqual([a]);
    expect(find('dans:"boîte de réception"')).toEqual([a]);
    expect(find('in:ete')).toEqual([b]);
    expect(find('in:2026')).toEqual([b]);
    expect(find('in:"Boite/ete 2026" subject')).toEqual([b]);
    expect(find('-in:inbox')).toEqual([b]);
    expect(find('in:nowhere')).toEqual([]);
    expect(foldersNamed(store, 'envoy')).toEqual([id('Envoyés')]);
    expect(foldersNamed(store, 'sent')).toEqual([id('Envoyés')]);
    expect(searchMessages(store, 'subject', [id('INBOX')], []).hits.map(([hit]) => hit)).toEqual([a]);
  });

  test('names each message once, newest first, in its own folder rather than in that of everything', () => {
    const { store, put, find, id } = filled();
    const [copy] = put('Tout', { messageId: 'one@x', subject: 'copie' });
    const [own] = put('INBOX', { messageId: 'one@x', subject: 'copie', receivedAt: NOON });
    const [without, again] = put('INBOX', { messageId: '', subject: 'copie' }, { messageId: '', subject: 'copie' });
    expect(find('copie')).toEqual([again, without, own]);
    expect(copy).toBeDefined();
    const view = { kind: 'search', query: 'copie', accountIds: null } as const;
    const list = { view, threads: false, sort: 'date', ascending: false, filter: 'all' } as const;
    expect([...listView(store, list).ids]).toEqual([again, without, own]);
    expect(listMessageIds(store, list)).toEqual([again, without, own]);
    expect([...listView(store, { ...list, view: { ...view, accountIds: ['b'] } }).ids]).toEqual([]);
    const thread = listView(store, { ...list, threads: true }).threads.at(-1) ?? 0;
    expect(threadMessageIds(store, [thread], { kind: 'folder', folderId: id('INBOX') })).toEqual([own]);
    expect(threadMessageIds(store, [thread], view).toSorted()).toEqual([copy, own].toSorted());
  });

  test('says how far it reaches, and what it did not understand', () => {
    const { store, put } = filled();
    put('INBOX', { body: 'texte' }, {}, {});
    const { reach } = searchMessages(store, 'from:paul "le texte" foo:bar -without filename:x', null, []);
    expect(reach).toMatchObject({ indexed: 1, known: 3, ignored: ['foo:bar'], more: false });
    expect(reach.words).toEqual(['paul', 'le texte', 'foo:bar']);
  });

  test('holds the newest when a word is in too many, and says so', () => {
    const { store, put } = filled();
    put('INBOX', ...Array.from({ length: 25 }, () => ({ subject: 'partout' })));
    const { hits, reach } = searchMessages(store, 'partout', null, [], 20);
    expect(reach.more).toBe(true);
    expect(hits).toHaveLength(20);
    expect(searchMessages(store, 'partout', null, [], 25)).toMatchObject({ reach: { more: false } });
    const [[newest]] = store.database.prepare('SELECT max(id) AS id FROM messages').all().map(Object.values) as [
      [number],
    ];
    expect(hits[0]?.[0]).toBe(newest);
  });

  test('takes in what servers found, as far as it is still here and in the places asked for', () => {
    const { store, put, find, id } = filled();
    const [a, b, c] = put('INBOX', { subject: 'one' }, { flags: Flag.seen }, { subject: 'contrat' });
    const [d] = put('Trash', {});
    const name = queryName('contrat');
    expect(saveFound(store, name, id('INBOX'), [1, 2, 3, 99])).toBe(3);
    expect(saveFound(store, name, id('Trash'), [4])).toBe(1);
    expect(find('contrat')).toEqual([d, c, b, a]);
    expect(find(' contrat ')).toEqual([d, c, b, a]);
    expect(find('contrats')).toEqual([]);
    expect(saveFound(store, queryName('contrat is:unread'), id('INBOX'), [1, 2, 3])).toBe(3);
    expect(find('contrat is:unread')).toEqual([c, a]);
    expect(saveFound(store, queryName('contrat objet:one -from:nobody'), id('INBOX'), [1, 2, 3])).toBe(3);
    expect(find('contrat objet:one -from:nobody')).toEqual([a]);
    expect(saveFound(store, queryName('contrat -objet:one'), id('INBOX'), [1, 2, 3])).toBe(3);
    expect(find('contrat -objet:one')).toEqual([c, b]);
    expect(saveFound(store, queryName('contrat filename:plan'), id('INBOX'), [1, 2, 3])).toBe(3);
    expect(find('contrat filename:plan')).toEqual([]);
    removeUids(store, id('INBOX'), [1]);
    expect(find('contrat')).toEqual([d, c, b]);
    forgetFound(store, name);
    expect(find('contrat')).toEqual([c]);
  });

  test('stays fresh: a cached answer follows the store', () => {
    const { store, put, id } = filled();
    const view = { kind: 'search', query: 'neuf', accountIds: null } as const;
    const ids = (): number[] => [
      ...listView(store, { view, threads: true, sort: 'date', ascending: false, filter: 'all' }).ids,
    ];
    expect(ids()).toEqual([]);
    const [a = 0] = put('INBOX', { subject: 'neuf' });
    expect(ids()).toEqual([a]);
    const [b = 0] = put('INBOX', { body: 'tout neuf' });
    expect(ids()).toEqual([b, a]);
    saveFound(store, queryName('neuf'), id('INBOX'), [2]);
    removeUids(store, id('INBOX'), [1]);
    expect(ids()).toEqual([b]);
  });

  test('knows which folders only the server can search whole', () => {
    const { store, put, id } = filled();
    put('INBOX', { body: 'here' });
    put('Trash', {}, { body: 'x' });
    store.database.prepare('UPDATE folders SET server_messages = 7 WHERE id = ?').run(id('Envoyés'));
    expect(unindexedFolders(store, null).map(({ path }) => path)).toEqual(['Envoyés', 'Trash']);
    expect(unindexedFolders(store, ['b'])).toEqual([]);
  });
});

test('whatever is typed is searched without failing', () => {
  const { store, put } = filled();
  put('INBOX', { subject: 'AND NOT', body: 'NEAR( a OR b* )' });
  const piece = fc.oneof(
    fc.constantFrom(
      'AND',
      'OR ',
      ' NOT ',
      'NEAR(',
      '"',
      "'",
      '*',
      '^',
      '(',
      ')',
      ':',
      '-',
      '{',
      '}',
      '\0',
      '%',
      '\\',
      'rowid:',
    ),
    fc.constantFrom(
      'subject:',
      'cc:',
      'from:',
      'in:',
      'list:',
      'before:2024',
      'is:read',
      'larger:1k',
      'foo:',
      'a',
      '件',
      ' ',
    ),
    fc.string({ unit: 'binary', maxLength: 5 }),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 10 }), (pieces) => {
      expect(searchMessages(store, pieces.join(''), null, []).hits.length).toBeLessThan(2);
    }),
    { numRuns: 200 },
  );
});

test('people are completed by the start of any word, the most written to first', () => {
  const { store, put } = filled();
  put('INBOX', { fromName: 'Amélie Lefèvre', fromAddress: 'a.lefevre@example.fr' });
  put('INBOX', { fromName: 'Paul Lefort', fromAddress: 'paul@lefort.example' });
  const mine = { fromAddress: ME, people: { to: [['Paul Lefort', 'Paul@lefort.example']] as const } };
  put('Envoyés', mine, mine);
  const people = (start: string): string[] => findPeople(store, start, 20).map(({ address }) => address);
  expect(people('lef')).toEqual(['paul@lefort.example', 'a.lefevre@example.fr']);
  expect(people('AMELIE lef')).toEqual(['a.lefevre@example.fr']);
  expect(people('a.lef')).toEqual(['a.lefevre@example.fr']);
  expect(people('example.fr')).toEqual(['a.lefevre@example.fr']);
  expect(people('%')).toEqual([]);
  expect(people('')).toHaveLength(2);
  expect(findPeople(store, '', 1)).toEqual([{ name: 'Paul Lefort', address: 'paul@lefort.example' }]);
});
