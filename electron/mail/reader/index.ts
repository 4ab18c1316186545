export { createReader, type ReaderHandlers, type ReaderOptions } from './reader.ts';
export { unsubscribeOf, type UnsubscribeWay } from './unsubscribe.ts';
