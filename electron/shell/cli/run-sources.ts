// malleposte sources: mail of other programs found on this computer, in the form "move --from" takes.
import { errorWords } from '../../contract/errors.ts';
import type { Ending } from './ending.ts';
import type { Session } from './session.ts';
import { table } from './table.ts';

export async function runSources({ api, words, language, signal }: Session): Promise<Ending> {
  const found = await api.migrate.sources({}, { signal });
  const sources = found.map((one) => ({ ...one, from: `${one.store}:${one.path}` }));
  const lines = table(
    [{ title: words.found, max: 30 }, { title: '--from' }],
    sources.map(({ name, from, error }) => [name, error ? `${from} (${errorWords(error, language).what})` : from]),
  );
  const text = sources.length > 0 ? `${lines.join('\n')}\n` : `${words.noSources}\n`;
  return { json: { sources }, text, exitCode: 0 };
}
