// The opener's answers: one message that came as a winmail.dat, whatever is handed in.
import type { Handlers } from '../../../electron/contract/index.ts';
import type { WinmailDocument } from '../../../electron/contract/winmail.ts';

const blob = { blobId: 'part', name: 'Plan.pdf', mimeType: 'application/pdf', sizeBytes: 12 };

const document = (name: string): WinmailDocument => ({
  handle: 'document',
  name,
  sizeBytes: 284_331,
  kind: 'tnef',
  mimeType: 'application/ms-tnef',
  isTnef: true,
  messageClass: 'IPM.Note',
  subject: 'Plan de l’atelier',
  from: { name: 'Paul Renard', address: 'paul.renard@example.com' },
  to: [{ name: 'Claire Morel', address: 'claire.morel@orange.fr' }],
  cc: [],
  sentAt: Date.UTC(2026, 10, 20, 9, 12),
  body: { html: '<p>Bonjour Claire, voici le plan.</p>', text: 'Bonjour Claire, voici le plan.', source: 'html' },
  parts: [
    {
      index: 0,
      name: blob.name,
      mimeType: blob.mimeType,
      sizeBytes: blob.sizeBytes,
      sha256: '64ec88ca00b268e5ba1a35678a1b5316d212f4f366b2477232534a8aeca37f3c',
      modifiedAt: Date.UTC(2026, 10, 19, 16, 0),
      inline: false,
      contentId: null,
      contentLocation: null,
      kind: 'file',
      reference: null,
      fromWinmail: true,
    },
  ],
  calendar: null,
  contact: null,
  problems: [],
});

export function fakeWinmail(): Handlers['winmail'] {
  return {
    open: ({ name }) => document(name),
    openPart: () => document('Message.eml'),
    partBlob: () => blob,
    documentBlob: () => blob,
    zipBlob: () => ({ ...blob, name: 'Plan.zip', mimeType: 'application/zip' }),
    close: () => ({}),
  };
}
