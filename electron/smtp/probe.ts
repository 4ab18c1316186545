// Proves SMTP settings and password with one sign-in.
import type { TlsFacts } from '../imap/index.ts';
import { openSmtp, type SmtpOptions } from './session.ts';

/** Nothing is sent. Throws account.*, network.*, cancelled. */
export async function probeSmtp(
  options: SmtpOptions & { readonly password: string },
): Promise<{ address: string; tls: TlsFacts | null }> {
  const session = await openSmtp(options);
  try {
    await session.signIn(options.password);
    return { address: session.address, tls: session.tls };
  } finally {
    session.close();
  }
}
