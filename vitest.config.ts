import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const project = (name: string, include: string[], extra: object = {}): object => ({
  extends: true,
  test: { name, include, ...extra },
});

/** The files that take longest, longest first: begun last, one of them would keep one worker busy and the other idle. */
const longest = [
  'kill',
  'move',
  'tnef-fuzz',
  'cli-trouble',
  'flip',
  'cli',
  'move-local',
  'accounts',
  'migrate-archive',
  'move-outlook',
];

/** Files that use vi.mock: it has no effect on modules that are loaded already. */
const mocking = ['electron/archive/resume.test.ts'];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number =>
      (longest.findIndex((name) => moduleId.endsWith(`/integration/${name}.int.ts`)) + longest.length) % longest.length;
    return (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b));
  }
}

// Unit and conformance tests use no network but loopback. Integration tests talk to a real Dovecot; a test that needs
// longer than this is measuring, and belongs in the bench. Files of a worker share its modules, which are loaded once and
// not a hundred times: a test that changes something global (the environment, a spy) puts it back, and one that puts
// another module in the place of Node's own has a worker to itself.
export default defineConfig({
  test: {
    isolate: false,
    sequence: { sequencer: LongestFirst },
    projects: [
      project('unit', ['electron/**/*.test.ts', 'renderer/**/*.test.ts', 'scripts/**/*.test.ts'], {
        testTimeout: 20_000,
        exclude: mocking,
      }),
      project('mocking', mocking, { isolate: true, testTimeout: 20_000 }),
      project('conformance', ['tests/conformance/**/*.test.ts'], { testTimeout: 30_000 }),
      project('integration', ['tests/integration/**/*.int.ts'], {
        testTimeout: 120_000,
        hookTimeout: 60_000,
        maxWorkers: 2,
      }),
      project('long', ['tests/long/**/*.long.ts'], { testTimeout: 3_600_000, hookTimeout: 60_000, maxWorkers: 1 }),
    ],
  },
});
