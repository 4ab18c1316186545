// What stands before a list item ("1.", "b)", a bullet), as the HTML list that shows the same.

export interface Marker {
  /** The list's tag with its attributes, without angle brackets. */
  readonly tag: 'ul' | 'ol' | 'ol type="a"' | 'ol type="A"' | 'ol type="i"' | 'ol type="I"';
  /** The item's number; null for bullets. */
  readonly value: number | null;
}

const digits: Readonly<Record<string, number>> = { i: 1, v: 5, x: 10, l: 50, c: 100 };

function roman(text: string): number | null {
  let sum = 0;
  for (let i = 0; i < text.length; i += 1) {
    const value = digits[text.charAt(i)];
    if (value === undefined) return null;
    sum += value < (digits[text.charAt(i + 1)] ?? 0) ? -value : value;
  }
  return sum > 0 && text.length < 10 ? sum : null;
}

/**
 * null: no list of HTML's shows this marker ("1.2.3", "Article 4"); keep it as text. `open` is the tag of the list this
 * item may go on with, which decides whether "i" is a letter or a number.
 */
export function readMarker(text: string, open: string | null): Marker | null {
  const marker = text.trim();
  if (/^[^0-9A-Za-z]$/u.test(marker)) return { tag: 'ul', value: null };
  if (marker === 'o') return { tag: 'ul', value: null };
  const core = /^\(?([0-9]{1,5}|[A-Za-z]{1,9})[.)]?$/.exec(marker)?.[1];
  if (core === undefined) return null;
  if (/^[0-9]/.test(core)) return { tag: 'ol', value: Number(core) };
  const lower = core.toLowerCase();
  const small = lower === core;
  if (!small && core.toUpperCase() !== core) return null;
  const romans = small ? 'ol type="i"' : 'ol type="I"';
  const letters = small ? 'ol type="a"' : 'ol type="A"';
  const number = roman(lower);
  const asRoman = core.length > 1 || open === romans || (lower === 'i' && open !== letters);
  if (number !== null && asRoman) return { tag: romans, value: number };
  return core.length === 1 ? { tag: letters, value: lower.charCodeAt(0) - 96 } : null;
}
