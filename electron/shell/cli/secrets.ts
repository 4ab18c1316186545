// Passwords, passphrases and keys: from a file, from standard input, or asked for. Never from the command line itself.
import { readFile } from 'node:fs/promises';
import type { Protection } from '../../contract/archive.ts';
import { AppError } from '../../contract/errors.ts';
import type { ArchiveKey } from '../../contract/jobs.ts';
import { diskError, registerSecret } from '../../base/index.ts';
import type { secretOptions } from './check.ts';
import type { Session } from './session.ts';
import { ask, askHidden, canAsk, readAll } from './terminal.ts';

type SecretOption = (typeof secretOptions)[number];

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
  const secret = option.endsWith('identity-file') ? text : text.replace(/\r?\n$/, '');
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
  option: 'password-file' | 'to-password-file' | 'from-password-file' = 'password-file',
): Promise<string> =>
  (await secretFrom(session, option)) ??
  (await asked(session, session.words.askPassword(address), session.words.noPassword(option)));

/**
 * What opens an archive: an identity, a passphrase, or a question. `of` 'from-' for one that is moved from: the plain
 * options then are those of the archive that is written.
 */
export async function archiveKey(session: Session, path: string, of: '' | 'from-' = ''): Promise<ArchiveKey> {
  const identity = await secretFrom(session, `${of}identity-file`);
  if (identity !== null) return { kind: 'identity', identity };
  const passphrase = await secretFrom(session, `${of}passphrase-file`);
  return {
    kind: 'passphrase',
    passphrase: passphrase ?? (await asked(session, session.words.askKey(path), session.words.noKey(of))),
  };
}

/** What an export is protected with: recipients, a given passphrase, or words made here, shown once and typed back. */
export async function protection(session: Session): Promise<Protection> {
  const recipients = [...session.args.values('recipient')];
  if (recipients.length > 0) return { kind: 'recipients', recipients };
  const given = await secretFrom(session, 'passphrase-file');
  if (given !== null) return { kind: 'passphrase', passphrase: given };
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
