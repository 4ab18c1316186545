// A test's way into the main process: functions sent as text run here with the modules at hand, as Playwright does it
// for a real Electron.
import { runInThisContext } from 'node:vm';

interface Question {
  readonly kind: string;
  readonly id: number;
  readonly source: string;
  readonly argument: unknown;
}

export function answerTests(modules: object): void {
  process.on('message', (message: Question) => {
    if (message.kind !== 'evaluate') return;
    void answer(message, modules).then((reply) => process.send?.({ kind: 'answer', id: message.id, ...reply }));
  });
  // The test that started us is gone.
  process.on('disconnect', () => process.exit(1));
}

async function answer({ source, argument }: Question, modules: object): Promise<{ value?: unknown; error?: string }> {
  try {
    const run = runInThisContext(`(${source})`) as (modules: object, argument: unknown) => unknown;
    return { value: await run(modules, argument) };
  } catch (error) {
    return { error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
