// Collects what the bench measures: each figure beside its target, the whole as one JSON object.

export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: 'ratio' | 'MB/s' | 'GB' | 'MB' | 's' | 'ms' | 'messages' | 'messages/s';
  /** null: told for orientation only. */
  readonly target: string | null;
  readonly met: boolean | null;
}

export interface Figures {
  readonly atMost: (name: string, value: number, unit: Figure['unit'], limit: number) => void;
  readonly atLeast: (name: string, value: number, unit: Figure['unit'], limit: number) => void;
  readonly note: (name: string, value: number, unit: Figure['unit']) => void;
  readonly all: () => readonly Figure[];
}

const rounded = (value: number): number => Number(value.toPrecision(4));

export function createFigures(print: (line: string) => void): Figures {
  const figures: Figure[] = [];
  const add = (figure: Figure): void => {
    figures.push(figure);
    const verdict = figure.met === null ? '' : figure.met ? `  met (${figure.target})` : `  NOT MET (${figure.target})`;
    print(`  ${figure.name}: ${figure.value} ${figure.unit}${verdict}`);
  };
  return {
    atMost: (name, value, unit, limit) =>
      add({ name, value: rounded(value), unit, target: `at most ${limit}`, met: value <= limit }),
    atLeast: (name, value, unit, limit) =>
      add({ name, value: rounded(value), unit, target: `at least ${limit}`, met: value >= limit }),
    note: (name, value, unit) => add({ name, value: rounded(value), unit, target: null, met: null }),
    all: () => figures,
  };
}
