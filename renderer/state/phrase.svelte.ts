// The phrase that will lock an archive: drawn or one's own, typed again as a proof that it was kept. It lives here only
// until it is forgotten; an export and a move into an archive share it.
import { api, type AppErrorData, type Output } from '../api.ts';
import { language } from '../text/locale.ts';
import { pickTwo } from './archive-estimate.ts';
import { failureOf } from './failure.ts';

export type PhraseMode = 'words' | 'own';

export interface Drawn {
  readonly words: readonly string[];
  readonly passphrase: string;
  readonly bits: number;
  readonly listSize: number;
}

export type Strength = Output<'archive', 'passphraseStrength'>;
export type PhraseGap = { kind: 'words'; count: number } | { kind: 'phrase' | 'again' | 'sheet' };

const random = (below: number): number => (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) % below;

export class PhraseChoice {
  #strengthTurn = 0;
  mode = $state<PhraseMode>('words');
  drawn = $state.raw<Drawn | null>(null);
  /** Positions, from 0, of the two words to type again. */
  asked = $state.raw<readonly [number, number]>([0, 1]);
  typedWords = $state<[string, string]>(['', '']);
  own = $state('');
  ownAgain = $state('');
  strength = $state.raw<Strength | null>(null);
  keptSafe = $state(false);
  drawing = $state(false);
  error = $state.raw<AppErrorData | null>(null);

  /** The phrase as it stands; null while there is none that could be used. */
  readonly phrase = $derived(
    this.mode === 'words'
      ? (this.drawn?.passphrase ?? null)
      : this.strength && this.strength.verdict !== 'weak' && this.own
        ? this.own
        : null,
  );
  readonly wordsRight = $derived(
    this.asked.map((position, i) => {
      const word = this.drawn?.words[position];
      return word !== undefined && fold(this.typedWords[i] ?? '') === fold(word);
    }),
  );
  /** What is still missing before it may be used; null when nothing is. */
  readonly still = $derived.by((): PhraseGap | null => {
    if (this.phrase === null) return { kind: 'phrase' };
    if (this.mode === 'own' && this.own !== this.ownAgain) return { kind: 'again' };
    if (this.mode === 'words') {
      const count = this.wordsRight.filter((right) => !right).length;
      if (count > 0) return { kind: 'words', count };
    }
    return this.keptSafe ? null : { kind: 'sheet' };
  });

  async draw(): Promise<void> {
    this.drawing = true;
    try {
      const drawn = await api.archive.generatePassphrase({ language: language() });
      this.drawn = drawn;
      this.asked = pickTwo(drawn.words.length, random);
      this.typedWords = ['', ''];
      this.keptSafe = false;
      this.error = null;
    } catch (error) {
      this.error = failureOf(error);
    } finally {
      this.drawing = false;
    }
  }

  setMode(mode: PhraseMode): void {
    this.mode = mode;
    this.keptSafe = false;
  }

  async typeOwn(own: string): Promise<void> {
    this.own = own;
    this.keptSafe = false;
    const mine = ++this.#strengthTurn;
    if (!own) {
      this.strength = null;
      return;
    }
    try {
      const strength = await api.archive.passphraseStrength({ passphrase: own });
      if (mine === this.#strengthTurn) this.strength = strength;
    } catch (error) {
      if (mine === this.#strengthTurn) {
        this.strength = null;
        this.error = failureOf(error);
      }
    }
  }

  forget(): void {
    this.drawn = null;
    this.own = '';
    this.ownAgain = '';
    this.strength = null;
    this.typedWords = ['', ''];
    this.keptSafe = false;
  }
}

/** Case, accents and spaces around do not matter when a word is typed again: knowing the word does. */
function fold(word: string): string {
  return word.normalize('NFD').replace(/\p{M}/gu, '').trim().toLowerCase();
}
