// malleposte sources: mail of other programs found on this computer, with the option of "migrate" that takes it.
import { errorWords } from '../../contract/errors.ts';
import type { Ending } from './ending.ts';
import { optionOf } from './migrate-options.ts';
import type { Session } from './session.ts';
import { table } from './table.ts';

export async function runSources({ api, words, language, signal }: Session): Promise<Ending> {
  const found = await api.migrate.sources({}, { signal });
  const sources = found.map((one) => ({ ...one, option: `--${optionOf(one.store)}` }));
  const lines = table(
    [{ title: words.found, max: 30 }, { title: 'malleposte migrate' }],
    sources.map(({ name, option, path, error }) => [
      name,
      `${option} ${path}${error ? ` (${errorWords(error, language).what})` : ''}`,
    ]),
  );
  const text = sources.length > 0 ? `${lines.join('\n')}\n` : `${words.noSources}\n`;
  return { json: { sources }, text, exitCode: 0 };
}
