// mailparser with two of its steps replaced: text without a declared charset is looked at instead of taken for UTF-8,
// and the text of a message is put together without links, HTML conversion or limits of its own.
import type { Transform } from 'node:stream';
import { MailParser, type Headers } from 'mailparser';
import { undeclaredDecoder } from './charset.ts';
import { htmlToText } from './html-text.ts';

/** A node of mailparser's tree, as far as it is used here. */
interface Part {
  readonly contentType?: string | false;
  readonly textContent?: string;
  readonly headers: Headers;
  readonly children: readonly Part[];
  readonly isAttachment?: boolean;
  /** An embedded message: its own header goes before its text. */
  readonly showMeta?: boolean;
}

interface SplitNode {
  charset?: string | false;
  contentType?: string | false;
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
const MAX_DEPTH = 100;

export class MessageParser extends Base {
  constructor() {
    super({ skipHtmlToText: true, skipTextToHtml: true, skipTextLinks: true, skipImageLinks: true });
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
    // US-ASCII with 8-bit bytes is as good as undeclared, and what calls itself UTF-8 is not always.
    if (!node.charset || /^(?:(?:us-?)?ascii|utf-?8)$/i.test(node.charset)) node.charset = UNDECLARED;
    return super.createNode(node);
  }

  override getTextContent(): object {
    const text = this.tree ? textOf(this.tree, 0) : '';
    return { type: 'text', text };
  }
}

function textOf(part: Part, depth: number): string {
  if (depth > MAX_DEPTH) return '';
  const own = ownText(part);
  const children = part.children.map((child) => ({ child, text: textOf(child, depth + 1) }));
  let texts = children.map(({ text }) => text);
  if (part.contentType === 'multipart/alternative') {
    // The plainest form that says something; the parts say the same thing (RFC 2046 section 5.1.4).
    const plain = children.find(({ child, text }) => child.contentType === 'text/plain' && text.trim() !== '');
    const any = plain ?? children.findLast(({ text }) => text.trim() !== '');
    texts = any ? [any.text] : [];
  }
  const header = part.showMeta ? metaOf(part.headers) : '';
  return [header, own, ...texts].filter((text) => text.trim() !== '').join('\n\n');
}

function ownText(part: Part): string {
  if (!part.textContent || part.isAttachment) return '';
  return part.contentType === 'text/html' ? htmlToText(part.textContent) : part.textContent;
}

function metaOf(headers: Headers): string {
  const lines = ['From', 'To', 'Date', 'Subject'].flatMap((name) => {
    const value = headers.get(name.toLowerCase());
    const text =
      value instanceof Date
        ? value.toISOString().replace('T', ' ').slice(0, 16)
        : typeof value === 'object' && 'text' in value
          ? value.text
          : value;
    return typeof text === 'string' && text ? [`${name}: ${text}`] : [];
  });
  return lines.length ? `----------\n${lines.join('\n')}` : '----------';
}
