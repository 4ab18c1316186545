// What is known of a message's sender, as far as anything here looks into it.
import type { Trust } from '../../contract/mail.ts';
import type { HeaderField, ReadableMessage } from '../../mime/index.ts';

export interface TrustInput {
  readonly accountId: string;
  readonly messageId: number;
  readonly fields: readonly HeaderField[];
  readonly message: ReadableMessage;
}

/** Asked anew at each reading: it depends on whom the person knows by then. */
export type TrustOf = (input: TrustInput) => Trust;

export const unknownTrust: TrustOf = () => ({ authentication: null, notices: [] });
