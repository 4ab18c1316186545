// Outlook data files of a corpus: what each folder gives, compared with what readpst (libpst 0.6.76) writes. The corpus is
// no part of this repository: CORPUS names the folder that holds it, with its expected.jsonl.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { AppError } from '../../electron/contract/errors.ts';
import { createOutlookSource } from '../../electron/migrate/outlook/index.ts';
import { readMessage } from '../../electron/mime/index.ts';

interface Line {
  readonly name: string;
  readonly reference: {
    readonly readpst?: { readonly exit: number; readonly files_per_folder: Readonly<Record<string, number>> };
  };
}
type Counts = Readonly<Record<string, number>>;

const corpus = process.env['CORPUS'] ?? '';
const { signal } = new AbortController();
const lines = corpus
  ? readFileSync(path.join(corpus, 'expected.jsonl'), 'utf8')
      .split('\n')
      .filter((line) => line.includes('"name": "pst/'))
      .map((line) => JSON.parse(line) as Line)
      .filter(({ reference }) => reference.readpst)
  : [];

/** Where our counts are not those of readpst, and why. */
const differences: Readonly<Record<string, { readonly counts: Counts; readonly why: string }>> = {
  'pst/hiraoka-pst-extractor/src____tests____testdata__contacts97-2002.pst': {
    counts: { '連絡先 (Contact dedicated)': 1 },
    why: 'the same item; readpst reads the 8-bit name of the folder as Latin 1, we by the language of the messages',
  },
  'pst/java-libpst/passworded.pst': {
    counts: { Contacts: 2 },
    why: 'readpst leaves out a distribution list; a password only guards the file in Outlook',
  },
  'pst/mutated/Hello_CJK.flip60.pst': { counts: { '': 1 }, why: 'readpst finds no root and gives up' },
  'pst/mutated/Hello_CJK.root-ff.pst': { counts: { '': 1 }, why: 'readpst finds no root and gives up' },
  'pst/mutated/src____tests____testdata__contacts.flip60.pst': {
    counts: { '連絡先 (Contact dedicated)': 1 },
    why: 'readpst loses the contact in a damaged table',
  },
  'pst/mutated/msgInMsgInMsg.flip60.pst': {
    counts: { 'Outlook データ ファイルのトップ': 1 },
    why: 'the entry that says which folder is the top is damaged: its name is shown, as nothing stands above it',
  },
};

/** What does not end as a whole file does. */
const told: Readonly<Record<string, readonly string[]>> = {
  'pst/mutated/Hello_CJK.flip60.pst': ['part_damaged'],
  'pst/mutated/Hello_CJK.root-ff.pst': ['index_damaged'],
  'pst/mutated/msgInMsgInMsg.flip60.pst': ['part_damaged', 'index_damaged'],
  'pst/mutated/src____tests____testdata__contacts.flip60.pst': ['part_damaged'],
};

/** Its first folder is the file itself; '' stands for it, as what readpst calls it depends on the file's name. */
function folders(counts: Counts): Counts {
  const short = Object.entries(counts).map(([name, count]) => [name.split('/').slice(1).join('/'), count] as const);
  return Object.fromEntries(short);
}

describe.skipIf(!corpus)('Outlook data files of a corpus (CORPUS is not set)', () => {
  test.each(lines.map(({ name, reference }) => [name, reference] as const))('%s', async (name, { readpst }) => {
    const file = path.join(corpus, name);
    const source = createOutlookSource(file);
    const counts: Record<string, number> = {};
    const failed: unknown[] = [];
    const own = path.basename(file, path.extname(file));
    const found = await source.folders(signal).catch((error: unknown) => {
      // What is no Outlook file to readpst is none to us.
      expect(error).toBeInstanceOf(AppError);
      expect([(error as AppError).code, readpst?.exit]).toEqual(['migrate.not_outlook', 1]);
      return [];
    });
    for (const folder of found) {
      let items = 0;
      for await (const event of source.items(folder, () => false, signal)) {
        if (event.kind === 'failed') failed.push(event.error.params['reason']);
        if (event.kind !== 'item') continue;
        items += 1;
        const { problems } = await readMessage(event.item.content as Uint8Array);
        // Some messages have no word in them.
        expect(problems.filter((each) => !each.startsWith('no readable part'))).toEqual([]);
      }
      expect(items, folder.path).toBe(folder.messages);
      const shown = folder.names.join('/');
      if (items > 0) counts[shown === own ? '' : shown] = items;
    }
    await source.close();
    expect(counts).toEqual(differences[name]?.counts ?? folders(readpst?.files_per_folder ?? {}));
    expect(failed).toEqual(told[name] ?? []);
  });
});
