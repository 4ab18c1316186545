// What the browser shell says in the terminal.
import type { Language } from '../../contract/errors.ts';
import type { Opened } from './open.ts';

interface Words {
  address(url: string): string;
  again(url: string): string;
  readonly opened: Readonly<Record<Opened, string>>;
  readonly idle: string;
  readonly stopping: string;
  readonly badPort: string;
}

export const words: Readonly<Record<Language, Words>> = {
  en: {
    address: (url) => `Malleposte is running. This link opens it once: ${url}`,
    again: (url) => `Opened. To open it again: ${url}`,
    opened: {
      window: 'A window of its own opens now. Ctrl+C here closes Malleposte.',
      browser: 'Your browser opens now. Ctrl+C here closes Malleposte.',
      nothing: 'Open the link above in a browser on this computer. Ctrl+C here closes Malleposte.',
    },
    idle: 'The window is closed and no job is running: Malleposte ends.',
    stopping: 'Closing. Unfinished jobs go on the next time.',
    badPort: 'The port must be a number from 0 to 65535.',
  },
  fr: {
    address: (url) => `Malleposte fonctionne. Ce lien l’ouvre une seule fois\u202f: ${url}`,
    again: (url) => `Ouvert. Pour l’ouvrir de nouveau\u202f: ${url}`,
    opened: {
      window: 'Une fenêtre dédiée s’ouvre. Ctrl+C ici ferme Malleposte.',
      browser: 'Votre navigateur s’ouvre. Ctrl+C ici ferme Malleposte.',
      nothing: 'Ouvrez le lien ci-dessus dans un navigateur de cet ordinateur. Ctrl+C ici ferme Malleposte.',
    },
    idle: 'La fenêtre est fermée et aucune tâche n’est en cours\u202f: Malleposte se ferme.',
    stopping: 'Fermeture. Les tâches inachevées reprendront la prochaine fois.',
    badPort: 'Le port doit être un nombre de 0 à 65535.',
  },
};
