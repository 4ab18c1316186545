// How the last step of a flow begins: what became of its job.
export interface Ending {
  readonly state: 'ok' | 'warn' | 'fail';
  readonly title: string;
  readonly lead: string;
}
