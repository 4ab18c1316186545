// What the page shows when it runs without a program: three accounts, their folders, known archives and messages.
import type { Account, Provider } from '../../../electron/contract/accounts.ts';
import type { ArchiveRow, KnownArchive, SurveyFolder } from '../../../electron/contract/archive.ts';

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

const servers = (domain: string, userName: string): Account['settings'] => ({
  imap: { host: `imap.${domain}`, port: 993, security: 'tls', userName },
  smtp: { host: `smtp.${domain}`, port: 465, security: 'tls', userName },
  allowInsecure: false,
});

const account = (id: string, address: string, name: string, colour: number): Account => ({
  id,
  address,
  name,
  colour,
  settings: servers(address.split('@')[1]!, address),
  hasPassword: true,
});

export const sampleAccounts: readonly Account[] = [
  account('orange', 'claire.morel@orange.fr', 'Orange', 1),
  account('atelier', 'contact@atelier-morel.fr', 'Atelier Morel', 2),
  { ...account('free', 'claire.morel@free.fr', 'Free', 3), hasPassword: false },
];

const providers: Readonly<Record<string, Provider>> = {
  'orange.fr': {
    id: 'orange',
    name: 'Orange',
    appPassword: false,
    oauthOnly: false,
    appPasswordUrl: 'https://example.org/orange/security',
  },
  'gmail.com': {
    id: 'gmail',
    name: 'Gmail',
    appPassword: true,
    oauthOnly: false,
    appPasswordUrl: 'https://example.org/google/apppasswords',
  },
};

export function proposal(address: string): {
  provider: Provider | null;
  settings: Account['settings'];
  from: 'table' | 'rules';
} {
  const domain = address.split('@')[1] ?? '';
  const provider = providers[domain] ?? null;
  return { provider, settings: servers(domain, address), from: provider ? 'table' : 'rules' };
}

type Row = [names: string[], role: SurveyFolder['role'], messages: number, megabytes: number, from: number, to: number];
const rows: Readonly<Record<string, readonly Row[]>> = {
  orange: [
    [['INBOX'], 'inbox', 9812, 1020, 2014, 2026],
    [['Envoyés'], 'sent', 7344, 1310, 2011, 2026],
    [['Banque et impôts'], null, 1206, 220, 2012, 2026],
    [['École'], null, 2148, 380, 2017, 2026],
    [['Maison'], null, 4917, 610, 2015, 2026],
    [['Archives'], 'archive', 5882, 620, 2006, 2019],
    [['Indésirables'], 'junk', 61, 12, 2026, 2026],
    [['Corbeille'], 'trash', 36, 8, 2026, 2026],
  ],
  atelier: [
    [['INBOX'], 'inbox', 6120, 780, 2016, 2026],
    [['Sent'], 'sent', 4307, 690, 2016, 2026],
    [['Clients'], null, 1021, 130, 2017, 2026],
    [['Clients', 'Mairie de Vannes'], null, 1190, 140, 2018, 2025],
    [['Clients', '株式会社東京'], null, 1003, 120, 2019, 2024],
    [['Devis'], null, 1042, 100, 2017, 2026],
  ],
  free: [[['INBOX'], 'inbox', 2124, 280, 2021, 2026]],
};

export interface SampleFolder extends SurveyFolder {
  readonly oldest: number;
  readonly newest: number;
}

export const foldersOf = (accountId: string): SampleFolder[] =>
  (rows[accountId] ?? rows['free']!).map(([names, role, messages, megabytes, from, to]) => ({
    path: names.join('/'),
    names,
    role,
    messages,
    sizeBytes: megabytes * 1_000_000,
    oldest: Date.UTC(from, 2, 3),
    newest: Date.UTC(to, 9, 14),
  }));

const folder = '/home/claire/Sauvegardes';
export const knownArchives = (now: number): KnownArchive[] => [
  {
    archiveId: 'a1',
    path: `${folder}/claire-morel 2026-11-21.malle`,
    present: true,
    createdAt: now - 2 * HOUR,
    accounts: ['claire.morel@orange.fr', 'contact@atelier-morel.fr'],
    messages: 48213,
    sizeBytes: 4_910_000_000,
    encryptedTo: 'passphrase',
    proof: { at: now - 2 * HOUR, ok: true, found: 48213, saved: 48213, verified: 48213, kind: 'export' },
  },
  {
    archiveId: 'a2',
    path: `${folder}/claire-morel 2026-09-21.malle`,
    present: true,
    createdAt: now - 61 * DAY,
    accounts: ['claire.morel@orange.fr'],
    messages: 31204,
    sizeBytes: 4_120_000_000,
    encryptedTo: 'recipients',
    proof: { at: now - 12 * DAY, ok: true, found: 31204, saved: 31204, verified: 31204, kind: 'verify' },
  },
  {
    archiveId: 'a3',
    path: '/media/claire/Cle USB/free 2026-03-02.zip',
    present: false,
    createdAt: now - 264 * DAY,
    accounts: ['claire.morel@free.fr'],
    messages: 2098,
    sizeBytes: 264_000_000,
    encryptedTo: 'unknown',
    proof: { at: now - 264 * DAY, ok: false, found: 2101, saved: 2098, verified: 2098, kind: 'export' },
  },
];

export interface SampleMessage extends ArchiveRow {
  readonly text: string;
  readonly to: string;
}

const people = [
  ['Menuiserie Le Goff <compta@menuiserie-legoff.fr>', 'Facture F-2026-0097', 'Livraison de chêne, lot 3'],
  ['Paul Girard <paul.girard@orange.fr>', 'Facture acquittée, merci', 'Le virement est bien arrivé ce matin.'],
  ['EDF Entreprises <ne-pas-repondre@edf.fr>', 'Votre facture de décembre', 'Montant prélevé le 25 janvier'],
  ['Anna Keller <anna@keller-holz.de>', 'Angebot für Eichenbretter', 'Guten Tag, anbei unser Angebot.'],
  ['株式会社東京 <info@tokyo.example>', 'お見積りの件', 'いつもお世話になっております。'],
  ['Vitrerie du Port <contact@vitrerie-port.fr>', 'Bon de pose', 'Deux vitrages, rue Hoche'],
  ['École Jules-Ferry <direction@jules-ferry.fr>', 'Sortie du 12 juin', 'Merci de rendre l’autorisation signée.'],
] as const;

export const archiveFolders = [
  { id: 'f1', account: 'claire.morel@orange.fr', names: ['INBOX'], role: 'inbox', messages: 15604, sizeBytes: 1.5e9 },
  { id: 'f2', account: 'claire.morel@orange.fr', names: ['Envoyés'], role: 'sent', messages: 11320, sizeBytes: 2e9 },
  {
    id: 'f3',
    account: 'claire.morel@orange.fr',
    names: ['Banque et impôts'],
    role: null,
    messages: 1198,
    sizeBytes: 2e8,
  },
  { id: 'f4', account: 'contact@atelier-morel.fr', names: ['Clients'], role: null, messages: 3102, sizeBytes: 3e8 },
  {
    id: 'f5',
    account: 'contact@atelier-morel.fr',
    names: ['Clients', 'Mairie de Vannes'],
    role: null,
    messages: 1190,
    sizeBytes: 1.4e8,
  },
] as const;

/** 240 messages; enough to scroll and to page, the same at every start. */
export const sampleMessages = (now: number): SampleMessage[] =>
  Array.from({ length: 240 }, (_, i) => {
    const [from, subject, first] = people[i % people.length]!;
    return {
      messageId: i.toString(16).padStart(64, '0'),
      folderId: archiveFolders[i % archiveFolders.length]!.id,
      from,
      subject: i % 11 === 10 ? '' : subject,
      receivedAt: now - i * 31 * HOUR,
      sizeBytes: 4000 + ((i * 7919) % 400_000),
      flags: i % 3 ? ['\\Seen'] : i % 5 ? [] : ['\\Seen', '\\Flagged'],
      to: 'contact@atelier-morel.fr',
      text: `Bonjour,\n${first}\n\nBien à vous,\n${from.split(' <')[0]!}\n\n> Le 12 mars, vous écriviez :\n> Pouvez-vous confirmer ?\n`,
    };
  });
