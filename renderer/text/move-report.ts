// The words of a move's last step: what arrived, what did not and why, and what to do next.
import { counter } from './counter.ts';
import { words } from './locale.ts';

const n = counter('en');

const reportEn = {
  doneTitle: (count: number) => (count === 1 ? 'The message arrived.' : `All ${n(count)} messages arrived.`),
  doneTitleNone: 'There was nothing new to move.',
  archiveTitle: (count: number) =>
    count === 1 ? 'The message is in the archive.' : `All ${n(count)} messages are in the archive.`,
  savedTitle: (count: number) =>
    count === 1 ? 'The message is saved as a file.' : `${n(count)} messages are saved as files.`,
  savedSays: (folder: string) => `As .eml files, readable everywhere, in ${folder}.`,
  doneIn: (duration: string, date: string) => `Finished in ${duration}, ${date}.`,
  partTitle: (arrived: number, refused: number) =>
    `${n(arrived, 'message', 'messages')} arrived. ${refused === 1 ? 'One was refused.' : `${n(refused)} were refused.`}`,
  partLead: 'They are still at the source, and listed below with the reason.',
  unequalTitle: 'The numbers do not match yet.',
  unequalLead: 'Some messages could not be read back. Moving again doubles nothing and closes the gap.',
  cancelledTitle: 'Stopped at your request.',
  cancelledLead: 'What has arrived stays where it is. Moving again doubles nothing.',
  failedTitle: 'The move could not be finished.',
  failedLead: 'What has arrived stays where it is. Nothing was deleted from the source.',
  ledgerFound: 'chosen at the source',
  ledgerMoved: 'moved',
  ledgerMovedRead: 'moved, read back, identical',
  ledgerAlready: 'already there',
  ledgerRefused: 'not moved',
  ledgerLost: 'unaccounted for',
  ledgerSays: (found: number, moved: number, there: number, verified: number, refused: number) =>
    `${n(found)} found, ${n(moved)} moved, ${n(there)} already there, ${n(verified)} verified, ${refused === 0 ? 'none refused' : `${n(refused)} refused`}.`,
  notDeleted: 'Nothing was deleted from the source.',
  notDeletedSays: (names: string) => `When the move ended, every message was still in ${names}.`,
  recognised: (count: number) =>
    `${n(count, 'message was', 'messages were')} rewritten by the server (line ends or headers): recognised by the rest of the header and the body.`,
  older: (count: number) => `${n(count, 'older message was', 'older messages were')} left at the source, as you chose.`,
  keywordsTitle: (count: number) => `${n(count, 'label was', 'labels were')} not accepted by the server`,
  keywordsSays: 'The messages are there all the same. These labels stay at the source:',
  refusedTitle: (count: number) =>
    count === 1 ? 'The message that was not moved' : `The ${n(count)} messages that were not moved`,
  refusedLead: 'The reason for each one, in the server’s or the program’s words. They are untouched at the source.',
  retry: 'Try these again',
  retrying: 'Starting…',
  saveAll: 'Save all as .eml',
  saving: 'Saving…',
  saveTitle: 'Save these messages as files',
  saveHere: 'Save here',
  savedHere: (count: number) => `${n(count, 'message', 'messages')} saved as .eml`,
  savedPart: (saved: number, failed: number) =>
    `${n(saved)} saved as .eml, ${n(failed)} could not be read at the source either`,
  saveStopped: 'The saving was stopped.',
  saveNeeds: 'The saving needs you.',
  open: 'Open',
  secretsTitle: 'What opens the sources',
  secretsSays: 'The sources are read once more for these messages. Nothing is stored.',
  goOn: 'Go on',
  cancel: 'Cancel',
  noSubject: '(no subject)',
  where: (folder: string, size: string) => (size ? `${folder}, ${size}` : folder),
  tooBigHint: 'Save them as files, and keep those beside the new mailbox: no second try makes the server take more.',
  columnFrom: 'Folder at the source',
  columnAccount: 'Account',
  columnTo: 'Destination',
  columnFolder: 'Folder',
  columnSubject: 'Message not moved',
  columnSender: 'Sender',
  columnReceived: 'Received',
  columnKey: 'Number at the source',
  columnBytes: 'Size in bytes',
  columnReason: 'Reason',
  columnFound: 'Found',
  columnMoved: 'Moved',
  columnAlready: 'Already there',
  columnRefused: 'Refused',
  columnVerified: 'Verified',
  nextTitle: 'What to do next',
  nextSteps: {
    look: {
      title: 'Look around in the new mailbox.',
      says: 'Open a few messages you know, also on the phone or the provider’s website.',
    },
    switchOff: {
      title: 'Switch the POP account off in the old program.',
      says: 'Otherwise it goes on taking new mail away from the server. Removing mail there can wait.',
    },
    outlook: {
      title: 'In Outlook: an .ost file holds only what was kept offline.',
      says: 'Under Mail to keep offline choose All, let Outlook finish, then move again: nothing is doubled.',
    },
    appleMail: {
      title: 'In Apple Mail: check that attachments are kept on the Mac.',
      says: 'What Mail has not downloaded cannot be moved; it is named in the list above.',
    },
    thunderbird: {
      title: 'Of IMAP accounts in Thunderbird, only what it keeps here was moved.',
      says: 'The rest is still on its server: add that account to Malleposte to have it all.',
    },
    filters: {
      title: 'Check the filters of the old program.',
      says: 'Those that sorted into local folders no longer act. Make them anew on the server.',
    },
    archive: {
      title: 'Keep an encrypted archive.',
      says: 'Before you delete anything at the source, save the new mailbox once.',
    },
    sheet: {
      title: 'Keep the recovery sheet away from this computer.',
      says: 'Nobody can open the archive without its phrase, not even us.',
    },
    restore: {
      title: 'Bring it into an account whenever you like.',
      says: 'An archive is restored into any IMAP account, whole or in part, and can be browsed here.',
    },
  },
  exportNow: 'Export my mail',
  openMailbox: 'Open the new mailbox',
  archiveProof: 'The archive',
  archiveFiles: (files: number, size: string) => `${n(files, 'file', 'files')}, ${size}`,
  browse: 'Browse the archive',
  print: 'Print the report',
  csv: 'Save as CSV',
  csvName: 'Move report',
  copy: 'Copy',
  reportTitle: 'Report of a move',
  reportFromTo: (from: string, to: string) => `From ${from} to ${to}`,
  textFolder: (from: string, to: string, found: number, verified: number, refused: number) =>
    `${from} → ${to}: ${n(found)} found, ${n(verified)} verified${refused ? `, ${n(refused)} not moved` : ''}`,
  again: 'Try again',
  resume: 'Go on from here',
  another: 'Move another source',
  done: 'Done',
};

const f = counter('fr');

const reportFr: typeof reportEn = {
  doneTitle: (count) => (count === 1 ? 'Le message est arrivé.' : `Les ${f(count)} messages sont arrivés.`),
  doneTitleNone: 'Il n’y avait rien de nouveau à déménager.',
  archiveTitle: (count) =>
    count === 1 ? 'Le message est dans l’archive.' : `Les ${f(count)} messages sont dans l’archive.`,
  savedTitle: (count) =>
    count === 1 ? 'Le message est enregistré en fichier.' : `${f(count)} messages sont enregistrés en fichiers.`,
  savedSays: (folder) => `En fichiers .eml, lisibles partout, dans ${folder}.`,
  doneIn: (duration, date) => `Terminé en ${duration}, ${date}.`,
  partTitle: (arrived, refused) =>
    `${f(arrived, 'message est arrivé', 'messages sont arrivés')}. ${refused === 1 ? 'Un a été refusé.' : `${f(refused)} ont été refusés.`}`,
  partLead: 'Ils sont toujours à la source, et listés ci-dessous avec la raison.',
  unequalTitle: 'Les nombres ne concordent pas encore.',
  unequalLead: 'Certains messages n’ont pas pu être relus. Recommencer ne double rien et comble l’écart.',
  cancelledTitle: 'Arrêté à votre demande.',
  cancelledLead: 'Ce qui est arrivé y reste. Recommencer ne double rien.',
  failedTitle: 'Le déménagement n’a pas pu aller au bout.',
  failedLead: 'Ce qui est arrivé y reste. Rien n’a été supprimé à la source.',
  ledgerFound: 'choisis à la source',
  ledgerMoved: 'déménagés',
  ledgerMovedRead: 'déménagés, relus, identiques',
  ledgerAlready: 'déjà présents',
  ledgerRefused: 'non déménagés',
  ledgerLost: 'sans explication',
  ledgerSays: (found, moved, there, verified, refused) =>
    `${f(found, 'trouvé', 'trouvés')}, ${f(moved, 'déménagé', 'déménagés')}, ${f(there, 'déjà présent', 'déjà présents')}, ${f(verified, 'vérifié', 'vérifiés')}, ${refused === 0 ? 'aucun refusé' : f(refused, 'refusé', 'refusés')}.`,
  notDeleted: 'Rien n’a été supprimé à la source.',
  notDeletedSays: (names) => `À la fin du déménagement, tous les messages étaient toujours dans ${names}.`,
  recognised: (count) =>
    `${f(count, 'message a été réécrit', 'messages ont été réécrits')} par le serveur (fins de ligne ou en-têtes)\u202F: reconnus par le reste de l’en-tête et le corps.`,
  older: (count) =>
    `${f(count, 'message plus ancien est resté', 'messages plus anciens sont restés')} à la source, comme vous l’avez choisi.`,
  keywordsTitle: (count) =>
    `${f(count, 'étiquette n’a pas été acceptée', 'étiquettes n’ont pas été acceptées')} par le serveur`,
  keywordsSays: 'Les messages y sont tout de même. Ces étiquettes restent à la source\u202F:',
  refusedTitle: (count) =>
    count === 1 ? 'Le message qui n’a pas déménagé' : `Les ${f(count)} messages qui n’ont pas déménagé`,
  refusedLead: 'La raison de chacun, dans les mots du serveur ou du programme. Ils sont intacts à la source.',
  retry: 'Réessayer ceux-ci',
  retrying: 'Lancement…',
  saveAll: 'Tout enregistrer en .eml',
  saving: 'Enregistrement…',
  saveTitle: 'Enregistrer ces messages en fichiers',
  saveHere: 'Enregistrer ici',
  savedHere: (count) => `${f(count, 'message enregistré', 'messages enregistrés')} en .eml`,
  savedPart: (saved, failed) =>
    `${f(saved, 'enregistré', 'enregistrés')} en .eml, ${f(failed, 'illisible', 'illisibles')} aussi à la source`,
  saveStopped: 'L’enregistrement a été arrêté.',
  saveNeeds: 'L’enregistrement a besoin de vous.',
  open: 'Ouvrir',
  secretsTitle: 'Ce qui ouvre les sources',
  secretsSays: 'Les sources sont relues une fois pour ces messages. Rien n’est enregistré.',
  goOn: 'Continuer',
  cancel: 'Annuler',
  noSubject: '(sans objet)',
  where: (folder, size) => (size ? `${folder}, ${size}` : folder),
  tooBigHint:
    'Enregistrez-les en fichiers, à garder à côté de la nouvelle boîte\u202F: réessayer ne fera pas accepter davantage au serveur.',
  columnFrom: 'Dossier à la source',
  columnAccount: 'Compte',
  columnTo: 'Destination',
  columnFolder: 'Dossier',
  columnSubject: 'Message non déménagé',
  columnSender: 'Expéditeur',
  columnReceived: 'Reçu le',
  columnKey: 'Numéro à la source',
  columnBytes: 'Taille en octets',
  columnReason: 'Raison',
  columnFound: 'Trouvés',
  columnMoved: 'Déménagés',
  columnAlready: 'Déjà présents',
  columnRefused: 'Refusés',
  columnVerified: 'Vérifiés',
  nextTitle: 'Et maintenant',
  nextSteps: {
    look: {
      title: 'Regardez dans la nouvelle boîte.',
      says: 'Ouvrez quelques messages que vous connaissez, aussi sur le téléphone ou le site du fournisseur.',
    },
    switchOff: {
      title: 'Désactivez le compte POP dans l’ancien logiciel.',
      says: 'Sinon il continue d’enlever le nouveau courrier du serveur. Y supprimer du courrier peut attendre.',
    },
    outlook: {
      title: 'Dans Outlook\u202F: un fichier .ost ne contient que ce qui était gardé hors connexion.',
      says: 'Sous Courrier à conserver hors connexion, choisissez Tout, laissez Outlook finir, puis recommencez\u202F: rien n’est doublé.',
    },
    appleMail: {
      title: 'Dans Apple Mail\u202F: vérifiez que les pièces jointes sont gardées sur le Mac.',
      says: 'Ce que Mail n’a pas téléchargé ne peut pas déménager\u202F; c’est nommé dans la liste ci-dessus.',
    },
    thunderbird: {
      title: 'Des comptes IMAP de Thunderbird, seul ce qu’il garde ici a déménagé.',
      says: 'Le reste est toujours sur son serveur\u202F: ajoutez ce compte à Malleposte pour tout avoir.',
    },
    filters: {
      title: 'Vérifiez les filtres de l’ancien logiciel.',
      says: 'Ceux qui rangeaient dans des dossiers locaux n’agissent plus. Refaites-les sur le serveur.',
    },
    archive: {
      title: 'Gardez une archive chiffrée.',
      says: 'Avant de supprimer quoi que ce soit à la source, sauvegardez une fois la nouvelle boîte.',
    },
    sheet: {
      title: 'Gardez la fiche de secours loin de cet ordinateur.',
      says: 'Personne ne peut ouvrir l’archive sans sa phrase, nous non plus.',
    },
    restore: {
      title: 'Mettez-la dans un compte quand vous voudrez.',
      says: 'Une archive se restaure dans n’importe quel compte IMAP, en tout ou en partie, et se parcourt ici.',
    },
  },
  exportNow: 'Exporter mon courrier',
  openMailbox: 'Ouvrir la nouvelle boîte',
  archiveProof: 'L’archive',
  archiveFiles: (files, size) => `${f(files, 'fichier', 'fichiers')}, ${size}`,
  browse: 'Parcourir l’archive',
  print: 'Imprimer le bilan',
  csv: 'Enregistrer en CSV',
  csvName: 'Bilan du déménagement',
  copy: 'Copier',
  reportTitle: 'Bilan d’un déménagement',
  reportFromTo: (from, to) => `De ${from} vers ${to}`,
  textFolder: (from, to, found, verified, refused) =>
    `${from} → ${to}\u202F: ${f(found, 'trouvé', 'trouvés')}, ${f(verified, 'vérifié', 'vérifiés')}${refused ? `, ${f(refused, 'non déménagé', 'non déménagés')}` : ''}`,
  again: 'Réessayer',
  resume: 'Reprendre d’ici',
  another: 'Déménager une autre source',
  done: 'Terminer',
};

export const moveReportWords = words({ en: reportEn, fr: reportFr });
