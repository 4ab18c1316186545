// Passwords, passphrases and keys: from a file, from standard input, or asked for. Never from the command line itself.
import { readFile } from 'node:fs/promises';
import type { Protection } from '../../contract/archive.ts';
import { AppError } from '../../contract/errors.ts';
import type { ArchiveKey } from '../../contract/jobs.ts';
import { diskError, registerSecret } from '../../base/index.ts';
import type { OptionName } from './commands-table.ts';
import type { Session } from './session.ts';
import { ask, askHidden, canAsk, readAll } from './terminal.ts';

/** Options whose value may be "-"; at most one of them can be. */
const secretOptions = [
  'password-file',
  'to-password-file',
  'passphrase-file',
  'vault-passphrase-file',
  'identity-file',
] as const satisfies OptionName[];
type SecretOption = (typeof secretOptions)[number];

/** Throws usage.invalid when standard input is named twice. */
export function checkStandardInput({ args, words }: Session): void {
  const named = secretOptions.filter((name) => args.value(name) === '-');
  if (named.length > 1) throw new AppError('usage.invalid', { reason: words.stdinTwice });
}

/** The secret an option points at, without its last line ending; null when the option was not given. Throws disk.*, usage.invalid. */
export async function secretFrom(session: Session, option: SecretOption): Promise<string | null> {
  const file = session.args.value(option);
  if (file === null) return null;
  const text =
    file === '-'
      ? await readAll(session.io.stdin)
      : await readFile(file, 'utf8').catch((error: unknown) => {
          throw diskError(error, file);
        });
  const secret = option === 'identity-file' ? text : text.replace(/\r?\n$/, '');
  if (!secret) throw new AppError('usage.invalid', { reason: session.words.emptySecret(file) });
  registerSecret(secret);
  return secret;
}

async function asked(session: Session, question: string, otherwise: string): Promise<string> {
  if (!canAsk(session.io)) throw new AppError('usage.invalid', { reason: otherwise });
  const secret = await askHidden(session.io, question);
  if (!secret) throw new AppError('cancelled');
  registerSecret(secret);
  return secret;
}

export const mailboxPassword = async (
  session: Session,
  address: string,
  option: 'password-file' | 'to-password-file' = 'password-file',
): Promise<string> =>
  (await secretFrom(session, option)) ??
  (await asked(session, session.words.askPassword(address), session.words.noPassword));

/** What opens an archive: an identity, a passphrase, or a question. */
export async function archiveKey(session: Session, path: string): Promise<ArchiveKey> {
  const { args, words } = session;
  if (args.has('identity-file') && args.has('passphrase-file')) {
    throw new AppError('usage.invalid', { reason: words.notTogether('passphrase-file', 'identity-file') });
  }
  const identity = await secretFrom(session, 'identity-file');
  if (identity !== null) return { kind: 'identity', identity };
  const passphrase = await secretFrom(session, 'passphrase-file');
  return { kind: 'passphrase', passphrase: passphrase ?? (await asked(session, words.askKey(path), words.noKey)) };
}

/** What an export is protected with: recipients, a given passphrase, or words made here, shown once and typed back. */
export async function protection(session: Session): Promise<Protection> {
  const { args, words, io } = session;
  const recipients = [...args.values('recipient')];
  if (recipients.length > 0) {
    if (args.has('passphrase-file')) {
      throw new AppError('usage.invalid', { reason: words.notTogether('recipient', 'passphrase-file') });
    }
    if (args.value('format') === 'zip-aes256') {
      throw new AppError('usage.invalid', { reason: words.recipientsNeedMalle });
    }
    return { kind: 'recipients', recipients };
  }
  const given = await secretFrom(session, 'passphrase-file');
  if (given !== null) return { kind: 'passphrase', passphrase: given };
  if (!canAsk(io)) throw new AppError('usage.invalid', { reason: words.noProtection });
  return { kind: 'passphrase', passphrase: await generatedPassphrase(session) };
}

async function generatedPassphrase({ api, language, words, io }: Session): Promise<string> {
  const made = await api.archive.generatePassphrase({ language });
  registerSecret(made.passphrase);
  io.stderr.write(`\n${words.passphraseIs}\n\n    ${made.passphrase}\n\n${words.passphraseKeep}\n\n`);
  for (const position of twoPositions(made.words.length)) {
    while ((await ask(io, words.typeWord(position + 1))).toLowerCase() !== made.words[position]?.toLowerCase()) {
      io.stderr.write(`${words.wordDiffers}\n`);
    }
  }
  return made.passphrase;
}

function twoPositions(count: number): [number, number] {
  const first = Math.floor(Math.random() * count);
  return [first, (first + 1 + Math.floor(Math.random() * (count - 1))) % count];
}

/** Opens the sealed password file when this computer uses one. Throws secrets.*. */
export async function openVault(session: Session): Promise<void> {
  const { api, words, io } = session;
  const vault = await api.accounts.vault({});
  if (vault.state === 'open') return;
  let passphrase = await secretFrom(session, 'vault-passphrase-file');
  if (passphrase === null) {
    passphrase = await asked(session, vault.state === 'new' ? words.askNewVault : words.askVault, words.noVaultPhrase);
    if (vault.state === 'new' && (await askHidden(io, words.askAgain)) !== passphrase) {
      throw new AppError('usage.invalid', { reason: words.differs });
    }
  }
  await api.accounts.unlockVault({ passphrase });
}
