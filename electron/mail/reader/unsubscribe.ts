// How a list lets people leave (RFC 2369 section 3.2, RFC 8058): the best way that can really be gone.
import { fieldValue, type HeaderField } from '../../mime/index.ts';

export type UnsubscribeWay =
  /** RFC 8058: `List-Unsubscribe=One-Click` is posted there. */
  | { readonly kind: 'one_click'; readonly url: string }
  | { readonly kind: 'mailto'; readonly address: string; readonly subject: string; readonly body: string }
  /** Only a page, to be opened by the person. */
  | { readonly kind: 'web'; readonly url: string };

const MAX_URL_LENGTH = 4000;
const ADDRESS = /^[^\s@<>"(),;:\\]{1,64}@[^\s@<>"(),;:\\]{1,255}$/;

/** null: it does not say, or nothing that can be done. Never throws. */
export function unsubscribeOf(fields: readonly HeaderField[]): UnsubscribeWay | null {
  const addresses = [...fieldValue(fields, 'list-unsubscribe').matchAll(/<([^<>]{1,8000})>/g)]
    // Folding may have put white space into long addresses (RFC 2369 section 2).
    .map((found) => (found[1] ?? '').replace(/\s+/g, ''))
    .filter((text) => text.length <= MAX_URL_LENGTH);
  const posts = /^list-unsubscribe=one-click$/i.test(fieldValue(fields, 'list-unsubscribe-post').replace(/\s+/g, ''));
  const pages = addresses.flatMap((text) => URL.parse(text) ?? []).filter(({ protocol }) => /^https?:$/.test(protocol));
  const secure = pages.find(({ protocol }) => protocol === 'https:');
  if (posts && secure) return { kind: 'one_click', url: secure.href };
  for (const text of addresses) {
    const letter = mailtoOf(text);
    if (letter) return letter;
  }
  const page = secure ?? pages[0];
  return page ? { kind: 'web', url: page.href } : null;
}

/** RFC 6068, with one recipient: what the sender wants beyond subject and body is not granted. */
function mailtoOf(text: string): UnsubscribeWay | null {
  const found = /^mailto:([^?]*)(?:\?(.*))?$/i.exec(text);
  if (!found) return null;
  const address = decoded(found[1] ?? '');
  if (!ADDRESS.test(address)) return null;
  const parameters = new Map(
    (found[2] ?? '').split('&').map((pair) => {
      const [name = '', ...value] = pair.split('=');
      return [name.toLowerCase(), oneLine(decoded(value.join('=')))];
    }),
  );
  return {
    kind: 'mailto',
    address,
    subject: parameters.get('subject') || 'unsubscribe',
    body: parameters.get('body') ?? '',
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const oneLine = (text: string): string =>
  text
    .replace(/\p{Cc}+/gu, ' ')
    .trim()
    .slice(0, 1000);
