// Gmail's own labels in the languages of Google Takeout, lower case. A label that is not here is one of the person's own.
import type { FolderRole } from '../../contract/shapes.ts';

export type GmailLabel =
  | { readonly place: Extract<FolderRole, 'inbox' | 'sent' | 'drafts' | 'junk' | 'trash'> }
  | { readonly flag: string }
  | { readonly state: 'unread' | 'nothing' };

const unread = { state: 'unread' } as const;
const nothing = { state: 'nothing' } as const;
const starred = { flag: '\\Flagged' } as const;
/** RFC 8457. */
const important = { flag: '$Important' } as const;

export const gmailLabels: ReadonlyMap<string, GmailLabel> = new Map<string, GmailLabel>([
  ...['inbox', 'boîte de réception', 'posteingang', 'posta in arrivo', 'recibidos', 'bandeja de entrada'].map(
    (name) => [name, { place: 'inbox' }] as const,
  ),
  ...['sent', 'sent mail', 'messages envoyés', 'envoyés', 'gesendet', 'posta inviata', 'inviati', 'enviados'].map(
    (name) => [name, { place: 'sent' }] as const,
  ),
  ...[
    'draft',
    'drafts',
    'brouillon',
    'brouillons',
    'entwurf',
    'entwürfe',
    'bozza',
    'bozze',
    'borrador',
    'borradores',
  ].map((name) => [name, { place: 'drafts' }] as const),
  ...['trash', 'bin', 'corbeille', 'papierkorb', 'cestino', 'papelera'].map(
    (name) => [name, { place: 'trash' }] as const,
  ),
  ...['spam', 'junk'].map((name) => [name, { place: 'junk' }] as const),
  ...[
    'starred',
    'suivi',
    'suivis',
    'messages suivis',
    'markiert',
    'speciali',
    'speciale',
    'destacado',
    'destacados',
  ].map((name) => [name, starred] as const),
  ...['important', 'importants', 'wichtig', 'importanti', 'importante', 'importantes'].map(
    (name) => [name, important] as const,
  ),
  ...[
    'unread',
    'non lu',
    'non lus',
    'messages non lus',
    'ungelesen',
    'da leggere',
    'non letti',
    'non letto',
    'no leído',
    'no leídos',
  ].map((name) => [name, unread] as const),
  ...[
    'opened',
    'archived',
    'all mail',
    'ouvert',
    'ouverts',
    'messages ouverts',
    'archivé',
    'archivés',
    'messages archivés',
    'tous les messages',
    'geöffnet',
    'archiviert',
    'alle nachrichten',
    'aperto',
    'aperti',
    'archiviato',
    'archiviati',
    'abierto',
    'abiertos',
    'archivado',
    'archivados',
  ].map((name) => [name, nothing] as const),
]);

/** Gmail sorts into tabs; they are a view, not a place. "Category Promotions", "Catégorie : Promotions". */
export const categoryPrefix = /^(?:category|catégorie|kategorie|categoria|categoría)[ :\u00a0\u202f]/;
