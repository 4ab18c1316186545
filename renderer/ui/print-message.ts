// A message on paper: its own frame with its own page breaks, sealed as on screen (no scripts, no network), printed and
// taken away again. Saving as PDF is the same with another printer.
import { placeHtml } from './safe-html.ts';

export interface PrintedMessage {
  readonly title: string;
  /** Names and values above the text: from, to, date. */
  readonly facts: readonly (readonly [name: string, value: string])[];
  readonly text: string;
  /** As it came; null: the text is printed. */
  readonly html: string | null;
  /** As HtmlMessage takes it. */
  readonly resolve: (reference: string) => Promise<string | null>;
}

const SHEET = `@page{margin:18mm 16mm}
  body{margin:0;font:11pt/1.5 system-ui,sans-serif;color:#000;background:#fff;overflow-wrap:anywhere}
  .print-head{margin:0 0 14pt;padding:0 0 8pt;border-bottom:1px solid #999}
  .print-head h1{margin:0 0 6pt;font:600 15pt/1.3 system-ui,sans-serif}
  .print-head dl{margin:0;display:grid;grid-template-columns:max-content 1fr;gap:2pt 10pt;font-size:9.5pt}
  .print-head dt{color:#555}.print-head dd{margin:0}
  .print-text{white-space:pre-wrap}img{max-width:100%}img:not([width]):not([height]){height:auto}table{max-width:100%}
  blockquote{margin:0;padding:0 0 0 10pt;border-left:1px solid #999}`;
/** Pictures that have not come by then are not waited for. */
const PICTURES_MS = 5_000;

/** Resolves when the print window was closed, or the browser has taken the page over. */
export async function printMessage(message: PrintedMessage): Promise<void> {
  const frame = document.createElement('iframe');
  // Modals only: the print window is one. Nothing in the frame can run.
  frame.setAttribute('sandbox', 'allow-same-origin allow-modals');
  frame.title = message.title;
  frame.dataset['print'] = '';
  // By the object model: the page's policy allows no style attributes.
  Object.assign(frame.style, { position: 'fixed', left: '-10000px', width: '800px', height: '1100px', border: '0' });
  document.body.append(frame);
  const windowTitle = document.title;
  try {
    const page = frame.contentDocument;
    const view = frame.contentWindow as (Window & { CSSStyleSheet: typeof CSSStyleSheet }) | null;
    if (!page || !view) return;
    page.title = message.title;
    const [own, theirs] = [new view.CSSStyleSheet(), new view.CSSStyleSheet()];
    own.replaceSync(SHEET);
    page.adoptedStyleSheets = [own, theirs];
    if (message.html === null) {
      const text = page.createElement('div');
      text.className = 'print-text';
      text.textContent = message.text;
      page.body.append(text);
    } else {
      const placed = placeHtml(message.html, page);
      theirs.replaceSync(placed.css);
      const arriving = placed.pictures.map(async ({ image, reference }) => {
        const url = await message.resolve(reference).catch(() => null);
        if (!url?.startsWith('blob:')) return image.remove();
        image.src = url;
        await image.decode().catch(() => undefined);
      });
      await Promise.race([Promise.all(arriving), new Promise((done) => setTimeout(done, PICTURES_MS))]);
    }
    page.body.prepend(headOf(message, page));
    // A saved PDF is called as the window, not as the frame.
    document.title = message.title;
    view.focus();
    view.print();
  } finally {
    frame.remove();
    document.title = windowTitle;
  }
}

function headOf({ title, facts }: PrintedMessage, page: Document): HTMLElement {
  const head = page.createElement('div');
  head.className = 'print-head';
  const heading = page.createElement('h1');
  heading.textContent = title;
  const list = page.createElement('dl');
  for (const [name, value] of facts) {
    const [term, said] = [page.createElement('dt'), page.createElement('dd')];
    term.textContent = name;
    said.textContent = value;
    list.append(term, said);
  }
  head.append(heading, list);
  return head;
}
