export { openPop3Removal, type Judge, type Pop3Removal, type ReadAgain } from './remove.ts';
export type { UidListing } from './listing.ts';
export { createPop3Source, type Pop3SourceOptions } from './source.ts';
