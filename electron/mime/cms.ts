// What was signed inside an S/MIME message of one part (RFC 8551 section 3.5.2): a Cryptographic Message Syntax
// structure (RFC 5652) that holds the content. The signature is not checked here.

const SIGNED_DATA = '06092a864886f70d010702';
const CONSTRUCTED = 0x20;
const OCTET_STRING = 0x04;
const MAX_DEPTH = 12;

interface Element {
  readonly tag: number;
  /** The content's octets; those of an indefinite length end before the end marker. */
  readonly content: Buffer;
  /** Where the next element begins in what was read. */
  readonly end: number;
}

/** The content of a signed structure; null for anything else, encrypted ones too. Never throws. */
export function signedContent(bytes: Uint8Array): Buffer | null {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (!buffer.subarray(0, 24).toString('hex').includes(SIGNED_DATA)) return null;
  try {
    // ContentInfo: the type, then [0] with SignedData: version, digest algorithms, content.
    const [, wrapped] = childrenOf(read(buffer, 0, 0).content);
    const [signed] = childrenOf(wrapped?.content ?? Buffer.alloc(0));
    const content = childrenOf(signed?.content ?? Buffer.alloc(0))[2];
    // EncapsulatedContentInfo: the type, then [0] with an octet string, which may be in pieces (BER).
    const [, held] = childrenOf(content?.content ?? Buffer.alloc(0));
    const [octets] = childrenOf(held?.content ?? Buffer.alloc(0));
    return octets ? joined(octets, 0) : null;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function joined(element: Element, depth: number): Buffer {
  if (depth > MAX_DEPTH) throw new RangeError('nested too deep');
  if ((element.tag & CONSTRUCTED) === 0) return element.content;
  return Buffer.concat(
    childrenOf(element.content)
      .filter(({ tag }) => (tag & ~CONSTRUCTED) === OCTET_STRING)
      .map((piece) => joined(piece, depth + 1)),
  );
}

function childrenOf(content: Buffer): Element[] {
  const children: Element[] = [];
  for (let at = 0; at < content.length;) {
    const child = read(content, at, 0);
    children.push(child);
    at = child.end;
  }
  return children;
}

/** X.690 section 8.1. Throws RangeError for what does not fit in. */
function read(buffer: Buffer, at: number, depth: number): Element {
  if (depth > MAX_DEPTH) throw new RangeError('nested too deep');
  const tag = buffer.readUInt8(at);
  // Tags above 30 take more octets; none of these structures has one.
  if ((tag & 0x1f) === 0x1f) throw new RangeError('tag');
  const first = buffer.readUInt8(at + 1);
  let start = at + 2;
  if (first === 0x80) return indefinite(buffer, tag, start, depth);
  let length = first;
  if (first > 0x80) {
    const octets = first & 0x7f;
    if (octets > 4) throw new RangeError('length');
    length = buffer.readUIntBE(start, octets);
    start += octets;
  }
  if (start + length > buffer.length) throw new RangeError('length');
  return { tag, content: buffer.subarray(start, start + length), end: start + length };
}

/** Goes on to the two zero octets that end it, over what stands inside. */
function indefinite(buffer: Buffer, tag: number, start: number, depth: number): Element {
  let at = start;
  while (buffer.readUInt16BE(at) !== 0) at = read(buffer, at, depth + 1).end;
  return { tag, content: buffer.subarray(start, at), end: at + 2 };
}
