export { decodeText, parseDate, parseEnvelope, type Envelope } from './envelope.ts';
export { readMessage, readLimits, type PeopleField, type ReadableMessage } from './read.ts';
export type { ReadAttachment } from './attachment.ts';
export { composeMessage } from './compose.ts';
export { sealedContent } from './sealed.ts';
export { fieldValue, headerFields, type HeaderField } from './fields.ts';
export type { MailPerson } from './people.ts';
export { isMessage } from './is-message.ts';
export { mayHoldTnef, partsOf } from './winmail.ts';
