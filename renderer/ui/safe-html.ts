// A stranger's HTML made harmless. It is parsed where nothing can happen: in a document of a frame that is gone, which
// runs nothing, fetches nothing and asks no content policy. DOMPurify then takes out what is dangerous, and what remains
// is copied, element by element from a list, into the document that shows it. That document never parses a stranger's
// text, so there is nothing a parser could read differently the second time. docs/decisions/0007-message-html.md
import createPurifier, { type DOMPurify, type WindowLike } from 'dompurify';
import { safeSheet, styleReader } from './safe-css.ts';

const tags = [
  ...['a', 'abbr', 'acronym', 'address', 'article', 'aside', 'b', 'bdi', 'bdo', 'big', 'blockquote', 'br', 'caption'],
  ...['center', 'cite', 'code', 'col', 'colgroup', 'dd', 'del', 'dfn', 'dir', 'div', 'dl', 'dt', 'em', 'figcaption'],
  ...['figure', 'font', 'footer', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'header', 'hr', 'i', 'img', 'ins', 'kbd', 'li'],
  ...['mark', 'menu', 'nav', 'ol', 'p', 'pre', 'q', 'rp', 'rt', 'ruby', 's', 'samp', 'section', 'small', 'span'],
  ...['strike', 'strong', 'sub', 'sup', 'table', 'tbody', 'td', 'tfoot', 'th', 'thead', 'time', 'tr', 'tt', 'u', 'ul'],
  ...['var', 'wbr'],
];
/** Copied as they are; `style`, `src` and `href` are read and written anew. No `name`: it would hide the document's own. */
const attributes = [
  ...['abbr', 'align', 'alt', 'bgcolor', 'border', 'cellpadding', 'cellspacing', 'class', 'color', 'colspan', 'dir'],
  ...['face', 'height', 'hspace', 'id', 'lang', 'noshade', 'nowrap', 'reversed', 'rowspan', 'scope', 'size', 'start'],
  ...['title', 'type', 'valign', 'value', 'vspace', 'width'],
];
const allowedTags: ReadonlySet<string> = new Set(tags);
const copied: ReadonlySet<string> = new Set(attributes);
const HTML = 'http://www.w3.org/1999/xhtml';
const schemes: ReadonlySet<string> = new Set(['http:', 'https:', 'mailto:']);
/** Raster pictures a browser decodes without a document around them; SVG is a document. */
const DATA_PICTURE = /^data:image\/(?:png|jpe?g|gif|webp|bmp|avif);base64,[a-z0-9+/=\s]+$/i;
const MAX_ADDRESS = 4_000;
/** Beyond this a message is not read by a person; the plain text has the rest. */
const MAX_NODES = 60_000;

export interface PlacedPicture {
  readonly image: HTMLImageElement;
  /** What the message calls it: 'cid:...', or the content location of a part. */
  readonly reference: string;
}
export interface Placed {
  /** Without a source yet: the caller fills in what the message itself holds. */
  readonly pictures: readonly PlacedPicture[];
  readonly links: readonly HTMLAnchorElement[];
  /** For an adopted sheet. */
  readonly css: string;
  /** The message chooses a background somewhere, so its text colours only fit its own ground. */
  readonly ownGround: boolean;
  readonly cut: boolean;
}

let purifier: DOMPurify | null = null;

/** DOMPurify on the realm of a frame that has been taken out of the page again. */
function quietPurifier(): DOMPurify {
  if (purifier) return purifier;
  const frame = document.createElement('iframe');
  document.documentElement.append(frame);
  const realm = frame.contentWindow as unknown as WindowLike;
  // No policy for trusted types: DOMPurify hands over nodes here, never text that somebody would parse.
  const names = [
    'document',
    'DocumentFragment',
    'HTMLTemplateElement',
    'Node',
    'Element',
    'NodeFilter',
    'NamedNodeMap',
  ];
  purifier = createPurifier(
    Object.fromEntries(
      [...names, 'HTMLFormElement', 'DOMParser'].map((name) => [name, realm[name as keyof WindowLike]]),
    ) as unknown as WindowLike,
  );
  frame.remove();
  // Without it DOMPurify would give back what it got.
  if (!purifier.isSupported) throw new Error('No DOM to sanitise in');
  return purifier;
}

function purify(html: string): HTMLElement {
  return quietPurifier().sanitize(html, {
    WHOLE_DOCUMENT: true,
    RETURN_DOM: true,
    ALLOWED_TAGS: [...tags, 'html', 'head', 'body', 'style'],
    ALLOWED_ATTR: [...attributes, 'style', 'src', 'href'],
    ALLOW_DATA_ATTR: false,
    ALLOW_ARIA_ATTR: false,
    ALLOWED_NAMESPACES: [HTML],
    // Any word may name a picture; what is no part of the message is never looked up anywhere else.
    ALLOWED_URI_REGEXP: /^(?!\s*(?:javascript|vbscript|file|blob):)/i,
  }) as HTMLElement;
}

/** An address that may be opened, as the browser writes it; null when there is none. */
function outsideAddress(text: string): string | null {
  if (text.length > MAX_ADDRESS) return null;
  const url = URL.parse(text.trim());
  return url && schemes.has(url.protocol) ? url.href : null;
}

/** Puts the message into `target`, an empty document whose body is the message's. Fetches nothing. */
export function placeHtml(html: string, target: Document): Placed {
  const readStyle = styleReader();
  const pictures: PlacedPicture[] = [];
  const links: HTMLAnchorElement[] = [];
  let css = '';
  let ownGround = false;
  let left = MAX_NODES;

  const dress = (from: Element, to: HTMLElement): void => {
    for (const { name, value } of from.attributes) {
      if (copied.has(name)) to.setAttribute(name, value);
      if (name === 'bgcolor') ownGround = true;
      if (name !== 'style') continue;
      for (const { property, value: text, priority } of readStyle(value)) {
        to.style.setProperty(property, text, priority);
        if (property === 'background-color' && !['transparent', 'initial', 'inherit'].includes(text)) ownGround = true;
      }
    }
    // By name: these objects belong to the frame's realm, not to this one.
    if (to.localName === 'img') {
      const image = to as HTMLImageElement;
      const reference = from.getAttribute('src')?.trim() ?? '';
      if (DATA_PICTURE.test(reference)) image.src = reference;
      else if (reference) pictures.push({ image, reference });
    }
    if (to.localName === 'a') {
      const link = to as HTMLAnchorElement;
      const address = outsideAddress(from.getAttribute('href') ?? '');
      if (address === null) return;
      link.href = address;
      // A click is answered by the page around the frame; should that fail, the sandbox lets no window open.
      link.target = '_blank';
      link.rel = 'noopener noreferrer';
      links.push(link);
    }
  };

  // A stack instead of recursion; the parser bounds the depth, this bounds the work.
  const stack: { from: Node; to: HTMLElement }[] = [];
  const push = (from: Node, to: HTMLElement): void => {
    for (let child = from.lastChild; child; child = child.previousSibling) stack.push({ from: child, to });
  };
  const root = purify(html);
  for (const style of root.querySelectorAll('style')) css += safeSheet(style.textContent);
  if (css.includes('background-color')) ownGround = true;
  const body = root.querySelector('body') ?? root;
  dress(body, target.body);
  push(body, target.body);
  for (let next = stack.pop(); next && left > 0; next = stack.pop(), left--) {
    const { from, to } = next;
    if (from.nodeType === Node.TEXT_NODE) {
      to.append(target.createTextNode(from.nodeValue ?? ''));
    } else if (from.nodeType === Node.ELEMENT_NODE) {
      const element = from as Element;
      const name = element.localName;
      if (element.namespaceURI !== HTML || name === 'style') continue;
      if (!allowedTags.has(name)) {
        push(element, to);
        continue;
      }
      const made = target.createElement(name);
      dress(element, made);
      to.append(made);
      push(element, made);
    }
  }
  return { pictures, links, css, ownGround, cut: left <= 0 };
}
