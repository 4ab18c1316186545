// Sends one finished message over a connection of its own.
import { openSmtp, type SmtpOptions } from './session.ts';

/** Throws account.* (one sign-in, never repeated), network.*, smtp.refused, cancelled. */
export async function sendMail(
  options: SmtpOptions & {
    readonly password: string;
    readonly from: string;
    readonly to: readonly string[];
    readonly message: Uint8Array;
  },
): Promise<void> {
  const session = await openSmtp(options);
  try {
    await session.signIn(options.password);
    await session.send(options.from, options.to, options.message);
  } finally {
    session.close();
  }
}
