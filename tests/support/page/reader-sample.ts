// The messages of the made-up mailbox as the reader shows them, one of each kind: out of a winmail.dat, a newsletter, a
// long quote, a stranger's page, pictures inside, encrypted, and one that cannot be read at once. By the text's number in
// mail-sample.ts.
import { AppError } from '../../../electron/contract/errors.ts';
import type { Handlers } from '../../../electron/contract/index.ts';
import type { MessagePart, ReadMessage } from '../../../electron/contract/mail.ts';
import { PNG, shelf } from './fake-winmail.ts';
import { hostileHtml } from './hostile-html.ts';
import { pdfNamed } from './sample-pdf.ts';

type Sample = Partial<Omit<ReadMessage, 'parts'>> & {
  readonly parts?: readonly (Partial<MessagePart> & { name: string })[];
};

const girard = { name: 'Paul Girard', address: 'paul.girard@orange.fr' };
const pass = (domain: string): NonNullable<ReadMessage['trust']['authentication']> => ({
  by: 'mx.orange.fr',
  domain,
  spf: 'pass',
  dkim: 'pass',
  dmarc: 'pass',
});
const hop = (from: string, by: string, at: number, delayMs: number | null): ReadMessage['route']['hops'][number] => ({
  from,
  by,
  at,
  delayMs,
  encrypted: true,
});
const quote = Array.from({ length: 14 }, (_, i) => `> Ligne ${i + 1} de votre message du 12 novembre.`).join('\n');
const REMOTE = 'https://images.dgfip.example';

type Notice = ReadMessage['trust']['notices'][number];
const notice = (kind: Notice['kind'], tone: Notice['tone'], params: Notice['params']): Notice => ({
  kind,
  tone,
  params,
});

const samples: Readonly<Record<number, (at: number) => Sample>> = {
  0: (at) => ({
    cc: [
      girard,
      { name: 'Marc Tanguy', address: 'marc.tanguy@free.fr' },
      { name: '', address: 'accueil@lambert-notaires.fr' },
    ],
    html: `<div style="color:#1F2937"><p>Bonjour Madame Morel,</p>
<p>Vous trouverez en pièces jointes le projet d’acte, le plan cadastral et le tableau des diagnostics. Merci de relire en priorité les pages 4 à 7, qui portent sur la servitude de passage.</p>
<p>Je vous propose une signature à l’étude le vendredi 4 décembre à 14 h 30.</p>
<p style="color:#44546A">Bien à vous,<br>Sophie Lambert, notaire</p>
<p>${[1, 2, 3, 4].map((n) => `<img src="https://cdn.lambert-notaires.fr/${n}.png" alt="">`).join('')}</p></div>`,
    bodyFromWinmail: true,
    winmailName: 'winmail.dat',
    remoteImages: 4,
    parts: [
      { name: 'Projet d’acte v3.docx', sizeBytes: 1_200_000, fromWinmail: true },
      { name: 'Plan cadastral AB 214.pdf', mimeType: 'application/pdf', sizeBytes: 1_600_000, fromWinmail: true },
      { name: 'Diagnostics.xlsx', sizeBytes: 284_000, fromWinmail: true },
      {
        name: 'Signature à l’étude.ics',
        mimeType: 'text/calendar',
        sizeBytes: 1_400,
        kind: 'calendar',
        fromWinmail: true,
      },
      { name: 'winmail.dat', mimeType: 'application/ms-tnef', sizeBytes: 3_100_000, kind: 'winmail' },
    ],
    route: {
      mailer: 'Outlook',
      hops: [
        hop('', 'mail.lambert-notaires.fr', at - 4000, null),
        hop('mail.lambert-notaires.fr', 'relay.lambert-notaires.fr', at - 3000, 1000),
        hop('relay.lambert-notaires.fr', 'mx.orange.fr', at, 3000),
      ],
    },
  }),
  2: () => ({
    html: `<body bgcolor="#f4f4f4"><table width="600" bgcolor="#ffffff"><tr><td style="padding:16px"><img src="${REMOTE}/logo.png" width="120" height="40" alt="Finances publiques"><h1 style="font-size:20px">Votre avis est disponible</h1><p>Montant à régler avant le 15 décembre. <a href="https://www.impots.gouv.example/avis">Consulter l’avis</a></p><img src="${REMOTE}/open.gif" width="1" height="1"></td></tr></table></body>`,
    remoteImages: 1,
    trackers: 1,
    listId: 'avis.dgfip.finances.gouv.fr',
    unsubscribe: { kind: 'one_click', host: 'listes.dgfip.example' },
    wantsReceipt: true,
  }),
  3: () => ({
    text: `Chers parents,\n\nLa classe de CM1 visitera le musée le 3 décembre. Le programme est sur https://jules-ferry.example/sortie (rubrique CM1).\nÉcrivez à direction@jules-ferry.fr.\n\n${quote}\n\nMerci de signer l’autorisation.\n-- \nÉcole Jules-Ferry`,
    parts: [
      { name: 'Autorisation.txt', mimeType: 'text/plain', sizeBytes: 320 },
      { name: 'Affiche.png', mimeType: 'image/png', sizeBytes: 96 },
      { name: 'Message d’origine.eml', mimeType: 'message/rfc822', sizeBytes: 44_000, kind: 'message' },
      { name: 'Règlement.pdf', kind: 'reference', sizeBytes: 0 },
      { name: 'Programme.pdf', sizeBytes: 48_000 },
      { name: 'Bulletin.pdf', mimeType: 'application/pdf', sizeBytes: 900 },
      { name: 'Plan d’accès.pdf', mimeType: 'application/pdf', sizeBytes: 600 },
      { name: 'Annuaire.pdf', mimeType: 'application/pdf', sizeBytes: 900_000 },
      { name: 'Album.pdf', mimeType: 'application/pdf', sizeBytes: 300_000_000 },
    ],
  }),
  4: () => ({
    html: hostileHtml,
    remoteImages: 2,
    parts: [{ name: 'Récépissé.pdf', mimeType: 'application/pdf', sizeBytes: 2_400 }],
    trust: {
      authentication: null,
      notices: [
        notice('lookalike_domain', 'warn', { domain: 'mairie-vannes.fr', like: 'mairie-vannes.bzh' }),
        notice('link_elsewhere', 'warn', { shown: 'mairie-vannes.bzh', host: 'leak.invalid' }),
        notice('first_time', 'info', { address: 'urbanisme@mairie-vannes.fr' }),
      ],
    },
  }),
  5: () => ({
    html: '<p>Voici les photos de ce matin.</p><p><img src="cid:photo1" alt="La pose" width="60" height="60"></p>',
    parts: [
      { name: 'photo1.png', mimeType: 'image/png', sizeBytes: 96, inline: true, contentId: 'photo1' },
      ...Array.from({ length: 13 }, (_, i) => ({ name: `Photo ${i + 2}.png`, mimeType: 'image/png', sizeBytes: 96 })),
    ],
  }),
  6: () => ({
    text: '',
    seal: 'pgp_encrypted',
    parts: [{ name: 'encrypted.asc', mimeType: 'application/octet-stream', sizeBytes: 12_000, kind: 'sealed' }],
  }),
};

function shelve(name: string, mimeType: string, bytes: Uint8Array): Awaited<ReturnType<Handlers['mail']['part']>> {
  const blobId = `reader-${shelf.size}-${name}`;
  shelf.set(blobId, bytes);
  return { blobId, name, mimeType, sizeBytes: bytes.length };
}
const text = (words: string): Uint8Array => new TextEncoder().encode(words);
const png = (): Uint8Array => Uint8Array.from(atob(PNG), (sign) => sign.charCodeAt(0));

function bytesOf(name: string): Uint8Array {
  if (name.endsWith('.png')) return png();
  return name.endsWith('.pdf') ? pdfNamed(name) : text(`The bytes of ${name}\n`);
}

type Answers = Pick<
  Handlers['mail'],
  'read' | 'part' | 'partsZip' | 'source' | 'headers' | 'remoteImage' | 'allowImages'
>;

/** `plain` and `textOf`: a message as mail-sample.ts has it, and the number of its text. */
export function readerAnswers(plain: (id: number) => ReadMessage, textOf: (id: number) => number): Answers {
  const allowed = new Map<number, 'message' | 'sender'>();
  let refusals = 1;
  const read = (id: number): ReadMessage => {
    const usual = plain(id);
    const sample = samples[textOf(id)]?.(usual.at);
    if (!sample) return usual;
    return {
      ...usual,
      ...sample,
      imagesAllowed: allowed.get(id) ?? null,
      parts: (sample.parts ?? []).map((part, index) => ({
        index,
        mimeType: 'application/octet-stream',
        sizeBytes: 12,
        inline: false,
        contentId: null,
        contentLocation: null,
        kind: 'file',
        fromWinmail: false,
        within: null,
        ...part,
      })),
      trust: sample.trust ?? { ...usual.trust, authentication: pass(usual.from[0]?.address.split('@')[1] ?? '') },
    };
  };
  const titleOf = (id: number): string => read(id).subject.replaceAll(/[\\/:?"<>|]/g, '_');
  return {
    read: ({ id }) => {
      // Its text is not here, and the line comes back at the second try.
      if (textOf(id) === 7 && refusals-- > 0) throw new AppError('network.lost', { host: 'imap.orange.fr' });
      return read(id);
    },
    part: ({ id, index }) => {
      const part = read(id).parts[index];
      if (!part) throw new AppError('mail.gone');
      const bytes = bytesOf(part.name);
      return shelve(part.name, part.mimeType, bytes);
    },
    partsZip: ({ id, parts }) => shelve(`${titleOf(id)}.zip`, 'application/zip', text(`PK ${parts.join(',')}`)),
    source: ({ id }) =>
      shelve(`${titleOf(id)}.eml`, 'message/rfc822', text(`Subject: ${read(id).subject}\n\nBonjour\n`)),
    headers: ({ id }) => [
      {
        name: 'Received',
        value: 'from mail.lambert-notaires.fr by mx.orange.fr with ESMTPS; Thu, 19 Nov 2026 09:42:06 +0100',
      },
      {
        name: 'From',
        value: read(id)
          .from.map(({ name, address }) => `${name} <${address}>`)
          .join(', '),
      },
      { name: 'Subject', value: read(id).subject },
    ],
    remoteImage: ({ id, url }) => {
      if (!allowed.has(id) || url.includes('open.gif'))
        throw new AppError('mail.image_refused', { reason: 'not_allowed' });
      return shelve('picture', 'image/png', png());
    },
    allowImages: ({ id, for: whom }) => {
      allowed.set(id, whom);
      return {};
    },
  };
}
