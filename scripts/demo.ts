// npm run demo: a sample mailbox on an embedded server, exported, verified, restored to an empty account and compared
// message by message; then the app stays open on that account. `--once` ends after the certificate.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createBackend } from '../electron/backend.ts';
import { createClient } from '../electron/contract/client.ts';
import { AppError, errorWords, type Language } from '../electron/contract/errors.ts';
import type { Api } from '../electron/contract/index.ts';
import type { JobResult } from '../electron/contract/jobs.ts';
import { inProcessPair } from '../electron/shell/cli/in-process.ts';
import { languageOf } from '../electron/shell/cli/arguments.ts';
import { exportText } from '../electron/shell/cli/print.ts';
import { createHost } from '../electron/shell/installation.ts';
import { serveClient } from '../electron/shell/serve-client.ts';
import { startDemoServer, type DemoServer } from '../tests/support/demo-server.ts';
import { compareMailboxes, readWhole } from '../tests/support/same-mailbox.ts';

const once = process.argv.includes('--once');
const language: Language = languageOf(process.argv.slice(2), process.env);
const say = (en: string, fr: string): void => console.log(language === 'fr' ? fr : en);

async function run(): Promise<number> {
  const server = await startDemoServer();
  const folder = mkdtempSync(path.join(tmpdir(), 'malleposte-demo-'));
  const backend = createBackend({ ...createHost(path.join(folder, 'data')), storage: 'memory' });
  const { client, server: end } = inProcessPair();
  serveClient(backend, end);
  const stop = async (): Promise<void> => {
    client.close();
    await backend.close();
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const equal = await prove(createClient(client), server, path.join(folder, 'marie.malle'));
    if (once || !equal) return equal ? 0 : 3;
    await keepOpen(backend, path.join(folder, 'data'));
    return 0;
  } finally {
    await stop();
  }
}

/** The whole way there and back. True only if both mailboxes are equal in the end. */
async function prove(api: Api, server: DemoServer, file: string): Promise<boolean> {
  say(
    `A mail server runs here: ${server.full.messages} sample messages for ${server.full.user}, none for ${server.empty.user}.`,
    `Un serveur de courrier tourne ici : ${server.full.messages} messages d’exemple pour ${server.full.user}, aucun pour ${server.empty.user}.`,
  );
  const from = await addAccount(api, server, server.full, language === 'fr' ? 'Exemple' : 'Sample');
  const to = await addAccount(api, server, server.empty, language === 'fr' ? 'Nouveau compte' : 'New account');
  const { passphrase } = await api.archive.generatePassphrase({ language });
  const key = { kind: 'passphrase', passphrase } as const;

  say('Exporting to one encrypted archive ...', 'Export vers une archive chiffrée ...');
  const exported = await finished(api, () =>
    api.archive.startExport({
      accounts: [{ accountId: from, folders: null }],
      path: file,
      protection: key,
      format: 'malle',
      compress: true,
      volumeSizeBytes: null,
      language,
    }),
  );
  if (exported.kind !== 'export') throw new AppError('internal');

  say('Verifying: every byte read again ...', 'Vérification : chaque octet relu ...');
  const verified = await finished(api, () => api.archive.startVerify({ path: file, key, accountId: from }));
  if (verified.kind !== 'verify') throw new AppError('internal');

  say(`Restoring to ${server.empty.user} ...`, `Restauration vers ${server.empty.user} ...`);
  const restored = await finished(api, () =>
    api.archive.startRestore({ path: file, key, selection: { kind: 'all' }, accountId: to, under: null }),
  );
  if (restored.kind !== 'restore') throw new AppError('internal');

  say(
    'Comparing both mailboxes message by message (bytes, flags, dates) with an independent reader ...',
    'Comparaison des deux boîtes message par message (octets, marques, dates) par un lecteur indépendant ...',
  );
  const { host, port } = server;
  const { messages, differences } = compareMailboxes(
    await readWhole({ host, port, ...server.full }),
    await readWhole({ host, port, ...server.empty }),
  );
  console.log(exportText(exported, language));
  for (const line of differences.slice(0, 20)) console.log(`  ${line}`);
  const equal =
    exported.complete &&
    verified.intact &&
    verified.against?.missingHereCount === 0 &&
    verified.against.missingThereCount === 0 &&
    restored.complete &&
    messages === exported.found &&
    differences.length === 0;
  if (equal) {
    say(
      `All ${messages} messages came back equal: bytes, flags and dates.`,
      `Les ${messages} messages sont revenus identiques : octets, marques et dates.`,
    );
  } else say('The mailboxes are NOT equal.', 'Les boîtes NE sont PAS identiques.');
  say(
    `The archive opened with: ${passphrase} (it ends with this demo).`,
    `L’archive s’ouvrait avec : ${passphrase} (elle disparaît avec cette démonstration).`,
  );
  return equal;
}

async function addAccount(
  api: Api,
  { host, port }: DemoServer,
  { user, password }: { user: string; password: string },
  name: string,
): Promise<string> {
  const settings = {
    imap: { host, port, security: 'none', userName: user },
    smtp: null,
    allowInsecure: false,
  } as const;
  // keep false: no keychain is needed, and nothing stays behind.
  return (await api.accounts.add({ address: user, name, settings, password, keep: false })).id;
}

async function finished(api: Api, start: () => Promise<{ jobId: string }>): Promise<JobResult> {
  const { jobId } = await start();
  for (;;) {
    const { promise, resolve } = Promise.withResolvers<null>();
    const stopListening = api.on('job.changed', ({ id }) => id === jobId && resolve(null));
    const job = await api.jobs.get({ id: jobId });
    if (job.result) return job.result;
    if (job.error) throw AppError.from(job.error);
    await promise;
    stopListening();
  }
}

async function keepOpen(backend: ReturnType<typeof createBackend>, dataDir: string): Promise<void> {
  backend.startMail();
  const { buildAll } = await import('./build.ts');
  await buildAll(true);
  const { startBrowserShell } = await import('../electron/shell/browser/main.ts');
  say(
    'The app is open on these accounts; Ctrl-C ends the demo.',
    'L’app est ouverte sur ces comptes ; Ctrl-C y met fin.',
  );
  const shell = await startBrowserShell({
    backend,
    dataDir,
    port: 0,
    open: true,
    print: (line) => console.log(line),
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => void shell.close());
  await shell.closed;
}

try {
  process.exitCode = await run();
} catch (error) {
  if (error instanceof AppError) {
    const { what, advice } = errorWords(error, language);
    console.error([what, error.detail ?? '', advice].filter(Boolean).join('\n'));
  } else console.error(error);
  process.exitCode = 1;
}
