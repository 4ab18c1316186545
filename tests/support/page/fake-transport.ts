// Takes the place of renderer/transport.ts when the page is built for a look at it alone: the program is in the page.
import type { Settings } from '../../../electron/contract/app.ts';
import { AppError } from '../../../electron/contract/errors.ts';
import { serve } from '../../../electron/contract/server.ts';
import type { Frame, Transport } from '../../../electron/contract/wire.ts';
import { fakeBackend, type Scenario } from './fake-backend.ts';
import { fakeMail } from './fake-mail.ts';

// This file runs in a page, while its folder is compiled for Node.
declare const location: { readonly search: string };

function scenarioOf(search: string): Scenario {
  const asked = new URLSearchParams(search);
  const one = <T extends string>(name: string, first: T): T => (asked.get(name) ?? first) as T;
  return {
    empty: asked.has('empty'),
    language: one<Scenario['language']>('lang', 'auto'),
    appearance: one<Scenario['appearance']>('theme', 'system'),
    density: one<Scenario['density']>('density', 'comfortable'),
    moving: one<Scenario['moving']>('moving', 'ok'),
    server: one<Scenario['server']>('server', 'ok'),
    vault: one<Scenario['vault']>('vault', 'keychain'),
    probe: one<Scenario['probe']>('probe', 'ok'),
    job: one<Scenario['job']>('job', 'none'),
    seconds: Number(asked.get('seconds') ?? '20'),
  };
}

/**
 * The page's end of a line whose other end answers from sample data. For tests, `window.__line(false)` cuts it and
 * `window.__settings({ language, appearance })` changes settings as another window would, `window.__arrive(3)` brings mail.
 */
export function openTransport(): Transport {
  const toPage = new Set<(frame: Frame) => void>();
  const toProgram = new Set<(frame: Frame) => void>();
  const connection = new Set<(connected: boolean) => void>();
  let connected = true;
  const deliver = (to: Set<(frame: Frame) => void>, frame: Frame): void => {
    const copy = structuredClone(frame);
    setTimeout(() => {
      if (connected) to.forEach((listener) => listener(copy));
    }, 0);
  };
  let emit: (name: string, payload: unknown) => void = () => undefined;
  const scenario = scenarioOf(location.search);
  const say = (name: string, payload: unknown): void => emit(name, payload);
  const mail = fakeMail(scenario.empty, say);
  const backend = fakeBackend(scenario, say, mail);
  const served = serve(
    backend,
    {
      send: (frame) => deliver(toPage, frame),
      onFrame: (listener) => void toProgram.add(listener),
      close: () => undefined,
    },
    (error) => (error instanceof AppError ? error : new AppError('internal', { reference: String(error) })),
  );
  emit = (name, payload) => served.emit(name, payload);
  Object.assign(globalThis, {
    __arrive: (count: number) => mail.arrive(count),
    __line: (up: boolean) => {
      connected = up;
      connection.forEach((listener) => listener(up));
    },
    __settings: async (change: Partial<Settings>) => {
      const context = { signal: new AbortController().signal };
      const settings = { ...(await backend.app.settings({}, context)), ...change };
      emit('settings.changed', await backend.app.saveSettings(settings, context));
    },
  });
  return {
    send: (frame) => deliver(toProgram, frame),
    onFrame: (listener) => void toPage.add(listener),
    onConnection: (listener) => void connection.add(listener),
    close: () => served.close(),
  };
}
