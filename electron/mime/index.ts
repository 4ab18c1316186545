export { parseEnvelope, type Envelope } from './envelope.ts';
export { readMessage, readLimits, type ReadableMessage, type ReadAttachment } from './read.ts';
