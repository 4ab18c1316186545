// Numbers with their noun, as a language writes them: "1 message", "48,213 messages", "0 message".

export interface Counter {
  (count: number): string;
  (count: number, one: string, many: string): string;
}

/** French says the singular for 0 and 1, English for 1 only. */
export function counter(language: 'en' | 'fr'): Counter {
  const numbers = new Intl.NumberFormat(language);
  const rules = new Intl.PluralRules(language);
  return (count: number, one?: string, many?: string): string => {
    const shown = numbers.format(count);
    if (one === undefined || many === undefined) return shown;
    return `${shown} ${rules.select(count) === 'one' ? one : many}`;
  };
}
