// The five things a seal can say.

export type SealState = 'ok' | 'warn' | 'fail' | 'busy' | 'waiting';
