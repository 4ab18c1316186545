// The moments of long work that are worth a sentence.
export type Moment =
  | { kind: 'start' }
  | { kind: 'percent'; percent: number }
  | { kind: 'paused' }
  | { kind: 'trouble' }
  | { kind: 'done' };
