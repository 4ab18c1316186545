// The jobs part of the contract.
import type { AreaHandlers } from '../contract/define.ts';
import type { jobs as calls } from '../contract/jobs.ts';
import type { Jobs } from './run.ts';

export const jobHandlers = (jobs: Jobs): AreaHandlers<typeof calls> => ({
  list: () => jobs.list(),
  get: ({ id }) => jobs.get(id),
  pause: ({ id }) => jobs.pause(id),
  resume: ({ id, key }) => jobs.resume(id, key),
  cancel: ({ id }) => jobs.cancel(id),
  dismiss: ({ id }) => {
    jobs.dismiss(id);
    return {};
  },
});
