// Text that grows by millions of small pieces. V8 keeps `a + b` as a tree until somebody looks inside; a tree of
// millions of nodes costs the garbage collector more than the reading, so it is made flat every thousand pieces.

export interface Pile {
  readonly add: (text: string) => void;
  readonly isEmpty: () => boolean;
  /** Everything since the last time. */
  readonly take: () => string;
}

const piecesPerPart = 1024;

export function createPile(): Pile {
  let parts: string[] = [];
  let part = '';
  let count = 0;
  return {
    add(text) {
      part += text;
      count += 1;
      if (count < piecesPerPart) return;
      // Looking at a character makes the string flat.
      part.charCodeAt(part.length - 1);
      parts.push(part);
      part = '';
      count = 0;
    },
    isEmpty: () => part === '' && parts.length === 0,
    take() {
      const text = parts.length === 0 ? part : parts.join('') + part;
      parts = [];
      part = '';
      count = 0;
      return text;
    },
  };
}
