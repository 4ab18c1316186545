// The words for messages that a server took only after something in them was put right.
import { counter } from './counter.ts';
import { words } from './locale.ts';

const n = counter('en');

const mendedEn = {
  title: (count: number) => `${n(count, 'message was', 'messages were')} put right for the server`,
  lead: 'The server refused them as they were. They read the same; the originals at the source are untouched.',
  noSubject: '(no subject)',
  mends: {
    nul: 'NUL bytes taken out',
    line_ends: 'line ends made regular',
    from_line: 'the line of the old mail file taken out',
    header: 'accented letters in the header encoded',
  },
  showAll: (count: number) => `Show all ${n(count)}`,
};

const f = counter('fr');

const mendedFr: typeof mendedEn = {
  title: (count) => `${f(count, 'message a été remis', 'messages ont été remis')} en ordre pour le serveur`,
  lead: 'Le serveur les refusait tels quels. Ils se lisent de la même façon\u202F; les originaux restent intacts à la source.',
  noSubject: '(sans objet)',
  mends: {
    nul: 'octets nuls retirés',
    line_ends: 'fins de ligne régularisées',
    from_line: 'ligne de l’ancien fichier de courrier retirée',
    header: 'lettres accentuées de l’en-tête encodées',
  },
  showAll: (count) => `Afficher les ${f(count)}`,
};

export const moveMendedWords = words({ en: mendedEn, fr: mendedFr });
