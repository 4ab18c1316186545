// Before the first spec: dist/ is what the sources say.
import { buildAll } from '../../scripts/build.ts';

async function buildFirst(): Promise<void> {
  await buildAll(true);
}

export { buildFirst as default };
