// Which mailbox a command means: a stored account, or one given by URL that lives only as long as the command.
import { AppError } from '../../contract/errors.ts';
import { parseAccountUrl, type ParsedUrl } from './account-url.ts';
import type { OptionName } from './commands-table.ts';
import { mailboxPassword, openVault } from './secrets.ts';
import type { Session } from './session.ts';

/** The parsed URL of --imap, --against or --to; null when it was not given. Throws usage.invalid. */
export function urlOf(session: Pick<Session, 'args' | 'language'>, option: OptionName): ParsedUrl | null {
  const text = session.args.value(option);
  if (text === null) return null;
  return parseAccountUrl(text, option, 'imap', session.args.has('allow-insecure'), session.language);
}

/** Adds the URL's account for this command alone and returns its id. */
export async function addForNow(
  session: Session,
  url: ParsedUrl,
  passwordOption: 'password-file' | 'to-password-file',
): Promise<string> {
  const password = await mailboxPassword(session, url.address, passwordOption);
  const account = await session.api.accounts.add({
    address: url.address,
    name: url.server.host,
    settings: { imap: url.server, smtp: null, allowInsecure: session.args.has('allow-insecure') },
    password,
    keep: false,
  });
  return account.id;
}

/** The ids of stored accounts by address, the vault opened first. Throws usage.invalid for an unknown one. */
export async function storedAccounts(session: Session, addresses: readonly string[]): Promise<string[]> {
  await openVault(session);
  const accounts = await session.api.accounts.list({});
  return addresses.map((address) => {
    const found = accounts.find((account) => account.address.toLowerCase() === address.toLowerCase());
    if (!found) throw new AppError('usage.invalid', { reason: session.words.unknownAccount(address) });
    return found.id;
  });
}

/** The account of --to or --account; null when neither was given. */
export async function targetAccount(session: Session): Promise<string | null> {
  const { args } = session;
  const url = urlOf(session, 'to');
  if (url) return addForNow(session, url, 'to-password-file');
  return args.has('account') ? ((await storedAccounts(session, args.values('account')))[0] ?? null) : null;
}
