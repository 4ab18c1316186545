// Puts one element on paper alone: it moves to the end of the page, and everything else is left out of the print.

const RULE = '@media print { body > :not(.print-only) { display: none !important; } }';

/** For {@attach}: the element must be hidden on screen by its own style and carry the class `print-only`. */
export function printOnly(node: HTMLElement): () => void {
  document.body.append(node);
  // Adopted sheets are no inline styles, so a strict content policy allows them.
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(RULE);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  return () => {
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((other) => other !== sheet);
    node.remove();
  };
}
