export { createPop3Source, type Pop3SourceOptions } from './pop3/index.ts';
