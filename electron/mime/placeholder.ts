// What gateways and mail programs write in place of a text when the text itself went into a winmail.dat.

/** In lower case, runs of spaces as one. Each is the beginning of a text that says nothing more. */
const BEGINNINGS = [
  // Exchange's multipart preamble, shown as text by gateways that flatten the parts.
  'this message is in mime format. since your mail reader does not understand this format',
  'this is a multi-part message in mime format',
  // Exchange 5.5 and 2000, when the text has no form in the message's character set.
  'this message uses a character set that is not supported by the internet service',
  'the following message could not be displayed',
  // Gateways that strip or announce attachments.
  'this message contains a winmail.dat',
  'the original message was sent in rich text format',
  'ce message est au format mime',
  'ce message est au format texte enrichi',
  'diese nachricht ist im mime-format',
];
/** A real text may begin with such a sentence and go on; the ones above end soon. */
const MAX_LENGTH = 600;

/** Nothing a person wrote: empty, a name of the attachment, or one of the known sentences. */
export function isPlaceholder(text: string): boolean {
  const plain = text
    .slice(0, MAX_LENGTH + 1)
    .replace(/[\s\u00a0\u200b\ufeff]+/g, ' ')
    .trim()
    .toLowerCase();
  if (plain === '') return text.trim().length <= MAX_LENGTH;
  if (plain.length > MAX_LENGTH) return false;
  if (/^[<[("]*winmail\.dat[>\])"]*\.?$/.test(plain)) return true;
  return BEGINNINGS.some((beginning) => plain.startsWith(beginning));
}
