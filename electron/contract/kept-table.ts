// Why a message stayed on a POP3 server in a clean-up, in words for the page and the command line.
import type { KeptReason } from './clean-up.ts';
import type { Language } from './error-table.ts';

export const keptTable: Readonly<Record<KeptReason, Readonly<Record<Language, string>>>> = {
  recent: { en: 'received within the days to keep', fr: 'datant des jours à garder' },
  no_date: {
    en: 'nothing says when it was received',
    fr: 'rien ne dit quand il a été reçu',
  },
  not_moved: {
    en: 'not part of this move (came later, refused, or left out)',
    fr: 'hors de ce déménagement (arrivée plus récente, refus ou mise de côté)',
  },
  no_uidl: {
    en: 'the server gives it no identifier of its own',
    fr: 'le serveur ne lui donne pas d’identifiant propre',
  },
  differs: {
    en: 'the server now hands out other bytes than those that were moved',
    fr: 'le serveur délivre maintenant d’autres octets que ceux qui ont déménagé',
  },
  not_in_target: {
    en: 'the target folder does not hold these bytes now (filed elsewhere, deleted, or rewritten by the server)',
    fr: 'le dossier d’arrivée ne contient pas ces octets maintenant (classement ailleurs, suppression, ou réécriture par le serveur)',
  },
  unreadable: {
    en: 'the server did not hand it out to be compared',
    fr: 'le serveur ne l’a pas délivré pour la comparaison',
  },
  refused: { en: 'the server refused to delete it', fr: 'le serveur a refusé de le supprimer' },
  not_removed: {
    en: 'the server still lists it after it was deleted',
    fr: 'le serveur le liste encore après sa suppression',
  },
};
