// What "malleposte sync" says, in both languages.
import type { Language } from '../../contract/errors.ts';

export interface SyncWords {
  readonly folder: string;
  readonly messages: string;
  readonly unread: string;
  readonly stored: string;
  readonly added: string;
  readonly noAccounts: string;
  done(account: string, messages: number, texts: number): string;
  failed(account: string, why: string): string;
}

export const syncWords: Readonly<Record<Language, SyncWords>> = {
  en: {
    folder: 'Folder',
    messages: 'Messages',
    unread: 'Unread',
    stored: 'Here',
    added: 'New',
    noAccounts: 'No account is stored; add one with "accounts add".',
    done: (account, messages, texts) => `${account}: ${messages} messages are here, ${texts} of them with their text.`,
    failed: (account, why) => `${account}: ${why}`,
  },
  fr: {
    folder: 'Dossier',
    messages: 'Messages',
    unread: 'Non lus',
    stored: 'Ici',
    added: 'Nouveaux',
    noAccounts: 'Aucun compte n’est enregistré\u202f; ajoutez-en un avec «\u202faccounts add\u202f».',
    done: (account, messages, texts) =>
      `${account}\u202f: ${messages} messages sont ici, dont ${texts} avec leur texte.`,
    failed: (account, why) => `${account}\u202f: ${why}`,
  },
};
