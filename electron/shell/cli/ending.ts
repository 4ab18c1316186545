// What a finished command says: to a script, to a person, and to the shell that started it.

export interface Ending {
  readonly json: object;
  readonly text: string;
  /** 0 complete, 3 finished with something missing, refused or damaged, 4 not what the command is for. */
  readonly exitCode: 0 | 3 | 4;
}
