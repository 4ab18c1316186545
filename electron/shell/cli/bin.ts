// The command line straight from the sources, for development and tests. The built program starts at dist/malleposte.js.
import { processIo, runCli } from './main.ts';

process.exitCode = await runCli(process.argv.slice(2), processIo());
