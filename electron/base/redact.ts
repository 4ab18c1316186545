// Takes secrets out of text before it is logged or crosses a wire. Two nets: values registered as secret while they are
// in memory, and patterns that are secrets whatever their value.

/** How many holders each value has: it stays hidden until the last one lets go. */
const registered = new Map<string, number>();

/** Shorter values would blank ordinary words; a password this short cannot be told from one. */
const MIN_SECRET_LENGTH = 4;

/** From now on this value is blanked in every log line and error text. Returns its removal. */
export function registerSecret(value: string): () => void {
  if (value.length < MIN_SECRET_LENGTH) return () => undefined;
  const forms = [value, Buffer.from(value).toString('base64'), encodeURIComponent(value)];
  const count = (by: number): void => {
    for (const form of forms) {
      const holders = (registered.get(form) ?? 0) + by;
      if (holders > 0) registered.set(form, holders);
      else registered.delete(form);
    }
  };
  count(1);
  let held = true;
  return () => {
    if (held) count(-1);
    held = false;
  };
}

const patterns: readonly [RegExp, string][] = [
  [/(\bLOGIN\s+(?:"(?:[^"\\]|\\.)*"|\S+)\s+)(?:"(?:[^"\\]|\\.)*"|\S+)/gi, '$1***'],
  [/(\bAUTHENTICATE\s+\S+\s+)\S+/gi, '$1***'],
  [/(\bAUTH\s+(?:PLAIN|LOGIN|XOAUTH2|OAUTHBEARER)\s+)\S+/gi, '$1***'],
  [/(\w+:\/\/[^\s:@/]+:)[^\s@/]+@/g, '$1***@'],
  [/AGE-SECRET-KEY-(?:PQ-)?1[0-9A-Z]+/gi, 'AGE-SECRET-KEY-***'],
];

/** The text without registered secrets, IMAP/SMTP credentials, URL passwords and age identities. */
export function redact(text: string): string {
  let clean = text;
  for (const secret of registered.keys()) clean = clean.replaceAll(secret, '***');
  for (const [pattern, replacement] of patterns) clean = clean.replace(pattern, replacement);
  return clean;
}
