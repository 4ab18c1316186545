// A message we write ourselves, as the bytes to hand over.
import MailComposer from 'nodemailer/lib/mail-composer';

export interface Letter {
  readonly from: { readonly name: string; readonly address: string };
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  /** Messages to go along as they are (message/rfc822). */
  readonly messages?: readonly { readonly name: string; readonly bytes: Uint8Array }[];
}

/** RFC 5322 bytes with CRLF, Date and Message-ID. Header injection through the fields is impossible: they are encoded. */
export function writeLetter(letter: Letter): Promise<Uint8Array> {
  const { from, to, subject, text, messages = [] } = letter;
  return new MailComposer({
    from: { name: from.name, address: from.address },
    to: [...to],
    subject,
    text,
    attachments: messages.map(({ name, bytes }) => ({
      filename: name,
      content: Buffer.from(bytes),
      contentType: 'message/rfc822',
      // A message inside a message is never base64 (RFC 2046 section 5.2.1).
      contentTransferEncoding: '8bit' as const,
    })),
    disableFileAccess: true,
    disableUrlAccess: true,
  })
    .compile()
    .build();
}
