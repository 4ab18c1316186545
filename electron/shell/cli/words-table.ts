// What the command line itself says, in both languages. Errors have their words in contract/error-table.ts.
import { errorCodes, errorWords, type ErrorCode, type Language } from '../../contract/errors.ts';
import type { JobLogEntry, JobProgress } from '../../contract/jobs.ts';
import type { MendedMessage } from '../../contract/results.ts';

type LogParams = JobLogEntry['params'];

export interface CliWords {
  // Help
  tagline: string;
  usage: string;
  command: string;
  commands: string;
  options: string;
  examples: string;
  everyCommand: string;
  exitCodes: string;
  moreHelp: string;
  seeHelp(command: string): string;
  // Usage errors; each completes "The request is not valid: ..."
  unknownCommand(name: string): string;
  unknownOption(name: string): string;
  notForCommand(option: string, command: string): string;
  needsValue(option: string, value: string): string;
  takesNoValue(option: string): string;
  oneOf(option: string, values: readonly string[]): string;
  onlyOnce(option: string): string;
  missingWord(name: string): string;
  extraWord(word: string): string;
  missingOption(option: string): string;
  oneOfOptions(options: readonly string[]): string;
  notTogether(a: string, b: string): string;
  badUrl(option: string): string;
  badFrom(text: string): string;
  badSince: string;
  badMarks(text: string, known: readonly string[]): string;
  badRole(text: string, known: readonly string[]): string;
  badMapping(text: string): string;
  onePopWithFile: string;
  oneArchiveWithFile: string;
  needsArchive(option: string): string;
  passwordInUrl: string;
  insecureUrl(host: string): string;
  badSize: string;
  badPort: string;
  stdinTwice: string;
  emptySecret(file: string): string;
  unknownFolder(name: string, known: readonly string[]): string;
  unknownAccount(address: string): string;
  folderWithSeveral: string;
  recipientsNeedMalle: string;
  noProtection: string;
  noKey(of: '' | 'from-'): string;
  noPassword(option: string): string;
  noVaultPhrase: string;
  badJson: string;
  unknownMethod(name: string): string;
  badAction(action: string): string;
  startElsewhere: string;
  // Questions
  askPassword(address: string): string;
  askKey(path: string): string;
  askVault: string;
  askNewVault: string;
  askAgain: string;
  differs: string;
  passphraseIs: string;
  passphraseKeep: string;
  typeWord(position: number): string;
  wordDiffers: string;
  // Progress
  phase(phase: JobProgress['phase'], kind: string): string;
  of(done: string, total: string): string;
  messages(count: number, shown: string): string;
  left(time: string): string;
  log(kind: JobLogEntry['kind'], params: LogParams): string | null;
  pausing: string;
  goOn(what: 'export' | 'restore' | 'move' | 'cleanup' | 'other'): string;
  // Results
  certificate: string;
  folder: string;
  found: string;
  saved: string;
  verified: string;
  missing: string;
  restored: string;
  alreadyThere: string;
  size: string;
  date: string;
  from: string;
  subject: string;
  total: string;
  account: string;
  duration: string;
  fingerprint: string;
  filesTitle: string;
  completeExport: string;
  incompleteExport(missing: number): string;
  later(count: number): string;
  intact(count: number): string;
  damaged(count: number): string;
  missingFiles(count: number): string;
  missingMessages(count: number): string;
  missingUnknown: string;
  certificateMatches: string;
  certificateDiffers: string;
  against(account: string, same: number, here: number, there: number): string;
  moved: string;
  target: string;
  leftOut: string;
  newFolder: string;
  completeMove: string;
  incompleteMove(failed: number): string;
  recognised(count: number): string;
  older(count: number): string;
  sourceKept: string;
  plan(messages: string, size: string): string;
  quota(used: string, limit: string): string;
  tooFull: string;
  largest(size: string): string;
  standsThere: string;
  doubles: string;
  tooLarge: string;
  room(needed: string, free: string): string;
  archiveThere: string;
  archiveGoesOn: string;
  savedRefused(count: number, folder: string): string;
  mendedTitle: string;
  mend: Readonly<Record<MendedMessage['mends'][number], string>>;
  takes(from: string, to: string, because: 'provider' | 'connection'): string;
  nothingChanged: string;
  completeRestore: string;
  incompleteRestore(failed: number): string;
  droppedKeywords(list: string): string;
  extracted(count: number, out: string): string;
  decodedFiles(count: number): string;
  failedTitle: string;
  certificateFiles(json: string, html: string): string;
  noAccounts: string;
  noSources: string;
  accountAdded(address: string): string;
  accountRemoved(address: string): string;
  noPasswordStored: string;
  error: string;
}

const text = (value: string | number | undefined): string => (value === undefined ? '?' : String(value));

const seconds = (ms: string | number | undefined): string => text(Math.max(1, Math.round(Number(ms ?? 0) / 1000)));

/** The sentence of the error code in a log line's params; empty when it names none. */
function because(params: LogParams, language: Language): string {
  const code = params['code'];
  const known = errorCodes.find((one): one is ErrorCode => one === code);
  // The log keeps the code, not the server's own words: a sentence that would quote them ends before.
  return known ? errorWords({ code: known, params }, language).what.replace(/\s*: \?(?=\.?$)/, '') : '';
}

const en: CliWords = {
  tagline: 'your whole mailbox in one encrypted archive, and the proof that nothing is missing.',
  usage: 'Usage: ',
  command: 'COMMAND',
  commands: 'Commands',
  options: 'Options',
  examples: 'Examples',
  everyCommand: 'Options of every command',
  exitCodes: 'Exit codes',
  moreHelp: 'malleposte help COMMAND shows all options of a command.',
  seeHelp: (command) => `malleposte help${command ? ` ${command}` : ''} shows what is possible.`,
  unknownCommand: (name) => `there is no command "${name}"`,
  unknownOption: (name) => `there is no option ${name}`,
  notForCommand: (option, command) => `--${option} does not belong to ${command}`,
  needsValue: (option, value) => `--${option} needs ${value} after it`,
  takesNoValue: (option) => `--${option} takes no value`,
  oneOf: (option, values) => `--${option} is one of ${values.join(', ')}`,
  onlyOnce: (option) => `--${option} can be given once`,
  missingWord: (name) => `${name} is missing`,
  extraWord: (word) => `"${word}" is one word too many`,
  missingOption: (option) => `--${option} is missing`,
  oneOfOptions: (options) => `one of ${options.map((name) => `--${name}`).join(', ')} is missing`,
  notTogether: (a, b) => `--${a} and --${b} exclude each other`,
  badFrom: (text) => `"${text}" is no source: pops://USER@HOST, pop://USER@HOST, or a file or folder of this computer`,
  badSince: '--since is a day such as 2020-01-31',
  badMarks: (text, known) => `"${text}" says nothing of marks: ${known.join(', ')}`,
  badRole: (text, known) => `"${text}" is no special folder: ${known.join(', ')}`,
  badMapping: (text) => `"${text}" is no SRC=DEST`,
  onePopWithFile: '--from-password-file works with one POP mailbox at a time',
  oneArchiveWithFile: '--from-passphrase-file and --from-identity-file work with one --from-malle at a time',
  needsArchive: (option) => `--${option} needs --to-archive`,
  badUrl: (option) => `--${option} looks like imaps://USER@HOST:993 or imap://USER@HOST:143`,
  passwordInUrl:
    'a password in the address could be read in the list of running programs; use --password-file, or leave it out to be asked',
  insecureUrl: (host) =>
    `?security=none to ${host} would send the password in clear text; add --allow-insecure if you accept that`,
  badSize: '--volume-size is a size of at least 1MiB such as 500MiB or 2GiB, or none',
  badPort: '--port is a number from 0 to 65535',
  stdinTwice: 'only one secret can come from standard input',
  emptySecret: (file) => `${file} is empty`,
  unknownFolder: (name, known) => `there is no folder "${name}"; there are: ${known.join(', ')}`,
  unknownAccount: (address) => `no account is stored for ${address}`,
  folderWithSeveral: '--folder works with one account at a time',
  recipientsNeedMalle: '--recipient needs --format malle',
  noProtection: '--passphrase-file or --recipient is missing (nobody can be asked here)',
  noKey: (of) => `--${of}passphrase-file or --${of}identity-file is missing (nobody can be asked here)`,
  noPassword: (option) => `--${option} is missing (nobody can be asked here)`,
  noVaultPhrase: '--vault-passphrase-file is missing (nobody can be asked here)',
  badJson: 'the input is not valid JSON',
  unknownMethod: (name) => `there is no call ${name}`,
  badAction: (action) => `accounts ${action} is not known: list, add or remove`,
  startElsewhere: 'start works from the built program: npm run build, then node dist/malleposte.js start',
  askPassword: (address) => `Mailbox password of ${address}: `,
  askKey: (path) => `Passphrase of ${path}: `,
  askVault: 'Phrase of the password file: ',
  askNewVault: 'This computer has no keychain. Choose a phrase that seals the password file: ',
  askAgain: 'Once more: ',
  differs: 'The two differ. Nothing was changed.',
  passphraseIs: 'The archive will open with these words, and with nothing else:',
  passphraseKeep: 'Write them down now and keep them in a safe place. They are stored nowhere.',
  typeWord: (position) => `Type word number ${position} to go on: `,
  wordDiffers: 'That is not the word. Look again.',
  phase: (phase, kind) =>
    ({
      counting: 'Counting',
      copying:
        kind === 'restore'
          ? 'Restoring'
          : kind === 'move'
            ? 'Moving'
            : kind === 'extract'
              ? 'Extracting'
              : kind === 'cleanup'
                ? 'Comparing and deleting'
                : 'Saving',
      verifying: 'Verifying',
      recounting: 'Counting again',
      sealing: 'Sealing',
    })[phase],
  of: (done, total) => `${done} of ${total}`,
  messages: (count, shown) => `${shown} ${count === 1 ? 'message' : 'messages'}`,
  left: (time) => `about ${time} left`,
  log: (kind, params) => {
    switch (kind) {
      case 'resumed':
        return 'Going on where it stopped.';
      case 'connection_lost':
        return 'Connection lost. Trying again by itself; nothing is lost.';
      case 'connection_back':
        return 'Connected again.';
      case 'throttled':
        return `The server asks to slow down: waiting ${seconds(params['waitMs'])} s.`;
      case 'mailbox_in_use':
        return `Another program has this mailbox open: waiting ${seconds(params['waitMs'])} s for it. Close it to go on sooner.`;
      case 'folder_restarted':
        return `The server renumbered ${text(params['folder'])}: read again from its start.`;
      case 'message_failed':
        return `Not brought over: ${text(params['folder'])} ${text(params['key'])}. ${because(params, 'en')}`;
      case 'volume_sealed':
        return `File finished: ${text(params['path'])}`;
      case 'volume_verified':
        return `File verified: ${text(params['path'])}`;
      case 'batch_deleted':
        return `Deleted from the server: ${text(params['messages'])}. Still to be looked at: ${text(params['left'])}.`;
      case 'later_mail':
        return 'Mail that arrived meanwhile is listed as later.';
      default:
        return null;
    }
  },
  pausing: 'Stopping at a safe point (Ctrl-C again quits at once) ...',
  goOn: (what) =>
    what === 'export'
      ? 'What was saved is safe. The same command goes on from there.'
      : what === 'restore'
        ? 'What was restored stays. The same command goes on; nothing is doubled.'
        : what === 'move'
          ? 'What was moved stays, and the source still has everything. The same command goes on; nothing is doubled.'
          : what === 'cleanup'
            ? 'What was deleted had been proven in the target first. The same command goes on.'
            : 'Stopped. Nothing was changed in the archive.',
  certificate: 'Certificate',
  folder: 'Folder',
  found: 'Found',
  saved: 'Saved',
  verified: 'Verified',
  missing: 'Missing',
  restored: 'Restored',
  alreadyThere: 'Already there',
  size: 'Size',
  date: 'Date',
  from: 'From',
  subject: 'Subject',
  total: 'Total',
  account: 'Account',
  duration: 'Duration',
  fingerprint: 'Fingerprint (SHA-256)',
  filesTitle: 'Files',
  completeExport: 'Complete: found = saved = verified.',
  incompleteExport: (missing) => `Finished, but ${missing} missing (listed above).`,
  later: (count) => `${count} arrived later and are not in this archive.`,
  intact: (count) => `Intact: ${count} messages read, every one equal to its fingerprint.`,
  damaged: (count) => `Damaged: ${count}. The other messages are usable.`,
  missingFiles: (count) => `Files of this archive that are not here: ${count}.`,
  missingMessages: (count) => `Messages that are in them: ${count}.`,
  missingUnknown: 'Which messages are in them only the missing list could say.',
  certificateMatches: 'The certificate beside it says the same fingerprints.',
  certificateDiffers: 'The certificate beside it says other fingerprints.',
  against: (account, same, here, there) =>
    `Compared with ${account} as it is now: ${same} the same, ${here} missing in the archive, ${there} no longer on the server.`,
  moved: 'Moved',
  target: 'Goes to',
  leftOut: 'stays',
  newFolder: 'new',
  completeMove: 'Complete: everything is there and was read back.',
  incompleteMove: (failed) =>
    failed > 0
      ? `Finished, but ${failed} could not be moved (listed above).`
      : 'Finished, but the numbers do not match.',
  recognised: (count) =>
    `${count} recognised by their content: the server changed lines or headers, the rest is the same.`,
  older: (count) => `${count} are older than --since and stay where they are.`,
  sourceKept: 'Nothing was deleted from the source.',
  plan: (messages, size) => `${messages} to move, ${size}.`,
  quota: (used, limit) => `Space in the mailbox: ${used} of ${limit} used.`,
  tooFull: 'There is not enough room for all of it, unless part of it is there already.',
  largest: (size) => `Largest message accepted: ${size}.`,
  standsThere: 'There now',
  doubles: 'Double',
  tooLarge: 'Too large',
  room: (needed, free) => `The archive takes up to ${needed}; ${free} are free.`,
  archiveThere: 'A file of this name exists. Unless it is of this very move, another name must be given.',
  archiveGoesOn: 'An interrupted run to this archive will go on.',
  savedRefused: (count, folder) => `${count} of them written as .eml files to ${folder}.`,
  mendedTitle: 'Put right, because the server refused them as they were',
  mend: {
    nul: 'NUL bytes taken out',
    line_ends: 'line ends made regular',
    from_line: 'the line of the mailbox file taken out',
    header: 'raw characters of the header encoded',
  },
  takes: (from, to, because) =>
    from === to
      ? `It will take about ${to}: ${because === 'provider' ? 'the provider limits how much may arrive' : 'as fast as the connection goes'}.`
      : `It will take between ${from} and ${to}, as fast as the connection goes.`,
  nothingChanged: 'This was a dry run: nothing was changed.',
  completeRestore: 'Complete: everything is in the mailbox, read back and equal.',
  incompleteRestore: (failed) => `Finished, but ${failed} could not be restored (listed above).`,
  droppedKeywords: (list) => `Keywords the server did not accept: ${list}.`,
  extracted: (count, out) => `${count} messages written to ${out}.`,
  decodedFiles: (count) => `${count} ${count === 1 ? 'file' : 'files'} out of winmail.dat beside them.`,
  failedTitle: 'Not brought over',
  certificateFiles: (json, html) => `Certificate: ${html}, ${json}`,
  noAccounts: 'No account is stored.',
  noSources: 'No mail of another program was found in its usual place.',
  accountAdded: (address) => `${address} is stored.`,
  accountRemoved: (address) => `${address} and its password were removed here. Nothing was changed on the server.`,
  noPasswordStored: 'no password stored',
  error: 'Error',
};

const fr: CliWords = {
  tagline: 'toute votre boîte dans une archive chiffrée, et la preuve que rien ne manque.',
  usage: 'Utilisation : ',
  command: 'COMMANDE',
  commands: 'Commandes',
  options: 'Options',
  examples: 'Exemples',
  everyCommand: 'Options de toutes les commandes',
  exitCodes: 'Codes de sortie',
  moreHelp: 'malleposte help COMMANDE montre toutes les options d’une commande.',
  seeHelp: (command) => `malleposte help${command ? ` ${command}` : ''} montre ce qui est possible.`,
  unknownCommand: (name) => `il n’y a pas de commande «\u202f${name}\u202f»`,
  unknownOption: (name) => `il n’y a pas d’option ${name}`,
  notForCommand: (option, command) => `--${option} ne va pas avec ${command}`,
  needsValue: (option, value) => `--${option} doit être suivi de ${value}`,
  takesNoValue: (option) => `--${option} ne prend pas de valeur`,
  oneOf: (option, values) => `--${option} est l’un de ${values.join(', ')}`,
  onlyOnce: (option) => `--${option} ne peut être donné qu’une fois`,
  missingWord: (name) => `il manque ${name}`,
  extraWord: (word) => `«\u202f${word}\u202f» est de trop`,
  missingOption: (option) => `il manque --${option}`,
  oneOfOptions: (options) => `il manque l’une de ces options\u202f: ${options.map((name) => `--${name}`).join(', ')}`,
  notTogether: (a, b) => `--${a} et --${b} s’excluent`,
  badFrom: (text) =>
    `«\u202f${text}\u202f» n’est pas une source\u202f: pops://USER@HOST, pop://USER@HOST, ou un fichier ou dossier de cet ordinateur`,
  badSince: '--since est un jour comme 2020-01-31',
  badMarks: (text, known) => `«\u202f${text}\u202f» ne dit rien des marques\u202f: ${known.join(', ')}`,
  badRole: (text, known) => `«\u202f${text}\u202f» n’est pas un dossier spécial\u202f: ${known.join(', ')}`,
  badMapping: (text) => `«\u202f${text}\u202f» ne s’écrit pas SRC=DEST`,
  onePopWithFile: '--from-password-file s’emploie avec une seule boîte POP à la fois',
  oneArchiveWithFile: '--from-passphrase-file et --from-identity-file s’emploient avec un seul --from-malle à la fois',
  needsArchive: (option) => `--${option} ne va qu’avec --to-archive`,
  badUrl: (option) => `--${option} s’écrit imaps://USER@HOST:993 ou imap://USER@HOST:143`,
  passwordInUrl:
    'un mot de passe dans l’adresse se lirait dans la liste des programmes en cours ; utilisez --password-file, ou laissez-vous le demander',
  insecureUrl: (host) =>
    `?security=none vers ${host} enverrait le mot de passe en clair\u202f; ajoutez --allow-insecure si vous l’acceptez`,
  badSize: '--volume-size est une taille d’au moins 1MiB, comme 500MiB ou 2GiB, ou none',
  badPort: '--port est un nombre de 0 à 65535',
  stdinTwice: 'un seul secret peut venir de l’entrée standard',
  emptySecret: (file) => `${file} est vide`,
  unknownFolder: (name, known) =>
    `il n’y a pas de dossier «\u202f${name}\u202f»\u202f; il y a\u202f: ${known.join(', ')}`,
  unknownAccount: (address) => `aucun compte n’est enregistré pour ${address}`,
  folderWithSeveral: '--folder s’emploie avec un seul compte à la fois',
  recipientsNeedMalle: '--recipient demande --format malle',
  noProtection: 'il manque --passphrase-file ou --recipient (personne à qui le demander ici)',
  noKey: (of) => `il manque --${of}passphrase-file ou --${of}identity-file (personne à qui le demander ici)`,
  noPassword: (option) => `il manque --${option} (personne à qui le demander ici)`,
  noVaultPhrase: 'il manque --vault-passphrase-file (personne à qui le demander ici)',
  badJson: 'l’entrée n’est pas du JSON valable',
  unknownMethod: (name) => `il n’y a pas d’appel ${name}`,
  badAction: (action) => `accounts ${action} n’existe pas\u202f: list, add ou remove`,
  startElsewhere: 'start s’emploie depuis le programme construit : npm run build, puis node dist/malleposte.js start',
  askPassword: (address) => `Mot de passe de la messagerie de ${address}\u202f: `,
  askKey: (path) => `Phrase secrète de ${path}\u202f: `,
  askVault: 'Phrase du fichier de mots de passe : ',
  askNewVault: 'Cet ordinateur n’a pas de trousseau. Choisissez une phrase qui scelle le fichier de mots de passe : ',
  askAgain: 'Encore une fois : ',
  differs: 'Les deux diffèrent. Rien n’a été changé.',
  passphraseIs: 'L’archive s’ouvrira avec ces mots, et avec rien d’autre :',
  passphraseKeep: 'Notez-les maintenant et gardez-les en lieu sûr. Ils ne sont enregistrés nulle part.',
  typeWord: (position) => `Tapez le mot numéro ${position} pour continuer\u202f: `,
  wordDiffers: 'Ce n’est pas ce mot. Regardez encore.',
  phase: (phase, kind) =>
    ({
      counting: 'Comptage',
      copying:
        kind === 'restore'
          ? 'Restauration'
          : kind === 'move'
            ? 'Déménagement'
            : kind === 'extract'
              ? 'Extraction'
              : kind === 'cleanup'
                ? 'Comparaison et suppression'
                : 'Enregistrement',
      verifying: 'Vérification',
      recounting: 'Nouveau comptage',
      sealing: 'Scellement',
    })[phase],
  of: (done, total) => `${done} sur ${total}`,
  messages: (count, shown) => `${shown} ${count < 2 ? 'message' : 'messages'}`,
  left: (time) => `encore ${time} environ`,
  log: (kind, params) => {
    switch (kind) {
      case 'resumed':
        return 'Reprise là où cela s’était arrêté.';
      case 'connection_lost':
        return 'Connexion coupée. Nouvel essai automatique ; rien n’est perdu.';
      case 'connection_back':
        return 'Connexion rétablie.';
      case 'throttled':
        return `Le serveur demande de ralentir\u202f: attente de ${seconds(params['waitMs'])} s.`;
      case 'mailbox_in_use':
        return `Un autre programme tient cette boîte ouverte\u202f: attente de ${seconds(params['waitMs'])} s. Fermez-le pour continuer plus tôt.`;
      case 'folder_restarted':
        return `Le serveur a renuméroté ${text(params['folder'])}\u202f: relu depuis le début.`;
      case 'message_failed':
        return `Pas transféré\u202f: ${text(params['folder'])} ${text(params['key'])}. ${because(params, 'fr')}`;
      case 'volume_sealed':
        return `Fichier terminé\u202f: ${text(params['path'])}`;
      case 'volume_verified':
        return `Fichier vérifié\u202f: ${text(params['path'])}`;
      case 'batch_deleted':
        return `Supprimés du serveur\u202f: ${text(params['messages'])}. Restent à examiner\u202f: ${text(params['left'])}.`;
      case 'later_mail':
        return 'Le courrier arrivé entre-temps est listé comme ultérieur.';
      default:
        return null;
    }
  },
  pausing: 'Arrêt à un point sûr (Ctrl-C à nouveau quitte aussitôt) ...',
  goOn: (what) =>
    what === 'export'
      ? 'Ce qui est enregistré est en sûreté. La même commande reprend de là.'
      : what === 'restore'
        ? 'Ce qui est restauré le reste. La même commande reprend ; rien n’est doublé.'
        : what === 'move'
          ? 'Ce qui a déménagé le reste, et la source a toujours tout. La même commande reprend\u202f; rien n’est doublé.'
          : what === 'cleanup'
            ? 'Ce qui a été supprimé avait d’abord été prouvé à l’arrivée. La même commande reprend.'
            : 'Arrêté. Rien n’a été changé dans l’archive.',
  certificate: 'Certificat',
  folder: 'Dossier',
  found: 'Trouvés',
  saved: 'Enregistrés',
  verified: 'Vérifiés',
  missing: 'Manquants',
  restored: 'Restaurés',
  alreadyThere: 'Déjà là',
  size: 'Taille',
  date: 'Date',
  from: 'De',
  subject: 'Objet',
  total: 'Total',
  account: 'Compte',
  duration: 'Durée',
  fingerprint: 'Empreinte (SHA-256)',
  filesTitle: 'Fichiers',
  completeExport: 'Complet : trouvés = enregistrés = vérifiés.',
  incompleteExport: (missing) => `Terminé, mais il manque ${missing} message(s) (listés ci-dessus).`,
  later: (count) => `${count} arrivés plus tard, hors de cette archive.`,
  intact: (count) => `Intacte\u202f: ${count} messages lus, chacun égal à son empreinte.`,
  damaged: (count) => `Endommagés\u202f: ${count}. Les autres messages sont utilisables.`,
  missingFiles: (count) => `Fichiers de cette archive absents d’ici\u202f: ${count}.`,
  missingMessages: (count) => `Messages qui s’y trouvent\u202f: ${count}.`,
  missingUnknown: 'Seule la liste manquante dirait quels messages s’y trouvent.',
  certificateMatches: 'Le certificat à côté indique les mêmes empreintes.',
  certificateDiffers: 'Le certificat à côté indique d’autres empreintes.',
  against: (account, same, here, there) =>
    `Comparée à ${account} tel qu’il est maintenant\u202f: ${same} identiques, ${here} absents de l’archive, ${there} disparus du serveur.`,
  moved: 'Déménagés',
  target: 'Va dans',
  leftOut: 'reste',
  newFolder: 'nouveau',
  completeMove: 'Complet\u202f: tout y est et a été relu.',
  incompleteMove: (failed) =>
    failed > 0
      ? `Terminé, mais ${failed} message(s) n’ont pas pu être déménagés (listés ci-dessus).`
      : 'Terminé, mais les nombres ne concordent pas.',
  recognised: (count) =>
    `${count} reconnus à leur contenu\u202f: le serveur a changé des lignes ou des en-têtes, le reste est identique.`,
  older: (count) => `${count} sont plus anciens que --since et restent où ils sont.`,
  sourceKept: 'Rien n’a été supprimé de la source.',
  plan: (messages, size) => `${messages} à déménager, ${size}.`,
  quota: (used, limit) => `Place dans la boîte\u202f: ${used} sur ${limit} utilisés.`,
  tooFull: 'Il n’y a pas assez de place pour tout, à moins qu’une partie y soit déjà.',
  largest: (size) => `Plus gros message accepté\u202f: ${size}.`,
  standsThere: 'Y sont déjà',
  doubles: 'En double',
  tooLarge: 'Trop gros',
  room: (needed, free) => `L’archive prendra au plus ${needed}\u202f; ${free} sont libres.`,
  archiveThere: 'Un fichier de ce nom existe. S’il ne vient pas de ce même déménagement, il faut un autre nom.',
  archiveGoesOn: 'Un passage interrompu vers cette archive va reprendre.',
  savedRefused: (count, folder) => `${count} d’entre eux écrits en fichiers .eml dans ${folder}.`,
  mendedTitle: 'Remis en ordre, car le serveur les refusait tels quels',
  mend: {
    nul: 'octets nuls retirés',
    line_ends: 'fins de ligne rendues régulières',
    from_line: 'ligne du fichier de boîte retirée',
    header: 'caractères bruts de l’en-tête codés',
  },
  takes: (from, to, because) =>
    from === to
      ? `Cela prendra environ ${to}\u202f: ${because === 'provider' ? 'le fournisseur limite ce qui peut arriver' : 'à la vitesse de la connexion'}.`
      : `Cela prendra entre ${from} et ${to}, à la vitesse de la connexion.`,
  nothingChanged: 'C’était un essai à blanc\u202f: rien n’a été changé.',
  completeRestore: 'Complet : tout est dans la boîte, relu et identique.',
  incompleteRestore: (failed) => `Terminé, mais ${failed} message(s) n’ont pas pu être restaurés (listés ci-dessus).`,
  droppedKeywords: (list) => `Mots-clés que le serveur n’a pas acceptés\u202f: ${list}.`,
  extracted: (count, out) => `${count} messages écrits dans ${out}.`,
  decodedFiles: (count) => `${count} ${count < 2 ? 'fichier tiré' : 'fichiers tirés'} de winmail.dat à côté.`,
  failedTitle: 'Non transférés',
  certificateFiles: (json, html) => `Certificat\u202f: ${html}, ${json}`,
  noAccounts: 'Aucun compte enregistré.',
  noSources: 'Aucun courrier d’un autre programme n’a été trouvé à sa place habituelle.',
  accountAdded: (address) => `${address} est enregistré.`,
  accountRemoved: (address) => `${address} et son mot de passe ont été retirés d’ici. Rien n’a changé sur le serveur.`,
  noPasswordStored: 'aucun mot de passe enregistré',
  error: 'Erreur',
};

const words: Readonly<Record<Language, CliWords>> = { en, fr };
export const wordsOf = (language: Language): CliWords => words[language];
