export { createPop3Source, type Pop3SourceOptions } from './source.ts';
