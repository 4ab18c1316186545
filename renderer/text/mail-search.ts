// The words of the search: box, chips, suggestions, form, and how far a search reaches.
import type { QueryTerm } from '../../electron/contract/query.ts';
import { bytes, number, plural, shortDate, words } from './locale.ts';

export const searchWords = words({
  en: {
    label: 'Search mail',
    placeholder: (count: number) => `Search in ${number(count)} messages`,
    results: 'Search results',
    found: (count: number) => `${number(count)} found`,
    clear: 'Leave the search',
    remove: (what: string) => `Remove ${what}`,
    form: 'Search with more criteria',
    suggestions: 'Suggestions',
    people: 'People',
    folders: 'Folders',
    operators: 'Narrow down',
    recent: 'Recent searches',
    operator: {
      from: 'Sender',
      to: 'Recipient',
      subject: 'In the subject',
      in: 'In a folder',
      attachment: 'With attachments',
      unread: 'Unread',
      starred: 'Starred',
      filename: 'Name of an attachment',
      after: 'Since a day, e.g. 2026-03-01',
      before: 'Before a day',
      larger: 'Larger than, e.g. 5M',
    },
    fields: {
      from: 'From',
      to: 'To',
      subject: 'Subject',
      words: 'With the words',
      in: 'Folder',
      anywhere: 'Everywhere',
      filename: 'Attachment called',
      after: 'Since',
      before: 'Before',
      larger: 'Larger than (MB)',
      attachment: 'With attachments',
      unread: 'Unread only',
      starred: 'Starred only',
      search: 'Search',
      reset: 'Empty the form',
    },
    reach: {
      part: (indexed: number, known: number) =>
        `Text of ${number(indexed)} of ${number(known)} messages searched here.`,
      asking: 'Asking the servers for the rest',
      asked: 'The servers were asked for the rest.',
      offline: 'The servers cannot be reached for the rest.',
      more: 'Older messages match too: more words narrow the search.',
      ignored: (what: string) => `Not understood, searched as words: ${what}`,
    },
  },
  fr: {
    label: 'Rechercher dans le courrier',
    placeholder: (count: number) => `Rechercher dans ${number(count)} messages`,
    results: 'Résultats',
    found: (count: number) => `${number(count)} ${plural(count, 'trouvé', 'trouvés')}`,
    clear: 'Quitter la recherche',
    remove: (what: string) => `Enlever ${what}`,
    form: 'Rechercher avec plus de critères',
    suggestions: 'Suggestions',
    people: 'Personnes',
    folders: 'Dossiers',
    operators: 'Préciser',
    recent: 'Recherches récentes',
    operator: {
      from: 'Expéditeur',
      to: 'Destinataire',
      subject: 'Dans l’objet',
      in: 'Dans un dossier',
      attachment: 'Avec pièces jointes',
      unread: 'Non lus',
      starred: 'Suivis',
      filename: 'Nom d’une pièce jointe',
      after: 'Depuis un jour, p. ex. 2026-03-01',
      before: 'Avant un jour',
      larger: 'Plus gros que, p. ex. 5M',
    },
    fields: {
      from: 'De',
      to: 'À',
      subject: 'Objet',
      words: 'Avec les mots',
      in: 'Dossier',
      anywhere: 'Partout',
      filename: 'Pièce jointe nommée',
      after: 'Depuis le',
      before: 'Avant le',
      larger: 'Plus gros que (Mo)',
      attachment: 'Avec pièces jointes',
      unread: 'Non lus seulement',
      starred: 'Suivis seulement',
      search: 'Rechercher',
      reset: 'Vider le formulaire',
    },
    reach: {
      part: (indexed: number, known: number) =>
        `Recherche ici dans le texte de ${number(indexed)} messages sur ${number(known)}.`,
      asking: 'Les serveurs sont interrogés pour le reste',
      asked: 'Les serveurs ont été interrogés pour le reste.',
      offline: 'Les serveurs sont injoignables pour le reste.',
      more: 'Des messages plus anciens correspondent aussi\u202F: davantage de mots précisent la recherche.',
      ignored: (what: string) => `Pas compris, cherché comme des mots\u202F: ${what}`,
    },
  },
});

const chip = words({
  en: {
    not: (what: string) => `not ${what}`,
    from: (who: string) => `from ${who}`,
    to: (who: string) => `to ${who}`,
    cc: (who: string) => `copy to ${who}`,
    subject: (text: string) => `subject: ${text}`,
    body: (text: string) => `text: ${text}`,
    filename: (text: string) => `file: ${text}`,
    in: (text: string) => `in ${text}`,
    list: (text: string) => `list ${text}`,
    attachment: 'with attachments',
    unread: 'unread',
    read: 'read',
    starred: 'starred',
    answered: 'answered',
    before: (day: string) => `before ${day}`,
    after: (day: string) => `since ${day}`,
    larger: (size: string) => `over ${size}`,
    smaller: (size: string) => `under ${size}`,
  },
  fr: {
    not: (what: string) => `pas ${what}`,
    from: (who: string) => `de ${who}`,
    to: (who: string) => `à ${who}`,
    cc: (who: string) => `copie à ${who}`,
    subject: (text: string) => `objet\u202F: ${text}`,
    body: (text: string) => `texte\u202F: ${text}`,
    filename: (text: string) => `fichier\u202F: ${text}`,
    in: (text: string) => `dans ${text}`,
    list: (text: string) => `liste ${text}`,
    attachment: 'avec pièces jointes',
    unread: 'non lus',
    read: 'lus',
    starred: 'suivis',
    answered: 'avec réponse',
    before: (day: string) => `avant le ${day}`,
    after: (day: string) => `depuis le ${day}`,
    larger: (size: string) => `plus de ${size}`,
    smaller: (size: string) => `moins de ${size}`,
  },
});

const dayName = (day: string): string => {
  const [year = 1970, month = 1, date = 1] = day.split('-').map(Number);
  return shortDate(new Date(year, month - 1, date).getTime());
};

/** A term as a person reads it on a chip. */
export function chipName(term: QueryTerm & { readonly not: boolean }): string {
  const said = (): string => {
    switch (term.kind) {
      case 'words':
        return term.field === 'any' ? term.text : chip[term.field](term.text);
      case 'person':
        return chip[term.field](term.text);
      case 'in':
      case 'list':
        return chip[term.kind](term.text);
      case 'has':
        return chip.attachment;
      case 'is':
        return chip[term.what];
      case 'before':
      case 'after':
        return chip[term.kind](dayName(term.day));
      case 'larger':
      case 'smaller':
        return chip[term.kind](bytes(term.bytes));
    }
  };
  return term.not ? chip.not(said()) : said();
}
