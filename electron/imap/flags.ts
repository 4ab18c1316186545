// Which flags of a message a folder can keep.
const SYSTEM = new Set(['\\seen', '\\answered', '\\flagged', '\\deleted', '\\draft']);
/** An atom (RFC 9051 §9): what a keyword may be made of. */

const ATOM = /^[^\0-\x20\x7f-\uffff(){%*"\\\]]+$/;

/** `permanent`: as SELECT said; null = the server did not say, so any flag is tried. */
export function acceptedFlags(
  flags: readonly string[],
  permanent: readonly string[] | null,
): { accepted: string[]; dropped: string[] } {
  const known = permanent && new Set(permanent.map((flag) => flag.toLowerCase()));
  const accepted: string[] = [];
  const dropped: string[] = [];
  for (const flag of flags) {
    const lower = flag.toLowerCase();
    if (lower === '\\recent') continue;
    const legal = SYSTEM.has(lower) || ATOM.test(flag) || known?.has(lower) === true;
    const taken = !known || known.has(lower) || (!flag.startsWith('\\') && known.has('\\*'));
    (legal && taken ? accepted : dropped).push(flag);
  }
  return { accepted, dropped };
}
