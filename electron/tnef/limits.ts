// Every bound of the decoder, with its reason. Reaching one is the problem 'limit'; what was read until then stays.

export const limits = {
  /** Messages inside messages. Outlook itself refuses more than about 20 levels; a loop of forwards stays far below. */
  nesting: 32,
  /** Attributes of all levels together: 10 for each attachment and room to spare. */
  attributes: 100_000,
  /** MAPI properties of all levels together: 4,000 recipients with 80 properties each, at about 100 bytes of memory. */
  properties: 320_000,
  /** Values of one multi-value property; members of a distribution list are the largest real case. */
  values: 50_000,
  /** Recipients of one message; Exchange itself stops below 10,000. */
  recipients: 20_000,
  /** Attachments of all levels together. Their bytes are views, so this bounds the list, not the size. */
  attachments: 10_000,
  /** Bytes newly made on all levels together (texts, unpacked RTF). Attachments are views of the input and cost nothing. */
  decodedBytes: 192 * 1_048_576,
  /** One unpacked RTF: [MS-OXRTFCP] can expand about 8 times; larger ones are pictures that have no business in a text. */
  rtfBytes: 48 * 1_048_576,
  /** One text, one HTML: what no person reads to the end. */
  textBytes: 64 * 1_048_576,
  /** Pictures taken out of one RTF. */
  pictures: 1_000,
  /** Problems listed for one message: the list is for people. */
  problems: 200,
  /** Looking for the next attribute after damage may check this many times the input's own size. */
  resyncFactor: 4,
  /** Characters of an attachment's name; file systems end at 255. */
  nameLength: 200,
  /** For the whole stream with all it holds: 80 MB take well under one second. */
  timeMs: 20_000,
} as const;

type Countable = 'attributes' | 'properties' | 'attachments' | 'decodedBytes';

/** What one call may still use, on all levels of nesting together. */
export type Budget = Record<Countable, number> & { readonly deadline: number };

export const newBudget = (now: number): Budget => ({
  attributes: limits.attributes,
  properties: limits.properties,
  attachments: limits.attachments,
  decodedBytes: limits.decodedBytes,
  deadline: now + limits.timeMs,
});

/** false: that much is not left; nothing is taken then. */
export function spend(budget: Budget, what: Countable, amount = 1): boolean {
  if (budget[what] < amount) return false;
  budget[what] -= amount;
  return true;
}

export const isLate = (budget: Budget): boolean => performance.now() > budget.deadline;
