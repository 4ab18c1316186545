// Field instructions: the two that stand for something a reader sees, HYPERLINK and SYMBOL.

/** Its words: quoted ones without their quotes, in which a backslash keeps the next character. */
function wordsOf(instruction: string): string[] {
  const words: string[] = [];
  let at = 0;
  while (at < instruction.length && words.length < 32) {
    const letter = instruction[at];
    if (letter === ' ' || letter === '\t' || letter === '\u00a0') {
      at += 1;
      continue;
    }
    let word = '';
    if (letter === '"') {
      for (at += 1; at < instruction.length && instruction[at] !== '"'; at += 1) {
        // A doubled backslash is one; "\\l" outside quotes is a switch and stays.
        if (instruction[at] === '\\' && at + 1 < instruction.length) at += 1;
        word += instruction[at] ?? '';
      }
      at += 1;
    } else {
      const end = instruction.slice(at).search(/[ \t"]/);
      word = end < 0 ? instruction.slice(at) : instruction.slice(at, at + end);
      at += word.length;
    }
    words.push(word);
  }
  return words;
}

/** The address of a HYPERLINK field if it leads to a page or a mailbox; null for every other field and scheme. */
export function linkOf(instruction: string): string | null {
  const words = wordsOf(instruction);
  if (words[0]?.toUpperCase() !== 'HYPERLINK') return null;
  const withValue = new Set(['\\l', '\\o', '\\t', '\\*']);
  for (let i = 1; i < words.length; i += 1) {
    const word = words[i] ?? '';
    if (withValue.has(word.toLowerCase())) i += 1;
    else if (word !== '' && !word.startsWith('\\')) return checkLink(word);
  }
  return null;
}

function checkLink(text: string): string | null {
  const address = text.trim();
  if (address.length > 4096 || !URL.canParse(address)) return null;
  const { protocol, href } = new URL(address);
  return protocol === 'http:' || protocol === 'https:' || protocol === 'mailto:' ? href : null;
}

/** SYMBOL 74 \f "Wingdings": its character code and font; null for every other field. */
export function symbolOf(instruction: string): { code: number; font: string } | null {
  const words = wordsOf(instruction);
  if (words[0]?.toUpperCase() !== 'SYMBOL') return null;
  const code = Number(words[1]);
  if (!Number.isInteger(code) || code < 32 || code > 0xffff) return null;
  const at = words.findIndex((word) => word.toLowerCase() === '\\f');
  return { code, font: at < 0 ? '' : (words[at + 1] ?? '') };
}
