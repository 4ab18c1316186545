// The words of the mail: sidebar, list, what was done, account states.
import type { ListOptions, ListPage } from '../../electron/contract/mail.ts';
import { date, dates, language, number, plural, words } from './locale.ts';

/** The same words in both languages; the rules of their plural are not. */
const messages = (count: number): string => `${number(count)} ${plural(count, 'message', 'messages')}`;

const counted = (count: number, threads: boolean): string =>
  threads ? `${number(count)} ${plural(count, 'conversation', 'conversations')}` : messages(count);

export const mailWords = words({
  en: {
    mail: 'Mail',
    inboxes: 'All inboxes',
    starred: 'Starred',
    drafts: 'Drafts',
    byRole: (role: string) => `${role}, all accounts`,
    foldersLabel: 'Folders',
    showFolders: 'Show all folders',
    tools: 'Tools',
    unreadCount: (count: number) => `${number(count)} unread`,
    list: (name: string) => `Messages, ${name}`,
    reader: 'Message',
    resize: 'Width of the list',
    sort: 'Sort',
    sorts: { date: 'Date', from: 'Sender', subject: 'Subject', size: 'Size' },
    ascending: 'Oldest, A or smallest first',
    filters: { all: 'All', unread: 'Unread', starred: 'Starred', files: 'Files', contacts: 'Contacts' },
    filtersLabel: 'Show only',
    noSubject: '(no subject)',
    noSender: '(no sender)',
    me: 'me',
    to: (people: string) => `To: ${people}`,
    row: {
      unread: 'unread',
      starred: 'starred',
      answered: 'answered',
      forwarded: 'forwarded',
      files: 'with attachments',
      draft: 'draft',
      muted: 'muted',
      inThread: (count: number) => `${number(count)} messages`,
      loading: 'Loading',
    },
    choose: 'Select',
    chosen: (count: number) => `${number(count)} selected`,
    unchoose: 'Clear the selection',
    rowMenu: (subject: string) => `Actions for ${subject}`,
    archive: 'Archive',
    move: 'Move',
    markRead: 'Mark as read',
    markUnread: 'Mark as unread',
    star: 'Star',
    unstar: 'Remove the star',
    junk: 'Junk',
    notJunk: 'Not junk',
    trash: 'Delete',
    deleteForGood: 'Delete for good',
    undo: 'Undo',
    undone: 'Undone.',
    nothingToUndo: 'Nothing to undo.',
    done: {
      read: (count: number) => `${messages(count)} marked as read.`,
      unread: (count: number) => `${messages(count)} marked as unread.`,
      star: (count: number) => `${messages(count)} starred.`,
      unstar: (count: number) => `Star removed from ${messages(count)}.`,
      mute: 'Thread muted: new answers come in as read.',
      unmute: 'Thread not muted any more.',
      move: (count: number, to: string) => `${messages(count)} moved to ${to}.`,
      archive: (count: number) => `${messages(count)} archived.`,
      junk: (count: number) => `${messages(count)} moved to Junk.`,
      notJunk: (count: number) => `${messages(count)} moved out of Junk.`,
      trash: (count: number) => `${messages(count)} deleted.`,
      delete: (count: number) => `${messages(count)} deleted for good.`,
    },
    askDelete: (count: number, threads: boolean) => `Delete ${counted(count, threads)} for good?`,
    askDeleteSays: 'They leave this computer and the server. Nobody can bring them back.',
    askDeleteDo: 'Delete for good',
    saveFirst: 'Export first',
    moveTitle: (count: number, threads: boolean) => `Move ${counted(count, threads)}`,
    findFolder: 'Find a folder',
    noFolder: 'No folder has such a name.',
    nothing: 'Nothing chosen',
    nothingSays: 'Choose a message to read it here.',
    empty: {
      inbox: 'Nothing left to read.',
      folder: 'No message here.',
      filter: 'No message is like that here.',
      search: 'No message matches.',
      checked: (ago: string) => `Last checked ${ago}.`,
      reading: 'The folder is being read from the server.',
      all: 'Show all messages',
      clear: 'Leave the search',
    },
    accountState: {
      connecting: 'Connecting',
      syncing: 'Reading new mail',
      offline: 'Offline. It goes on by itself.',
      waiting: 'Needs you',
    },
    firstReading: (done: number, total: number) => `${number(done)} of ${number(total)} messages read in`,
    queued: (count: number) => `${number(count)} ${plural(count, 'change waits', 'changes wait')} for the server`,
    checkNow: 'Check now',
    accountSettings: 'Account settings',
    refused: (name: string, count: number) => `The server of ${name} refused a change of ${messages(count)}.`,
    refusedSeen: 'Understood',
    news: (count: number, name: string) => `${number(count)} new ${plural(count, 'message', 'messages')}, ${name}`,
    about: (name: string, what: string) => `${name}: ${what}`,
    rebuilt: (name: string) => `The local copy of ${name} was damaged and is being read again from the server.`,
  },
  fr: {
    mail: 'Courrier',
    inboxes: 'Toutes les réceptions',
    starred: 'Suivis',
    drafts: 'Brouillons',
    byRole: (role: string) => `${role}, tous les comptes`,
    foldersLabel: 'Dossiers',
    showFolders: 'Afficher tous les dossiers',
    tools: 'Outils',
    unreadCount: (count: number) => `${number(count)} ${plural(count, 'non lu', 'non lus')}`,
    list: (name: string) => `Messages, ${name}`,
    reader: 'Message',
    resize: 'Largeur de la liste',
    sort: 'Trier',
    sorts: { date: 'Date', from: 'Expéditeur', subject: 'Objet', size: 'Taille' },
    ascending: 'Plus anciens, A ou plus petits d’abord',
    filters: { all: 'Tous', unread: 'Non lus', starred: 'Suivis', files: 'Fichiers', contacts: 'Contacts' },
    filtersLabel: 'N’afficher que',
    noSubject: '(sans objet)',
    noSender: '(sans expéditeur)',
    me: 'moi',
    to: (people: string) => `À\u202F: ${people}`,
    row: {
      unread: 'non lu',
      starred: 'suivi',
      answered: 'répondu',
      forwarded: 'transféré',
      files: 'avec pièces jointes',
      draft: 'brouillon',
      muted: 'en sourdine',
      inThread: (count: number) => `${number(count)} messages`,
      loading: 'Chargement',
    },
    choose: 'Sélectionner',
    chosen: (count: number) => `${number(count)} ${plural(count, 'sélectionné', 'sélectionnés')}`,
    unchoose: 'Annuler la sélection',
    rowMenu: (subject: string) => `Actions pour ${subject}`,
    archive: 'Archiver',
    move: 'Déplacer',
    markRead: 'Marquer comme lu',
    markUnread: 'Marquer non lu',
    star: 'Suivre',
    unstar: 'Ne plus suivre',
    junk: 'Indésirable',
    notJunk: 'Légitime',
    trash: 'Supprimer',
    deleteForGood: 'Supprimer définitivement',
    undo: 'Annuler',
    undone: 'C’est annulé.',
    nothingToUndo: 'Rien à annuler.',
    done: {
      read: (count: number) => `${messages(count)} ${plural(count, 'marqué comme lu', 'marqués comme lus')}.`,
      unread: (count: number) => `${messages(count)} ${plural(count, 'marqué non lu', 'marqués non lus')}.`,
      star: (count: number) => `${messages(count)} ${plural(count, 'suivi', 'suivis')}.`,
      unstar: (count: number) => `${messages(count)} ${plural(count, 'n’est plus suivi', 'ne sont plus suivis')}.`,
      mute: 'Conversation en sourdine\u202F: les nouvelles réponses arrivent déjà lues.',
      unmute: 'La conversation n’est plus en sourdine.',
      move: (count: number, to: string) => `${messages(count)} ${plural(count, 'déplacé', 'déplacés')} vers ${to}.`,
      archive: (count: number) => `${messages(count)} ${plural(count, 'archivé', 'archivés')}.`,
      junk: (count: number) => `${messages(count)} ${plural(count, 'placé', 'placés')} dans les indésirables.`,
      notJunk: (count: number) => `${messages(count)} ${plural(count, 'sorti', 'sortis')} des indésirables.`,
      trash: (count: number) => `${messages(count)} ${plural(count, 'supprimé', 'supprimés')}.`,
      delete: (count: number) => `${messages(count)} ${plural(count, 'supprimé', 'supprimés')} définitivement.`,
    },
    askDelete: (count: number, threads: boolean) => `Supprimer définitivement ${counted(count, threads)}\u202F?`,
    askDeleteSays: 'Ils quittent cet ordinateur et le serveur. Personne ne peut les ramener.',
    askDeleteDo: 'Supprimer définitivement',
    saveFirst: 'Exporter d’abord',
    moveTitle: (count: number, threads: boolean) => `Déplacer ${counted(count, threads)}`,
    findFolder: 'Chercher un dossier',
    noFolder: 'Aucun dossier ne porte ce nom.',
    nothing: 'Rien de choisi',
    nothingSays: 'Choisissez un message pour le lire ici.',
    empty: {
      inbox: 'Plus rien à lire.',
      folder: 'Aucun message ici.',
      filter: 'Aucun message de ce genre ici.',
      search: 'Aucun message ne correspond.',
      checked: (ago: string) => `Dernière vérification ${ago}.`,
      reading: 'Le dossier est en cours de lecture sur le serveur.',
      all: 'Afficher tous les messages',
      clear: 'Quitter la recherche',
    },
    accountState: {
      connecting: 'Connexion',
      syncing: 'Lecture des nouveaux messages',
      offline: 'Hors ligne. La suite se fera d’elle-même.',
      waiting: 'A besoin de vous',
    },
    firstReading: (done: number, total: number) => `${number(done)} messages lus sur ${number(total)}`,
    queued: (count: number) =>
      `${number(count)} ${plural(count, 'changement attend', 'changements attendent')} le serveur`,
    checkNow: 'Vérifier maintenant',
    accountSettings: 'Réglages du compte',
    refused: (name: string, count: number) => `Le serveur de ${name} a refusé un changement sur ${messages(count)}.`,
    refusedSeen: 'Compris',
    news: (count: number, name: string) =>
      `${number(count)} ${plural(count, 'nouveau message', 'nouveaux messages')}, ${name}`,
    about: (name: string, what: string) => `${name}\u202F: ${what}`,
    rebuilt: (name: string) => `La copie locale de ${name} était abîmée\u202F; elle est relue depuis le serveur.`,
  },
});

const groupWords = words({
  en: {
    future: 'Later',
    today: 'Today',
    yesterday: 'Yesterday',
    week: 'This week',
    weekBefore: 'Last week',
    undated: 'Without a date',
  },
  fr: {
    future: 'À venir',
    today: 'Aujourd’hui',
    yesterday: 'Hier',
    week: 'Cette semaine',
    weekBefore: 'La semaine dernière',
    undated: 'Sans date',
  },
});

const mondayOf = (time: number): number => {
  const day = new Date(time);
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() - ((day.getDay() + 6) % 7)).getTime();
};
/** The heading of a group of rows: "Yesterday", "November", "March 2019". */
export function groupName({ kind, at }: ListPage['groups'][number], now = Date.now()): string {
  // Weeks begin on Monday; the program names this one and the one before.
  if (kind === 'week') return at < mondayOf(now) ? groupWords.weekBefore : groupWords.week;
  if (kind !== 'month') return groupWords[kind];
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  const name = dates({ month: 'long', ...(sameYear ? {} : { year: 'numeric' }) }).format(at);
  return name.charAt(0).toLocaleUpperCase(language()) + name.slice(1);
}

const DAY_MS = 86_400_000;
/** For rows: the time today and yesterday, "Wed 18" in the last six days, day and month this year, else the date in figures. */
export function rowDate(at: number, now = Date.now()): string {
  const today = new Date(now).setHours(0, 0, 0, 0);
  if (at <= 0) return '';
  if (at >= today + DAY_MS) return date(at);
  if (at >= today - DAY_MS) return dates({ hour: '2-digit', minute: '2-digit' }).format(at);
  // Weekday first in both languages; Intl has "29 Sun" for American English.
  if (at >= today - 6 * DAY_MS)
    return `${dates({ weekday: 'short' }).format(at)} ${dates({ day: 'numeric' }).format(at)}`;
  if (new Date(at).getFullYear() === new Date(now).getFullYear())
    return dates({ day: 'numeric', month: 'short' }).format(at);
  return dates({ day: '2-digit', month: '2-digit', year: 'numeric' }).format(at);
}

export type SortName = ListOptions['sort'];
