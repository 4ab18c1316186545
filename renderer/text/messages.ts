// Words that several views share, the words of the kit, names of special folders, and errors as sentences.
import { AppError, errorWords, type AppErrorData } from '../../electron/contract/errors.ts';
import type { FolderRole } from '../../electron/contract/shapes.ts';
import type { KitWords } from '../ui/kit-words.svelte.ts';
import { bytes, language, number, percent, shortDate, words } from './locale.ts';

export const common = words({
  en: {
    cancel: 'Cancel',
    back: 'Back',
    next: 'Continue',
    close: 'Close',
    save: 'Save',
    retry: 'Try again',
    verified: 'verified',
    none: 'none',
    serverSays: (said: string) => `The server says: “${said}”`,
  },
  fr: {
    cancel: 'Annuler',
    back: 'Retour',
    next: 'Continuer',
    close: 'Fermer',
    save: 'Enregistrer',
    retry: 'Réessayer',
    verified: 'vérifiés',
    none: 'aucun',
    serverSays: (said: string) => `Le serveur répond\u202F: «\u202F${said}\u202F»`,
  },
});

export const roleWords: Readonly<Record<FolderRole, string>> = words({
  en: {
    inbox: 'Inbox',
    sent: 'Sent',
    drafts: 'Drafts',
    archive: 'Archive',
    junk: 'Junk',
    trash: 'Trash',
    all: 'All mail',
    flagged: 'Starred',
    important: 'Important',
  },
  fr: {
    inbox: 'Réception',
    sent: 'Envoyés',
    drafts: 'Brouillons',
    archive: 'Archives',
    junk: 'Indésirables',
    trash: 'Corbeille',
    all: 'Tous les messages',
    flagged: 'Suivis',
    important: 'Importants',
  },
});

/** Each language by its own name: a person who landed in the wrong one must recognise theirs. */
export const languageNames = { en: 'English', fr: 'Français' } as const;

export interface ErrorSays {
  readonly what: string;
  readonly advice: string;
  /** The other side's own words; null when there are none. */
  readonly detail: string | null;
}

/** Any failure as its words in the current language; what is not ours reads as an internal error. */
export function errorSays(error: unknown): ErrorSays {
  const known: Pick<AppErrorData, 'code' | 'params' | 'detail'> =
    error instanceof AppError || isErrorData(error) ? error : { code: 'internal', params: {}, detail: null };
  return { ...errorWords(known, language()), detail: known.detail };
}

/** Both sentences in one, for small places. */
export function errorLine(error: unknown): string {
  const { what, advice } = errorSays(error);
  return `${what} ${advice}`;
}

export const isCancelled = (error: unknown): boolean => error instanceof AppError && error.code === 'cancelled';

function isErrorData(error: unknown): error is AppErrorData {
  return typeof error === 'object' && error !== null && 'code' in error && 'params' in error && 'retry' in error;
}

const kitTexts = words({
  en: {
    close: 'Close',
    show: 'Show',
    hide: 'Hide',
    copy: 'Copy',
    copied: 'Copied',
    loading: 'Loading',
    paused: 'paused',
    seals: { ok: 'verified', warn: 'needs attention', fail: 'failed', busy: 'running', waiting: 'waiting' },
    stepDone: 'done',
    stepNow: 'current step',
    notifications: 'Notifications',
    above: 'Menus and hints',
    pdf: {
      page: (page: number, of: number) => `Page ${number(page)} of ${number(of)}`,
      only: (count: number) => `Only the first ${number(count)} are shown here. The saved file has all of them.`,
      pageFails: 'This page is damaged and cannot be drawn.',
      locked: 'This PDF is locked with a password. Save it and open it in a program that asks for the password.',
      damaged: 'This PDF is damaged and cannot be shown. Save it to try it in another program.',
    },
    folders: {
      places: 'Places',
      up: 'Folder above',
      newFolder: 'New folder',
      newFolderName: 'Name of the new folder',
      create: 'Create',
      cancel: 'Cancel',
      empty: 'No folder here.',
      readOnly: 'Writing here is not allowed. Choose another folder.',
      free: (room: string) => `${room} free`,
    },
  },
  fr: {
    close: 'Fermer',
    show: 'Afficher',
    hide: 'Masquer',
    copy: 'Copier',
    copied: 'Copié',
    loading: 'Chargement',
    paused: 'en pause',
    seals: { ok: 'vérifié', warn: 'à regarder', fail: 'échec', busy: 'en cours', waiting: 'en attente' },
    stepDone: 'terminé',
    stepNow: 'étape en cours',
    notifications: 'Notifications',
    above: 'Menus et bulles d’aide',
    pdf: {
      page: (page: number, of: number) => `Page ${number(page)} sur ${number(of)}`,
      only: (count: number) =>
        `Seules les ${number(count)} premières sont montrées ici. Le fichier enregistré les contient toutes.`,
      pageFails: 'Cette page est abîmée et ne peut pas être affichée.',
      locked:
        'Ce PDF est protégé par un mot de passe. Enregistrez-le et ouvrez-le dans un programme qui demande ce mot de passe.',
      damaged: 'Ce PDF est abîmé et ne peut pas être affiché. Enregistrez-le pour l’essayer dans un autre programme.',
    },
    folders: {
      places: 'Emplacements',
      up: 'Dossier parent',
      newFolder: 'Nouveau dossier',
      newFolderName: 'Nom du nouveau dossier',
      create: 'Créer',
      cancel: 'Annuler',
      empty: 'Aucun dossier ici.',
      readOnly: 'L’écriture n’est pas permise ici. Choisissez un autre dossier.',
      free: (room: string) => `${room} libres`,
    },
  },
});

/** What the kit says by itself, in the current language. */
export const kitWords = (): KitWords => ({ ...kitTexts, number, percent, bytes, date: shortDate });
