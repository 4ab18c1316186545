// What other features may ask of the mail store.
export { openMailStore, type MailStore } from './open.ts';
export { Flag, IDS_PER_SECOND } from './schema.ts';
