export { createReader, type ReaderHandlers, type ReaderOptions } from './reader.ts';
export type { TrustInput, TrustOf } from './trust.ts';
export { unsubscribeOf, type UnsubscribeWay } from './unsubscribe.ts';
