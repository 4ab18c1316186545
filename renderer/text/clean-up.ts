// The words of a clean-up: taking off a POP server what a move brought and proved.
import { counter } from './counter.ts';
import { words } from './locale.ts';

const n = counter('en');
const messages = (count: number): string => n(count, 'message', 'messages');

const cleanUpEn = {
  title: 'Clean up a POP mailbox',
  promise: 'A message goes only after its bytes were read again on both sides and were equal.',
  offerTitle: 'Clean up the POP server, if you need to',
  offerSays: (host: string, count: number) =>
    `${host} still holds ${messages(count)} that this move brought. Nothing has to be deleted there. If the mailbox is full, Malleposte can delete what it proves to be in the new place.`,
  offerDo: (address: string) => `Clean up ${address}…`,
  secretsTitle: 'Sign in to count',
  secretsSays: 'Nothing is deleted yet, and nothing is stored.',
  next: 'Continue',
  cancel: 'Cancel',
  counting: (host: string) => `Counting on ${host}…`,
  askTitle: (count: number) =>
    count === 0 ? 'Nothing of it can be deleted' : `Delete ${messages(count)} from the POP server for good?`,
  askSays: (count: number, size: string, address: string, host: string) =>
    count === 0
      ? `No message that this move brought is on ${host} and older than that.`
      : `${messages(count)}, ${size}, of ${address} on ${host}. This cannot be undone.`,
  askHow:
    'Before each one goes, it is read again from the POP server and looked up in the new place. What differs, came later or was refused stays, and is listed.',
  of: (found: number, moved: number) => `${n(found)} on the server now, ${n(moved)} of them brought by this move.`,
  keep: 'Stays on the server',
  keepHint: 'A phone or another program may still read this mailbox by POP.',
  keepChoice: (days: number) => (days === 0 ? 'Nothing of it' : `The last ${n(days)} days`),
  saveFirst: 'Save an archive first',
  deleteDo: (count: number) => `Delete ${messages(count)}`,
  again: 'Try again',
  stepCount: 'Count',
  stepCountSays: 'What the server lists',
  stepDelete: 'Compare, delete',
  stepDeleteSays: 'Proven first, one by one',
  stepLedger: 'Account',
  stepLedgerSays: 'What went, what stayed',
  runTitle: 'Comparing and deleting',
  runPaused: 'Paused',
  runNeeds: 'The clean-up needs you.',
  runLead:
    'In batches: read here, found there, only then deleted. Interrupted at any moment, nothing unproven is gone.',
  runNote: 'Nothing goes that was not just found in the new place.',
  gone: 'This clean-up is no longer on the list.',
  toCompare: 'to compare',
  settled: 'decided',
  proven: 'found in the new place',
  stays: 'stay on the server',
  doneTitle: (count: number) => (count === 1 ? 'The message was deleted.' : `${messages(count)} were deleted.`),
  doneTitleNone: 'Nothing was to be deleted.',
  partTitle: (deleted: number, stayed: number) =>
    `${messages(deleted)} deleted. ${n(stayed)} stayed that ${stayed === 1 ? 'was' : 'were'} to go.`,
  partLead: 'They are still on the server, listed below with the reason. Nothing is missing.',
  doneIn: (duration: string, date: string) => `Finished in ${duration}, ${date}.`,
  cancelledTitle: 'Stopped at your request.',
  cancelledLead: 'What was deleted had been proven first. You can go on whenever you like.',
  failedTitle: 'The clean-up stopped.',
  failedLead: 'What was deleted had been proven first. Nothing else was touched.',
  ledgerFound: 'on the server at the start',
  ledgerDeleted: 'deleted, each proven',
  ledgerKept: 'kept',
  ledgerGone: 'taken by another program',
  ledgerLeft: 'counted again now',
  ledgerSays: (found: number, deleted: number, kept: number, left: number) =>
    `${n(found)} found, ${n(deleted)} deleted, ${n(kept)} kept, ${n(left)} counted again.`,
  provenTitle: (target: string) => `What was deleted is in ${target}.`,
  provenSays: (size: string) =>
    `${size}, read back from there in this clean-up, byte for byte, and looked for again after each batch.`,
  keptTitle: 'What stayed, and why',
  keptRow: (count: number, reason: string) => `${messages(count)}: ${reason}.`,
  exceptions: (count: number) => `Stayed although ${count === 1 ? 'it was' : 'they were'} to go`,
  noSubject: '(no subject)',
  numbered: (key: string) => `no. ${key}`,
  goneBefore: (count: number) =>
    `${messages(count)} of this move had left the server before: through an earlier clean-up, or another program.`,
  arrived: (count: number) => `${messages(count)} came in meanwhile, and ${count === 1 ? 'is' : 'are'} untouched.`,
  keptSince: (date: string) => `Mail received on or after ${date} was to stay.`,
  resume: 'Go on from here',
  done: 'Done',
};

const f = counter('fr');
const lettres = (count: number): string => f(count, 'message', 'messages');

const cleanUpFr: typeof cleanUpEn = {
  title: 'Nettoyer une boîte POP',
  promise: 'Un message ne part qu’une fois ses octets relus des deux côtés et trouvés égaux.',
  offerTitle: 'Nettoyer le serveur POP, si besoin',
  offerSays: (host, count) =>
    `${host} contient toujours ${f(count, 'message', 'messages')} que ce déménagement a apportés. Rien n’oblige à y supprimer. Si la boîte est pleine, Malleposte peut supprimer ce qu’il prouve être à l’arrivée.`,
  offerDo: (address) => `Nettoyer ${address}…`,
  secretsTitle: 'S’identifier pour compter',
  secretsSays: 'Rien n’est encore supprimé, et rien n’est enregistré.',
  next: 'Continuer',
  cancel: 'Annuler',
  counting: (host) => `Comptage sur ${host}…`,
  askTitle: (count) =>
    count === 0 ? 'Rien ne peut en être supprimé' : `Supprimer définitivement ${lettres(count)} du serveur POP\u202F?`,
  askSays: (count, size, address, host) =>
    count === 0
      ? `Aucun message apporté par ce déménagement n’est sur ${host} et plus ancien que cela.`
      : `${lettres(count)}, ${size}, de ${address} sur ${host}. C’est irréversible.`,
  askHow:
    'Avant que chacun parte, il est relu sur le serveur POP et recherché à l’arrivée. Ce qui diffère, est venu depuis ou a été refusé reste, et figure dans la liste.',
  of: (found, moved) =>
    `${f(found, 'message est', 'messages sont')} maintenant sur le serveur, dont ${f(moved, 'apporté', 'apportés')} par ce déménagement.`,
  keep: 'Reste sur le serveur',
  keepHint: 'Un téléphone ou un autre logiciel lit peut-être encore cette boîte en POP.',
  keepChoice: (days) => (days === 0 ? 'Rien de tout cela' : `Les ${f(days)} derniers jours`),
  saveFirst: 'Enregistrer d’abord une archive',
  deleteDo: (count) => `Supprimer ${lettres(count)}`,
  again: 'Réessayer',
  stepCount: 'Compter',
  stepCountSays: 'Ce que le serveur liste',
  stepDelete: 'Comparer, supprimer',
  stepDeleteSays: 'Prouvé d’abord, un par un',
  stepLedger: 'Compte rendu',
  stepLedgerSays: 'Ce qui est parti ou resté',
  runTitle: 'Comparaison et suppression',
  runPaused: 'En pause',
  runNeeds: 'Le nettoyage a besoin de vous.',
  runLead:
    'Par lots\u202F: lu ici, trouvé là-bas, seulement alors supprimé. Interrompu à tout moment, rien n’est parti sans preuve.',
  runNote: 'Rien ne part qui ne vienne d’être trouvé à l’arrivée.',
  gone: 'Ce nettoyage n’est plus dans la liste.',
  toCompare: 'à comparer',
  settled: 'décidés',
  proven: 'trouvés à l’arrivée',
  stays: 'restent sur le serveur',
  doneTitle: (count) => (count === 1 ? 'Le message a été supprimé.' : `${lettres(count)} ont été supprimés.`),
  doneTitleNone: 'Il n’y avait rien à supprimer.',
  partTitle: (deleted, stayed) =>
    `${f(deleted, 'message supprimé', 'messages supprimés')}. ${f(stayed, 'est resté qui devait', 'sont restés qui devaient')} partir.`,
  partLead: 'Ils sont toujours sur le serveur, listés ci-dessous avec la raison. Rien ne manque.',
  doneIn: (duration, date) => `Terminé en ${duration}, ${date}.`,
  cancelledTitle: 'Arrêté à votre demande.',
  cancelledLead: 'Ce qui a été supprimé avait d’abord été prouvé. Vous pouvez reprendre quand vous voulez.',
  failedTitle: 'Le nettoyage s’est arrêté.',
  failedLead: 'Ce qui a été supprimé avait d’abord été prouvé. Rien d’autre n’a été touché.',
  ledgerFound: 'sur le serveur au début',
  ledgerDeleted: 'supprimés, chacun prouvé',
  ledgerKept: 'gardés',
  ledgerGone: 'enlevés par un autre logiciel',
  ledgerLeft: 'recomptés à la fin',
  ledgerSays: (found, deleted, kept, left) =>
    `${f(found, 'trouvé', 'trouvés')}, ${f(deleted, 'supprimé', 'supprimés')}, ${f(kept, 'gardé', 'gardés')}, ${f(left, 'recompté', 'recomptés')}.`,
  provenTitle: (target) => `Ce qui a été supprimé est dans ${target}.`,
  provenSays: (size) =>
    `${size}, relus là-bas pendant ce nettoyage, octet par octet, et recherchés à nouveau après chaque lot.`,
  keptTitle: 'Ce qui est resté, et pourquoi',
  keptRow: (count, reason) => `${lettres(count)}\u202F: ${reason}.`,
  exceptions: (count) => (count < 2 ? 'Resté alors qu’il devait partir' : 'Restés alors qu’ils devaient partir'),
  noSubject: '(sans objet)',
  numbered: (key) => `n° ${key}`,
  goneBefore: (count) =>
    `${f(count, 'message de ce déménagement avait', 'messages de ce déménagement avaient')} déjà quitté le serveur\u202F: par un nettoyage précédent, ou un autre logiciel.`,
  arrived: (count) =>
    `${f(count, 'message est arrivé', 'messages sont arrivés')} entre-temps, ${count < 2 ? 'intact' : 'intacts'}.`,
  keptSince: (date) => `Le courrier reçu à partir du ${date} devait rester.`,
  resume: 'Reprendre d’ici',
  done: 'Terminer',
};

export const cleanUpWords = words({ en: cleanUpEn, fr: cleanUpFr });
