// The words of one line among the messages that a move could not bring over, and of finding a line among thousands.
import { counter } from './counter.ts';
import { words } from './locale.ts';

const n = counter('en');
const refusedEn = {
  by: (from: string, date: string) => (date ? `${from}, ${date}` : from),
  nobody: 'unknown sender',
  retry: 'Try again',
  save: 'Save as .eml',
  retryThis: (subject: string) => `Try again: ${subject}`,
  saveThis: (subject: string) => `Save as .eml: ${subject}`,
  trying: 'Trying…',
  saving: 'Saving…',
  arrived: 'Arrived and read back',
  saved: 'Saved as .eml',
  unreadable: 'It could not be read at the source',
  again: (reason: string) => `Refused again. ${reason}`,
  stopped: 'Stopped',
  needs: 'Needs you',
  find: 'Find among these',
  findHint: 'Subject, sender, folder or reason',
  none: 'None of them says that.',
  page: (from: number, to: number, all: number) => `${n(from)} to ${n(to)} of ${n(all)}`,
  previous: 'The ones before',
  next: 'The ones after',
};
const f = counter('fr');
const refusedFr: typeof refusedEn = {
  by: (from, date) => (date ? `${from}, ${date}` : from),
  nobody: 'expéditeur inconnu',
  retry: 'Réessayer',
  save: 'Enregistrer en .eml',
  retryThis: (subject) => `Réessayer\u202F: ${subject}`,
  saveThis: (subject) => `Enregistrer en .eml\u202F: ${subject}`,
  trying: 'Nouvel essai…',
  saving: 'Enregistrement…',
  arrived: 'Arrivé et relu',
  saved: 'Enregistré en .eml',
  unreadable: 'Il n’a pas pu être lu à la source',
  again: (reason) => `Refusé à nouveau. ${reason}`,
  stopped: 'Arrêté',
  needs: 'A besoin de vous',
  find: 'Chercher parmi ceux-ci',
  findHint: 'Objet, expéditeur, dossier ou raison',
  none: 'Aucun d’eux ne dit cela.',
  page: (from, to, all) => `${f(from)} à ${f(to)} sur ${f(all)}`,
  previous: 'Les précédents',
  next: 'Les suivants',
};
export const moveRefusedWords = words({ en: refusedEn, fr: refusedFr });
