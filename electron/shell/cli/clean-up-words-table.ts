// The words of "cleanup-pop".
import type { Language } from '../../contract/errors.ts';

interface CleanUpWords {
  messages: string;
  proven: string;
  deleted: string;
  kept: string;
  left: string;
  would(messages: string, size: string): string;
  nothingDeleted: string;
  complete: string;
  incomplete: string;
  gone(messages: string): string;
  goneBefore(messages: string): string;
  arrived(messages: string): string;
  keptTitle: string;
  keepSince(day: string): string;
  onePop: string;
  noArchiveKey: string;
  badKeepDays: string;
  mapsInbox: string;
}

export const cleanUpWords: Readonly<Record<Language, CleanUpWords>> = {
  en: {
    messages: 'Messages',
    proven: 'Proven in the target',
    deleted: 'Deleted',
    kept: 'Kept',
    left: 'Counted again',
    would: (messages, size) => `${messages} (${size}) would be deleted: their bytes are in the target.`,
    nothingDeleted: 'Nothing was deleted. With --yes they are, for good.',
    complete: 'Complete: what was to go is gone, and every message of it was proven in the target first.',
    incomplete: 'Finished, but something stayed that was to go (listed above). Nothing is missing.',
    gone: (messages) => `Taken away by another program meanwhile: ${messages}.`,
    goneBefore: (messages) => `Brought by the move and no longer on the server at the start: ${messages}.`,
    arrived: (messages) => `Came in meanwhile: ${messages}.`,
    keptTitle: 'Kept on the server:',
    keepSince: (day) => `Received on or after ${day}: stays.`,
    onePop: 'cleanup-pop needs one --from pop3s://USER@HOST',
    noArchiveKey: 'an archive is opened with --passphrase-file or --identity-file',
    badKeepDays: '--keep-days takes a whole number of days from 0 on',
    mapsInbox: '--map here says where the inbox went: INBOX=DST',
  },
  fr: {
    messages: 'Messages',
    proven: 'Prouvés à l’arrivée',
    deleted: 'Supprimés',
    kept: 'Gardés',
    left: 'Recomptés',
    would: (messages, size) => `${messages} (${size}) seraient supprimés\u202f: leurs octets sont à l’arrivée.`,
    nothingDeleted: 'Rien n’a été supprimé. Avec --yes ils le sont, pour toujours.',
    complete: 'Complet\u202f: ce qui devait partir est parti, et chaque message avait d’abord été prouvé à l’arrivée.',
    incomplete: 'Terminé, mais quelque chose est resté qui devait partir (listé ci-dessus). Rien ne manque.',
    gone: (messages) => `Enlevés entre-temps par un autre programme\u202f: ${messages}.`,
    goneBefore: (messages) => `Apportés par le déménagement et déjà absents du serveur au début\u202f: ${messages}.`,
    arrived: (messages) => `Arrivés entre-temps\u202f: ${messages}.`,
    keptTitle: 'Gardés sur le serveur\u202f:',
    keepSince: (day) => `Reçu à partir du ${day}\u202f: reste.`,
    onePop: 'cleanup-pop demande un seul --from pop3s://USER@HOST',
    noArchiveKey: 'une archive s’ouvre avec --passphrase-file ou --identity-file',
    badKeepDays: '--keep-days prend un nombre entier de jours, à partir de 0',
    mapsInbox: '--map dit ici où est allée la boîte de réception\u202f: INBOX=DST',
  },
};
