// mailparser with two of its steps replaced: text without a declared charset is looked at instead of taken for UTF-8,
// and the text of a message is put together without links, HTML conversion or limits of its own.
import type { Transform } from 'node:stream';
import { MailParser } from 'mailparser';
import { undeclaredDecoder } from './charset.ts';
import { htmlOf, textOf, type Part } from './part-text.ts';

interface SplitNode {
  charset?: string | false;
  contentType?: string | false;
  disposition?: string | false;
  filename?: string | false;
}

/** The members that are replaced. They are not public: the version is pinned and read.test.ts notices a change. */
interface Internals {
  tree: Part | false;
  decoder: { decodeStream(charset: string): Transform };
  createNode(node: SplitNode): Part;
  getTextContent(): object;
}

const Base = MailParser as unknown as new (options: object) => MailParser & Internals;

const UNDECLARED = 'x-undeclared';
/** What mail programs call a TNEF part. Only where it is called text does the name count: text would lose its bytes. */
const TNEF_NAME = /^(?:winmail\.dat|win\.dat|.*\.tnef)$/i;

export class MessageParser extends Base {
  readonly #bareTextIsFile: boolean;

  /** `bareTextIsFile`: a text that declares no charset may be something else, its bytes are kept. */
  constructor(bareTextIsFile = false) {
    super({ skipHtmlToText: true, skipTextToHtml: true, skipTextLinks: true, skipImageLinks: true });
    this.#bareTextIsFile = bareTextIsFile;
    const { decoder } = this;
    this.decoder = {
      decodeStream(charset) {
        if (charset === UNDECLARED) return undeclaredDecoder();
        try {
          return decoder.decodeStream(charset);
        } catch {
          return undeclaredDecoder();
        }
      },
    };
  }

  override createNode(node: SplitNode): Part {
    const isText = !node.contentType || node.contentType === 'text/plain';
    if (node.filename && TNEF_NAME.test(node.filename)) node.disposition = 'attachment';
    else if (this.#bareTextIsFile && isText && !node.charset) node.disposition = 'attachment';
    // US-ASCII with 8-bit bytes is as good as undeclared, and what calls itself UTF-8 is not always.
    if (!node.charset || /^(?:(?:us-?)?ascii|utf-?8)$/i.test(node.charset)) node.charset = UNDECLARED;
    return super.createNode(node);
  }

  override getTextContent(): object {
    if (!this.tree) return { type: 'text', text: '', html: false };
    return { type: 'text', text: textOf(this.tree), html: htmlOf(this.tree) ?? false };
  }
}
