export { migrateHandlers, migrateJobs } from './api.ts';
export type { MoveParts } from './move-job.ts';
export { createPop3Source, type Pop3SourceOptions } from './pop3/index.ts';
