export { jobHandlers } from './api.ts';
export { defineJob, type JobContext, type JobDefinition } from './define.ts';
export { createJobs, type Jobs } from './run.ts';
