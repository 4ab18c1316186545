// A message's background colour (\*\background holds a shape that fills the page): stationery with white text on it
// would be unreadable without.

/** The head of a document in which Word writes the background, and the length of such a shape's words. */
const headBytes = 262_144;
const shapeBytes = 8_192;

/** A CSS colour; '' = the document has no filled background. */
export function backgroundOf(rtf: Buffer): string {
  const head = rtf.subarray(0, headBytes);
  const start = head.indexOf('{\\*\\background');
  if (start < 0) return '';
  const shape = rtf.toString('latin1', start, start + shapeBytes).replaceAll(/[\r\n]/g, '');
  if (shape.includes('{\\sn fFilled}{\\sv 0}')) return '';
  const value = Number(/\{\\sn fillColor\}\{\\sv (\d{1,10})\}/.exec(shape)?.[1] ?? NaN);
  if (!Number.isInteger(value) || value > 0xffffff) return '';
  // The bytes stand blue, green, red.
  const rgb = ((value & 0xff) << 16) | (value & 0xff00) | (value >> 16);
  return `#${rgb.toString(16).padStart(6, '0')}`;
}
