// The person's settings and what the program says about itself; applies language and appearance to the document.
import { api, defaultSettings, type Output, type Settings } from '../api.ts';
import { language, preferredLanguage, setLanguage } from '../text/locale.ts';

type Info = Output<'app', 'info'>;

class SettingsState {
  #value = $state.raw<Settings>(defaultSettings);
  #info = $state.raw<Info | null>(null);
  #systemDark = $state(false);

  get value(): Settings {
    return this.#value;
  }
  /** null until the first answer. */
  get info(): Info | null {
    return this.#info;
  }
  readonly theme = $derived.by((): 'light' | 'dark' => {
    if (this.#value.appearance !== 'system') return this.#value.appearance;
    return this.#systemDark ? 'dark' : 'light';
  });

  /** Follows the system's light and dark; returns what stops it. The language before the first answer is the browser's. */
  start(): () => void {
    const query = matchMedia('(prefers-color-scheme: dark)');
    const read = (): void => void (this.#systemDark = query.matches);
    read();
    query.addEventListener('change', read);
    this.#speak();
    // Another window, or the desktop shell's own menu, may change them too.
    const off = api.on('settings.changed', (value) => {
      this.#value = value;
      this.#speak();
    });
    return () => {
      off();
      query.removeEventListener('change', read);
    };
  }

  async load(): Promise<void> {
    const [value, info] = await Promise.all([api.app.settings({}), api.app.info({})]);
    this.#value = value;
    this.#info = info;
    this.#speak();
  }

  /** Takes effect at once; put back, and thrown, when it could not be saved. */
  async save(change: Partial<Settings>): Promise<void> {
    const before = this.#value;
    this.#value = { ...before, ...change };
    this.#speak();
    try {
      this.#value = await api.app.saveSettings(this.#value);
    } catch (error) {
      this.#value = before;
      this.#speak();
      throw error;
    }
  }

  #speak(): void {
    const { language: chosen } = this.#value;
    setLanguage(chosen === 'auto' ? preferredLanguage(navigator.languages) : chosen);
    document.documentElement.lang = language();
  }
}

export const settings = new SettingsState();
