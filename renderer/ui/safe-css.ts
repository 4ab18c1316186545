// What a stranger's style sheet may say. Properties are on a list, values never reach outside the message: nothing that
// can name an address survives, so no style can fetch, and nothing can leave its place in the flow.

const sides = ['top', 'right', 'bottom', 'left'];
const each = (...names: string[]): string[] => names.flatMap((name) => sides.map((side) => name.replace('*', side)));

/** Longhands only: the CSSOM has taken the shorthands apart before they are looked up here. */
const allowed: ReadonlySet<string> = new Set([
  ...each('margin-*', 'padding-*', 'border-*-color', 'border-*-style', 'border-*-width'),
  ...['top-left', 'top-right', 'bottom-left', 'bottom-right'].map((corner) => `border-${corner}-radius`),
  ...['color', 'background-color', 'opacity', 'visibility', 'box-sizing', 'vertical-align'],
  ...['font-family', 'font-size', 'font-style', 'font-weight', 'font-stretch', 'font-variant-caps', 'line-height'],
  ...['letter-spacing', 'word-spacing', 'text-align', 'text-align-last', 'text-indent', 'text-transform'],
  ...['text-decoration-line', 'text-decoration-style', 'text-decoration-color', 'text-decoration-thickness'],
  ...['text-underline-offset', 'white-space-collapse', 'text-wrap-mode', 'white-space', 'word-break', 'overflow-wrap'],
  ...['hyphens', 'direction', 'unicode-bidi', 'writing-mode', 'tab-size'],
  ...['width', 'height', 'min-width', 'max-width', 'min-height', 'max-height', 'overflow-x', 'overflow-y'],
  ...['display', 'float', 'clear', 'table-layout', 'border-collapse', 'border-spacing', 'caption-side', 'empty-cells'],
  ...['list-style-type', 'list-style-position', 'column-count', 'column-gap', 'row-gap'],
  ...['flex-basis', 'flex-direction', 'flex-grow', 'flex-shrink', 'flex-wrap', 'order'],
  ...['align-content', 'align-items', 'align-self', 'justify-content', 'justify-items', 'justify-self'],
]);

/** A function that fetches or reaches elsewhere, an escape that could hide one, or a size that follows the frame's. */
const refused = [
  'url(',
  'image(',
  'image-set(',
  'src(',
  'cross-fade(',
  'element(',
  'attr(',
  'var(',
  'env(',
  'expression(',
];
const VIEWPORT_UNIT = /\d[sld]?v(?:h|b|max|min)\b/;
/** Longer values have no use in a message. */
const MAX_VALUE = 300;
const MAX_RULES = 5_000;
const MAX_NESTING = 4;

export interface Declaration {
  readonly property: string;
  readonly value: string;
  readonly priority: string;
}

/** The declarations that may stay. Reads only; `declared` may come from any style the browser has parsed. */
export function safeDeclarations(declared: CSSStyleDeclaration): readonly Declaration[] {
  const kept: Declaration[] = [];
  for (const property of declared) {
    if (!allowed.has(property)) continue;
    const value = declared.getPropertyValue(property);
    const lower = value.toLowerCase();
    if (value === '' || value.length > MAX_VALUE || value.includes('\\') || VIEWPORT_UNIT.test(lower)) continue;
    if (refused.some((word) => lower.includes(word))) continue;
    kept.push({ property, value, priority: declared.getPropertyPriority(property) });
  }
  return kept;
}

/** Reads style attributes: parsed by the CSSOM alone, where no content policy is asked and nothing is fetched. */
export function styleReader(): (text: string) => readonly Declaration[] {
  const sheet = new CSSStyleSheet();
  sheet.insertRule('x{}');
  const rule = sheet.cssRules[0] as CSSStyleRule;
  return (text) => {
    rule.style.cssText = text;
    return safeDeclarations(rule.style);
  };
}

/** A style element's text with only what may stay, written anew; '' when that is nothing. */
export function safeSheet(text: string): string {
  const sheet = new CSSStyleSheet({ disabled: true });
  try {
    // Constructed sheets know no @import and complain to the console of each; under another name it is no rule at all.
    sheet.replaceSync(text.replace(/@import/gi, '@left-out'));
  } catch {
    return '';
  }
  let left = MAX_RULES;
  const write = (rules: CSSRuleList, depth: number): string => {
    let out = '';
    for (const rule of rules) {
      if (left-- <= 0) break;
      if (rule instanceof CSSStyleRule) {
        const kept = safeDeclarations(rule.style);
        if (kept.length)
          out += `${rule.selectorText}{${kept.map((one) => `${one.property}:${one.value}${one.priority && ' !important'}`).join(';')}}\n`;
      } else if (rule instanceof CSSMediaRule && depth < MAX_NESTING) {
        // The appearance is the page's to choose, not the message's.
        if (rule.media.mediaText.includes('prefers-')) continue;
        const inside = write(rule.cssRules, depth + 1);
        if (inside) out += `@media ${rule.media.mediaText}{${inside}}\n`;
      }
    }
    return out;
  };
  return write(sheet.cssRules, 0);
}
