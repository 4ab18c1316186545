export { parseEnvelope, type Envelope } from './envelope.ts';
