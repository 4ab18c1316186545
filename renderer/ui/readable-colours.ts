// Text colours of a message made readable on a dark ground. Only where the message paints no ground of its own: there
// every colour it chose was chosen for white.

type Colour = readonly [red: number, green: number, blue: number];
/** WCAG 2 AA for text. */
const ENOUGH = 4.5;
const MAX_ELEMENTS = 8_000;

/** 'rgb(1, 2, 3)' as numbers; null when it is written in another way. */
export function readColour(text: string): Colour | null {
  const found = /^rgba?\(([\d.]+)[, ]+([\d.]+)[, ]+([\d.]+)/.exec(text);
  return found ? [Number(found[1]), Number(found[2]), Number(found[3])] : null;
}

function luminance(colour: Colour): number {
  const [red, green, blue] = colour.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** WCAG 2 contrast, 1 to 21. */
export function contrast(one: Colour, other: Colour): number {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

/** The nearest mix of the colour with `towards` that can be read on the ground; the hue stays recognisable. */
export function readableOn(colour: Colour, ground: Colour, towards: Colour): Colour {
  for (let share = 0; share < 1; share += 0.1) {
    const mixed = colour.map((part, i) =>
      Math.round(part + ((towards[i] ?? part) - part) * share),
    ) as unknown as Colour;
    if (contrast(mixed, ground) >= ENOUGH) return mixed;
  }
  return towards;
}

/** Sets readable colours on the elements that need one. False when the message is too large to look through. */
export function makeReadable(body: HTMLElement, ground: Colour, text: Colour): boolean {
  const elements = body.getElementsByTagName('*');
  if (elements.length > MAX_ELEMENTS) return false;
  const view = body.ownerDocument.defaultView;
  const changes: [HTMLElement, Colour][] = [];
  // Read first, write afterwards: the browser computes the styles once.
  for (const element of [body, ...elements] as HTMLElement[]) {
    const colour = readColour(view?.getComputedStyle(element).color ?? '');
    if (colour && contrast(colour, ground) < ENOUGH) changes.push([element, readableOn(colour, ground, text)]);
  }
  for (const [element, colour] of changes) element.style.setProperty('color', `rgb(${colour.join(' ')})`, 'important');
  return true;
}
