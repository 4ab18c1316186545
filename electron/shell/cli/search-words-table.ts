// What "malleposte search" says, in both languages.
import type { Language } from '../../contract/errors.ts';

export interface SearchWords {
  readonly date: string;
  readonly from: string;
  readonly folder: string;
  readonly subject: string;
  readonly none: string;
  shown(count: number, total: number): string;
  reach(indexed: number, known: number): string;
  ignored(terms: readonly string[]): string;
  readonly older: string;
  readonly serverAsked: string;
  readonly serverOffline: string;
  readonly badLimit: string;
}

export const searchWords: Readonly<Record<Language, SearchWords>> = {
  en: {
    date: 'Date',
    from: 'From',
    folder: 'Folder',
    subject: 'Subject',
    none: 'Nothing was found.',
    shown: (count, total) => (count === total ? `${total} found.` : `${count} of ${total} shown; --limit shows more.`),
    reach: (indexed, known) => `The text of ${indexed} of ${known} messages is indexed here.`,
    ignored: (terms) => `Not understood, searched as words: ${terms.join(', ')}`,
    older: 'Older messages match too; more words narrow the search.',
    serverAsked: 'The servers were asked for the rest.',
    serverOffline: 'Not every server could be asked for the rest.',
    badLimit: '--limit takes a number from 1 to 10000',
  },
  fr: {
    date: 'Date',
    from: 'De',
    folder: 'Dossier',
    subject: 'Objet',
    none: 'Rien n’a été trouvé.',
    shown: (count, total) =>
      count === total
        ? `${total} ${total > 1 ? 'trouvés' : 'trouvé'}.`
        : `${count} affichés sur ${total}\u202f; --limit en montre davantage.`,
    reach: (indexed, known) => `Le texte de ${indexed} messages sur ${known} est indexé ici.`,
    ignored: (terms) => `Non compris, cherché comme mots\u202f: ${terms.join(', ')}`,
    older: 'Des messages plus anciens correspondent aussi\u202f; davantage de mots précisent la recherche.',
    serverAsked: 'Les serveurs ont été interrogés pour le reste.',
    serverOffline: 'Tous les serveurs n’ont pas pu être interrogés pour le reste.',
    badLimit: '--limit prend un nombre de 1 à 10000',
  },
};
