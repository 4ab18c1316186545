// malleposte accounts and malleposte call: stored accounts, and the contract itself for builders.
import { AppError } from '../../contract/errors.ts';
import { calls } from '../../contract/index.ts';
import { parseAccountUrl } from './account-url.ts';
import type { Ending } from './ending.ts';
import { storedAccounts, urlOf } from './mailbox.ts';
import { mailboxPassword, openVault } from './secrets.ts';
import type { Session } from './session.ts';
import { table } from './table.ts';

export async function runAccounts(session: Session): Promise<Ending> {
  const [action, address = ''] = session.args.words;
  if (action === 'list') return listAccounts(session);
  return action === 'add' ? addAccount(session, address) : removeAccount(session, address);
}

async function listAccounts({ api, words }: Session): Promise<Ending> {
  const accounts = await api.accounts.list({});
  const lines = table(
    [{ title: words.account }, { title: 'IMAP' }, { title: '' }],
    accounts.map(({ address, settings: { imap }, hasPassword }) => [
      address,
      `${imap.host}:${imap.port} (${imap.security})`,
      hasPassword ? '' : words.noPasswordStored,
    ]),
  );
  const text = accounts.length ? `${lines.join('\n')}\n` : `${words.noAccounts}\n`;
  return { json: { accounts }, text, exitCode: 0 };
}

async function addAccount(session: Session, address: string): Promise<Ending> {
  const { api, args, words, language } = session;
  const url = urlOf(session, 'imap');
  const smtp = args.value('smtp');
  const insecure = args.has('allow-insecure');
  const outgoing = smtp === null ? null : parseAccountUrl(smtp, 'smtp', 'smtp', insecure, language);
  await openVault(session);
  const proposed = await api.accounts.propose({ address });
  const account = await api.accounts.add({
    address,
    name: args.value('name') ?? proposed.provider?.name ?? address.slice(address.indexOf('@') + 1),
    settings: {
      imap: url?.server ?? proposed.settings.imap,
      // A server chosen by hand says nothing about the outgoing one.
      smtp: outgoing?.server ?? (url ? null : proposed.settings.smtp),
      allowInsecure: insecure,
    },
    password: await mailboxPassword(session, address),
    keep: true,
  });
  return { json: { account }, text: `${words.accountAdded(address)}\n`, exitCode: 0 };
}

async function removeAccount(session: Session, address: string): Promise<Ending> {
  const [id = ''] = await storedAccounts(session, [address]);
  await session.api.accounts.remove({ id });
  return { json: { removed: address }, text: `${session.words.accountRemoved(address)}\n`, exitCode: 0 };
}

/** Every method name of the contract: "area.verb". */
export const methodNames = (): string[] =>
  Object.entries(calls).flatMap(([area, methods]) => Object.keys(methods).map((name) => `${area}.${name}`));

export async function runCall(session: Session): Promise<Ending> {
  const { api, args, words, signal } = session;
  const [method = '', input = '{}'] = args.words;
  if (!methodNames().includes(method)) throw new AppError('usage.unknown_method', { method });
  let parsed: unknown;
  try {
    parsed = JSON.parse(input);
  } catch {
    throw new AppError('usage.invalid', { reason: words.badJson });
  }
  if (args.has('vault-passphrase-file')) await openVault(session);
  const [area = '', name = ''] = method.split('.');
  const areas = api as unknown as Record<string, Record<string, (input: unknown, options: object) => Promise<unknown>>>;
  const answer = await areas[area]?.[name]?.(parsed, { signal });
  const json = answer ?? {};
  return { json, text: `${JSON.stringify(json, null, 2)}\n`, exitCode: 0 };
}
