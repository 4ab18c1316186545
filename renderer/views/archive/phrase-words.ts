// What is still missing before a phrase may lock an archive, in words.
import type { PhraseGap } from '../../state/phrase.svelte.ts';
import { exportWords as t } from '../../text/export.ts';

export const stillSays = (gap: PhraseGap): string =>
  gap.kind === 'words'
    ? t.stillWords(gap.count)
    : { phrase: t.stillPhrase, again: t.stillAgain, sheet: t.stillSheet }[gap.kind];
