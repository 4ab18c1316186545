// An export: mailboxes on servers into an archive.
import { createImapSource } from '../imap/index.ts';
import type { ExportInput } from '../contract/archive.ts';
import type { ExportResult } from '../contract/results.ts';
import { defineJob, type JobContext, type JobDefinition } from '../jobs/index.ts';
import { joinSources, type Source } from '../transfer/index.ts';
import type { ArchiveChoices } from './archive-choices.ts';
import { logNotices, type ArchiveParts } from './job-parts.ts';
import { writeArchive } from './write-archive.ts';

/** What is stored with the job. */
export type ExportJobInput = ArchiveChoices & Pick<ExportInput, 'accounts'> & { readonly addresses: string[] };

export const exportJob = (parts: ArchiveParts): JobDefinition =>
  defineJob<ExportJobInput>({
    kind: 'export',
    subject: (input) => ({ path: input.path, accounts: input.addresses }),
    needsKey: (input) => input.protection.kind === 'passphrase',
    run: (context) => runExport(context, parts),
  });

async function runExport(context: JobContext<ExportJobInput>, parts: ArchiveParts): Promise<ExportResult> {
  const { input } = context;
  const credentials = input.accounts.map((account) => parts.credentials(account.accountId));
  const sources = new Map<string, Source>(
    credentials.map((account, index) => [
      account.address,
      createImapSource({
        account: account.address,
        settings: account.settings.imap,
        allowInsecure: account.settings.allowInsecure,
        password: () => account.password(),
        folders: input.accounts[index]?.folders ?? null,
        onNotice: logNotices(context),
        log: parts.log,
      }),
    ]),
  );
  const source = joinSources(sources);
  try {
    const { result } = await writeArchive({
      context,
      parts,
      choices: input,
      source,
      accounts: () => credentials.map(({ address, settings }) => ({ address, host: settings.imap.host })),
      partOf: input.addresses.filter((_, index) => input.accounts[index]?.folders),
    });
    return result;
  } finally {
    await source.close();
  }
}
