// A mailbox made up for the page alone: three accounts, 97,000 messages in the folders of sample.ts, the newest as the
// mockup shows them. The same at every start but for the time.
import type { MailFolder, Row } from '../../../electron/contract/mail.ts';
import { foldersOf, sampleAccounts, DAY, HOUR } from './sample.ts';

export interface FakeMessage {
  readonly id: number;
  readonly threadId: number;
  folderId: number;
  readonly at: number;
  readonly person: number;
  readonly text: number;
  unread: boolean;
  starred: boolean;
  answered: boolean;
  muted: boolean;
  readonly files: boolean;
  readonly size: number;
}

export type FakeFolder = Omit<MailFolder, 'total' | 'unread' | 'starred' | 'known'>;

export const people: readonly (readonly [name: string, address: string])[] = [
  ['Sophie Lambert', 'sophie@lambert-notaires.fr'],
  ['Paul Girard', 'paul.girard@orange.fr'],
  ['Direction générale des Finances publiques', 'ne-pas-repondre@dgfip.finances.gouv.fr'],
  ['École Jules-Ferry', 'direction@jules-ferry.fr'],
  ['Mairie de Vannes, urbanisme', 'urbanisme@mairie-vannes.fr'],
  ['Nora Haddad', 'nora.haddad@gmail.com'],
  ['Menuiserie Le Goff', 'compta@menuiserie-legoff.fr'],
  ['SNCF Connect', 'voyages@connect.sncf.fr'],
  ['Jeanne Morel', 'jeanne.morel@free.fr'],
  ['Anna Keller', 'anna@keller-holz.de'],
  ['株式会社東京', 'info@tokyo.example'],
  ['', 'ne-pas-repondre@edf.fr'],
];

export const texts: readonly (readonly [subject: string, preview: string])[] = [
  [
    'Projet d’acte de vente\u202F: pièces à relire',
    'Bonjour Madame Morel, vous trouverez en pièces jointes le projet d’acte, le plan',
  ],
  [
    'Devis escalier chêne, deuxième version',
    'D’accord pour le limon central. Reste la question du garde-corps, que je préfère',
  ],
  [
    'Votre avis de taxe foncière est disponible',
    'Un nouveau document a été déposé dans votre espace particulier. Montant à régler',
  ],
  [
    'Sortie au musée\u202F: autorisation à signer',
    'Chers parents, la classe de CM1 visitera le musée de la Cohue le 3 décembre',
  ],
  [
    'Récépissé de dépôt, déclaration préalable',
    'Votre dossier DP 056 260 26 00417 a été enregistré. Le délai d’instruction est',
  ],
  ['Photos de la pose, rue Hoche', 'Voici les 14 photos de ce matin. La troisième marche est à reprendre, le jeu'],
  ['Facture F-2026-0418', 'Veuillez trouver ci-joint notre facture relative à la livraison du 12 novembre'],
  [
    'Votre voyage Vannes – Paris, 28 novembre',
    'Départ 07:12, arrivée 09:48. Votre billet est joint au format PDF et dans votre',
  ],
  [
    'Noël\u202F: qui apporte quoi\u202F?',
    'Je fais la liste cette année. Papa s’occupe des huîtres, toi du dessert comme',
  ],
  ['Angebot für Eichenbretter', 'Guten Tag, anbei unser Angebot für die gewünschten Bretter.'],
  ['お見積りの件', 'いつもお世話になっております。'],
  ['Votre facture de décembre', 'Montant prélevé le 25 janvier'],
];

/** The first rows as in the mockup: account, person, text, hours ago, unread, starred, files, messages of the thread. */
const shown: readonly (readonly [account: string, who: number, hours: number, flags: string, count: number])[] = [
  ['atelier', 0, 0.2, 'f', 3],
  ['atelier', 1, 0.7, 'u', 5],
  ['orange', 2, 1.5, 'u', 1],
  ['orange', 3, 2, 'uf', 1],
  ['atelier', 4, 24, 'sf', 1],
  ['atelier', 5, 25, 'uf', 1],
  ['atelier', 6, 26, 'f', 1],
  ['orange', 7, 27, 'f', 1],
  ['free', 8, 60, '', 11],
];

export interface Mailbox {
  readonly folders: FakeFolder[];
  /** Newest first. */
  readonly messages: FakeMessage[];
}

const unreadOf: Readonly<Record<string, number>> = {
  'orange/INBOX': 12,
  'orange/École': 3,
  'orange/Indésirables': 41,
  'atelier/INBOX': 9,
  'atelier/Devis': 4,
  'free/INBOX': 6,
};

export function mailbox(now: number): Mailbox {
  const folders: FakeFolder[] = [];
  const messages: FakeMessage[] = [];
  let id = 1_000_000;
  let thread = 0;
  const add = (one: Partial<FakeMessage> & Pick<FakeMessage, 'folderId' | 'at' | 'person' | 'text'>): FakeMessage => {
    const made: FakeMessage = {
      id: id--,
      threadId: ++thread,
      unread: false,
      starred: false,
      answered: false,
      muted: false,
      files: false,
      size: 3_000 + ((id * 7919) % 900_000),
      ...one,
    };
    messages.push(made);
    return made;
  };
  for (const account of sampleAccounts) {
    const mine = [
      ...foldersOf(account.id),
      ...(account.id === 'free'
        ? []
        : [
            {
              path: 'Brouillons',
              names: ['Brouillons'],
              role: 'drafts' as const,
              messages: account.id === 'orange' ? 2 : 1,
            },
          ]),
    ];
    for (const { path, names, role, messages: count } of mine) {
      const folderId = folders.length + 1;
      const parentId =
        names.length > 1
          ? (folders.find((one) => one.accountId === account.id && one.path === names.slice(0, -1).join('/'))?.id ??
            null)
          : null;
      folders.push({
        id: folderId,
        accountId: account.id,
        parentId,
        path,
        names,
        role,
        selectable: true,
        subscribed: true,
        keep: null,
      });
      const key = `${account.id}/${path}`;
      let unread = unreadOf[key] ?? 0;
      let left = path === 'Archives' ? 50_000 : count;
      if (role === 'inbox')
        for (const [who, text, hours, flags, size] of shown) {
          if (who !== account.id) continue;
          const threadId = ++thread;
          for (let i = 0; i < size; i++) {
            const at = now - (hours + i * 3) * HOUR;
            const isNew = i === 0 && flags.includes('u');
            add({
              folderId,
              threadId,
              at,
              person: text === 1 && i === 1 ? -1 : text,
              text,
              unread: isNew,
              starred: i === 0 && flags.includes('s'),
              files: i === 0 && flags.includes('f'),
            });
            left--;
            if (isNew) unread--;
          }
        }
      for (let i = 0; i < left; i++) {
        // A third of the messages are in threads of three.
        const follows = i % 9 === 1 || i % 9 === 2;
        const n = Math.floor(i / (i % 9 < 3 ? 9 : 1)) + i - (i % 9 < 3 ? i % 9 : 0) + folderId;
        add({
          folderId,
          ...(follows ? { threadId: thread } : {}),
          at: now - 3 * DAY - (i + 1) * 5 * HOUR - folderId * 7 * 60_000,
          person: role === 'sent' || role === 'drafts' ? -1 : n % people.length,
          text: n % texts.length,
          unread: i % 3 === 0 && unread > 0,
          starred: i % 97 === 5,
          answered: i % 11 === 4,
          files: i % 4 === 1,
        });
        if (i % 3 === 0 && unread > 0) unread--;
      }
    }
  }
  messages.sort((a, b) => b.at - a.at || b.id - a.id);
  return { folders, messages };
}

/** Who a message is from, or in Sent and Drafts for whom it is. */
export const personOf = (message: FakeMessage): Row['people'][number] => {
  const [name, address] = people[message.person < 0 ? (message.text + 1) % people.length : message.person] ?? ['', ''];
  return { name, address, isMe: false };
};
