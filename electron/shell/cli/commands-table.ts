// The one table of commands and options: the parser, the help and the launcher's dispatch are all read from it.
import type { Language } from '../../contract/errors.ts';

export type Text = Readonly<Record<Language, string>>;

export interface OptionRow {
  /** What stands for the value in the help; null for a switch. */
  readonly value: string | null;
  /** May be given several times. */
  readonly repeat?: boolean;
  /** The only values taken. */
  readonly oneOf?: readonly string[];
  readonly help: Text;
}

export interface CommandRow {
  /** Words after the command, in order; one in brackets may be left out, one with dots repeated. */
  readonly words: readonly string[];
  readonly summary: Text;
  /** More that the command's own help says. */
  readonly notes?: Text;
  readonly options: readonly OptionName[];
  /** What an option means to this command, where that is not what it means to the others. */
  readonly says?: Partial<Readonly<Record<OptionName, Text>>>;
  readonly examples: readonly { readonly line: string; readonly help: Text }[];
}

const option = (value: string | null, en: string, fr: string, more: Partial<OptionRow> = {}): OptionRow => ({
  value,
  help: { en, fr },
  ...more,
});

export const optionTable = {
  account: option(
    'ADDRESS',
    'Use this stored account (see "accounts list"). Repeat it to export several.',
    'Utiliser ce compte enregistré (voir « accounts list »). À répéter pour en exporter plusieurs.',
    { repeat: true },
  ),
  imap: option(
    'URL',
    'Use this server without storing anything: imaps://USER@HOST[:993], or imap://USER@HOST[:143] for STARTTLS; ?security=none for this computer only. An @ in the user name may be written %40.',
    'Utiliser ce serveur sans rien enregistrer : imaps://USER@HOST[:993], ou imap://USER@HOST[:143] pour STARTTLS ; ?security=none pour cet ordinateur seulement. Un @ dans l’identifiant peut s’écrire %40.',
  ),
  'password-file': option(
    'FILE',
    'Read the mailbox password from this file ("-": standard input). Otherwise it is asked for.',
    'Lire le mot de passe de la messagerie dans ce fichier (« - » : entrée standard). Sinon il est demandé.',
  ),
  'allow-insecure': option(
    null,
    'Accept ?security=none for another computer. The password crosses the network in clear text.',
    'Accepter ?security=none pour un autre ordinateur. Le mot de passe traverse le réseau en clair.',
  ),
  'vault-passphrase-file': option(
    'FILE',
    'Phrase of the sealed password file, on computers without a keychain.',
    'Phrase du fichier de mots de passe scellé, sur les ordinateurs sans trousseau.',
  ),
  out: option(
    'PATH',
    'Where to write. The same path after an interruption goes on instead of starting over.',
    'Où écrire. Le même chemin après une interruption reprend au lieu de recommencer.',
  ),
  'passphrase-file': option(
    'FILE',
    'Read the archive’s passphrase from this file ("-": standard input).',
    'Lire la phrase secrète de l’archive dans ce fichier (« - » : entrée standard).',
  ),
  'identity-file': option(
    'FILE',
    'Open with the age identity in this file (made by age-keygen).',
    'Ouvrir avec l’identité age de ce fichier (faite par age-keygen).',
  ),
  recipient: option(
    'AGE1...',
    'Encrypt to this age recipient instead of a passphrase. May be repeated.',
    'Chiffrer pour ce destinataire age au lieu d’une phrase secrète. Peut être répété.',
    { repeat: true },
  ),
  from: option(
    'URL|PATH',
    'Where the mail is, and stays: pop3s://USER@HOST[:995], or pop3://USER@HOST[:110] for STARTTLS; or a file or folder of another program, recognised by what lies there. Every --from option may be repeated and joined with others.',
    'Où se trouve le courrier, et où il reste : pop3s://USER@HOST[:995], ou pop3://USER@HOST[:110] pour STARTTLS ; ou un fichier ou dossier d’un autre programme, reconnu à ce qui s’y trouve. Chaque option --from peut être répétée et jointe aux autres.',
    { repeat: true },
  ),
  'from-pst': option('FILE', 'From an Outlook file (.pst, .ost).', 'Depuis un fichier d’Outlook (.pst, .ost).', {
    repeat: true,
  }),
  'from-apple-mail': option(
    'DIR',
    'From Apple Mail’s store, an exported .mbox bundle or a folder of them.',
    'Depuis les messages d’Apple Mail, un paquet .mbox exporté ou un dossier de ceux-ci.',
    { repeat: true },
  ),
  'from-thunderbird': option('DIR', 'From a Thunderbird profile.', 'Depuis un profil de Thunderbird.', {
    repeat: true,
  }),
  'from-windows-live': option('DIR', 'From Windows Live Mail’s folders.', 'Depuis les dossiers de Windows Live Mail.', {
    repeat: true,
  }),
  'from-mbox': option(
    'FILE',
    'From an mbox file, or a folder of them.',
    'Depuis un fichier mbox, ou un dossier de ceux-ci.',
    { repeat: true },
  ),
  'from-maildir': option('DIR', 'From a Maildir.', 'Depuis un Maildir.', { repeat: true }),
  'from-eml': option('DIR', 'From a folder of .eml and .msg files.', 'Depuis un dossier de fichiers .eml et .msg.', {
    repeat: true,
  }),
  'from-malle': option('FILE', 'From an archive of this program.', 'Depuis une archive de ce programme.', {
    repeat: true,
  }),
  'from-passphrase-file': option(
    'FILE',
    'Passphrase of the --from-malle archive ("-": standard input). Otherwise it is asked for.',
    'Phrase secrète de l’archive --from-malle (« - » : entrée standard). Sinon elle est demandée.',
  ),
  'from-identity-file': option(
    'FILE',
    'Open the --from-malle archive with the age identity in this file.',
    'Ouvrir l’archive --from-malle avec l’identité age de ce fichier.',
  ),
  'to-archive': option(
    'FILE',
    'Bring the mail into an encrypted archive of this name; with --to or --account, into both. The same name after an interruption goes on.',
    'Mettre le courrier dans une archive chiffrée de ce nom ; avec --to ou --account, dans les deux. Le même nom après une interruption reprend.',
  ),
  map: option(
    'SRC=DST',
    'Send one folder elsewhere, named as the program lists it, such as Sent=Archive/2009; SRC= leaves it out. May be repeated.',
    'Envoyer un dossier ailleurs, nommé comme le programme l’affiche, par exemple Sent=Archive/2009 ; SRC= le laisse. Peut être répété.',
    { repeat: true },
  ),
  'save-refused': option(
    'DIR',
    'Write what could not be brought over as .eml files into this folder.',
    'Écrire ce qui n’a pas pu être déménagé en fichiers .eml dans ce dossier.',
  ),
  'from-password-file': option(
    'FILE',
    'Password of the POP mailbox ("-": standard input). Otherwise it is asked for.',
    'Mot de passe de la boîte POP (« - » : entrée standard). Sinon il est demandé.',
  ),
  since: option(
    'DATE',
    'Only mail received on or after this day, such as 2020-01-31.',
    'Seulement le courrier reçu à partir de ce jour, comme 2020-01-31.',
  ),
  marks: option(
    'WHICH',
    'Read, starred and other marks in the account: kept (as they are), read (as they are, and everything read), none.',
    'Les marques lu, suivi et autres dans le compte : kept (telles quelles), read (telles quelles, et tout lu), none (aucune).',
  ),
  'leave-out': option(
    'ROLES',
    'Special folders that stay: junk, trash, drafts, sent, archive, all; several with commas.',
    'Dossiers spéciaux qui restent : junk, trash, drafts, sent, archive, all ; plusieurs avec des virgules.',
  ),
  'keep-days': option(
    'NUMBER',
    'What was received within so many days stays on the POP server (0).',
    'Ce qui a été reçu depuis moins de ce nombre de jours reste sur le serveur POP (0).',
  ),
  yes: option(
    null,
    'Delete, for good. Without it nothing is deleted.',
    'Supprimer, pour toujours. Sans cette option rien n’est supprimé.',
  ),
  'dry-run': option(
    null,
    'Count, compare and say where everything would go; change nothing.',
    'Compter, comparer et dire où tout irait ; ne rien changer.',
  ),
  folder: option(
    'PATH',
    'Only this folder, named as the program lists it. May be repeated; without it, all.',
    'Seulement ce dossier, nommé comme le programme l’affiche. Peut être répété ; sinon, tous.',
    { repeat: true },
  ),
  'volume-size': option(
    'SIZE',
    'Start a new file after about this size, such as 500MiB or 1GiB (the default); "none" makes one file.',
    'Commencer un nouveau fichier après cette taille environ, comme 500MiB ou 1GiB (par défaut) ; « none » fait un seul fichier.',
  ),
  format: option(
    'FORMAT',
    'malle (age and ZIP, everything encrypted; the default) or zip-aes256 (opens in 7-Zip or Keka, file names stay readable).',
    'malle (age et ZIP, tout est chiffré ; par défaut) ou zip-aes256 (s’ouvre dans 7-Zip ou Keka, les noms de fichiers restent lisibles).',
    { oneOf: ['malle', 'zip-aes256'] },
  ),
  store: option(
    null,
    'Store messages without compressing them: faster and larger.',
    'Ranger les messages sans les compresser : plus rapide et plus gros.',
  ),
  against: option(
    'URL',
    'Compare with the server as it is now; written as for --imap.',
    'Comparer avec le serveur tel qu’il est maintenant ; s’écrit comme pour --imap.',
  ),
  to: option(
    'URL',
    'Bring the mail to this mailbox; written as for --imap.',
    'Mettre le courrier dans cette boîte ; s’écrit comme pour --imap.',
  ),
  'to-password-file': option(
    'FILE',
    'Password of the mailbox the mail goes to ("-": standard input).',
    'Mot de passe de la boîte où va le courrier (« - » : entrée standard).',
  ),
  'to-account': option('ADDRESS', 'Restore to this stored account.', 'Restaurer vers ce compte enregistré.'),
  under: option('NAME', 'Put everything below one folder of this name.', 'Tout ranger sous un seul dossier de ce nom.'),
  smtp: option(
    'URL',
    'Outgoing server for "accounts add": smtps://USER@HOST[:465] or smtp://USER@HOST[:587].',
    'Serveur sortant pour « accounts add » : smtps://USER@HOST[:465] ou smtp://USER@HOST[:587].',
  ),
  name: option('NAME', 'What to call the account.', 'Le nom à donner au compte.'),
  server: option(
    null,
    'Also ask the servers for what is not stored here.',
    'Interroger aussi les serveurs pour ce qui n’est pas enregistré ici.',
  ),
  limit: option('NUMBER', 'Show at most so many (50).', 'En montrer au plus ce nombre (50).'),
  port: option('PORT', 'Listen on this port of this computer.', 'Écouter sur ce port de cet ordinateur.'),
  'no-open': option(null, 'Only print the address, open no window.', 'Afficher seulement l’adresse, sans fenêtre.'),
  'decode-winmail': option(
    null,
    'Also keep what a winmail.dat in a message holds. extract: in a folder beside the .eml, named like it; export: in malleposte/decoded of the archive, the message itself stays as it is.',
    'Garder aussi ce que contient un winmail.dat. extract : dans un dossier à côté du .eml, du même nom ; export : dans malleposte/decoded de l’archive, le message lui-même reste tel quel.',
  ),
  json: option(
    null,
    'Print one JSON object as the last line of standard output.',
    'Écrire un objet JSON comme dernière ligne de la sortie standard.',
  ),
  quiet: option(null, 'No progress.', 'Pas de progression.'),
  'data-dir': option(
    'DIR',
    'Keep settings, stored accounts and the log in this folder.',
    'Garder réglages, comptes enregistrés et journal dans ce dossier.',
  ),
  language: option('fr|en', 'Language; otherwise from LC_ALL or LANG.', 'Langue ; sinon d’après LC_ALL ou LANG.', {
    oneOf: ['en', 'fr'],
  }),
  help: option(null, 'Show the help.', 'Afficher l’aide.'),
  version: option(null, 'Show the version.', 'Afficher la version.'),
} as const satisfies Record<string, OptionRow>;

export type OptionName = keyof typeof optionTable;

/** Understood by every command. */
export const commonOptions = ['json', 'quiet', 'data-dir', 'language', 'help', 'version'] as const;

const mailbox = ['account', 'imap', 'password-file', 'allow-insecure', 'vault-passphrase-file'] as const;
const key = ['passphrase-file', 'identity-file'] as const;
const example = (line: string, en: string, fr: string): CommandRow['examples'][number] => ({ line, help: { en, fr } });

export const commandTable = {
  start: {
    words: [],
    summary: {
      en: 'Open the program in a window of this computer’s browser.',
      fr: 'Ouvrir le programme dans une fenêtre du navigateur de cet ordinateur.',
    },
    options: ['port', 'no-open'],
    examples: [],
  },
  export: {
    words: [],
    summary: {
      en: 'Put a whole mailbox into one encrypted archive, and prove that nothing is missing.',
      fr: 'Mettre toute une boîte dans une archive chiffrée, et prouver que rien ne manque.',
    },
    options: [
      ...mailbox,
      'out',
      'passphrase-file',
      'recipient',
      'folder',
      'volume-size',
      'format',
      'store',
      'decode-winmail',
    ],
    examples: [
      example(
        'malleposte export --imap imaps://marie%40example.com@mail.example.com --out marie.malle',
        'Asks for the password, proposes a passphrase.',
        'Demande le mot de passe, propose une phrase secrète.',
      ),
      example(
        'malleposte export --account marie@example.com --out marie.malle --recipient age1... --json',
        'From a script, without a question.',
        'Depuis un script, sans question.',
      ),
    ],
  },
  verify: {
    words: ['FILE'],
    summary: {
      en: 'Read a whole archive again and check every message; with a server, compare with it.',
      fr: 'Relire toute une archive et contrôler chaque message ; avec un serveur, comparer avec lui.',
    },
    options: [...key, 'against', ...mailbox.filter((name) => name !== 'imap')],
    examples: [
      example(
        'malleposte verify marie.malle --against imaps://marie%40example.com@mail.example.com',
        'Also says what is missing here and there.',
        'Dit aussi ce qui manque ici et là-bas.',
      ),
    ],
  },
  list: {
    words: ['FILE'],
    summary: {
      en: 'Show the folders of an archive; with --folder, its messages.',
      fr: 'Montrer les dossiers d’une archive ; avec --folder, ses messages.',
    },
    options: [...key, 'folder'],
    examples: [example('malleposte list marie.malle --folder INBOX', 'Lists one folder.', 'Liste un seul dossier.')],
  },
  extract: {
    words: ['FILE'],
    summary: { en: 'Write the messages as .eml files.', fr: 'Écrire les messages en fichiers .eml.' },
    options: [...key, 'out', 'folder', 'decode-winmail'],
    examples: [example('malleposte extract marie.malle --out mail/', 'All folders.', 'Tous les dossiers.')],
  },
  restore: {
    words: ['FILE'],
    summary: {
      en: 'Bring an archive back into a mailbox, with flags and dates. What is there already is not doubled.',
      fr: 'Remettre une archive dans une boîte, avec marques et dates. Ce qui s’y trouve déjà n’est pas doublé.',
    },
    options: [
      ...key,
      'to',
      'to-password-file',
      'to-account',
      'folder',
      'under',
      'allow-insecure',
      'vault-passphrase-file',
    ],
    examples: [
      example(
        'malleposte restore marie.malle --to imaps://marie%40new.example@mail.new.example',
        'To another account.',
        'Vers un autre compte.',
      ),
    ],
  },
  winmail: {
    words: ['FILE...'],
    summary: {
      en: 'Show what a winmail.dat holds, or a message with one; with --out, write it as files.',
      fr: 'Montrer ce que contient un winmail.dat, ou un message qui en porte un ; avec --out, l’écrire en fichiers.',
    },
    notes: {
      en: 'Several FILEs are written into a folder each. A file that is there already stays: the same content is used again, other content gets the name "NAME (2)". --json prints {isTnef, subject, from, body: {kind, length}, attachments: [{name, mimeType, sizeBytes, sha256, inline, embedded}], calendar, contact, problems, remarks}; for several FILEs {files: [the same, with path]}. Ends with 0; with 3 when something was damaged, missing or guessed (problems); with 4 when it is no TNEF. For several FILEs, with the highest of these.',
      fr: 'Plusieurs FILE vont chacun dans un dossier. Un fichier déjà là y reste : le même contenu est réutilisé, un autre prend le nom « NOM (2) ». --json écrit {isTnef, subject, from, body: {kind, length}, attachments: [{name, mimeType, sizeBytes, sha256, inline, embedded}], calendar, contact, problems, remarks} ; pour plusieurs FILE {files: [de même, avec path]}. Se termine par 0 ; par 3 si quelque chose était abîmé, absent ou deviné (problems) ; par 4 si ce n’est pas du TNEF. Pour plusieurs FILE, par le plus haut de ceux-ci.',
    },
    options: ['out'],
    examples: [
      example(
        'malleposte winmail winmail.dat --out files/',
        'Writes text and files.',
        'Écrit le texte et les fichiers.',
      ),
      example(
        'malleposte winmail message.eml --json',
        'The same of a message; one line of JSON.',
        'De même pour un message ; une ligne de JSON.',
      ),
    ],
  },
  migrate: {
    words: [],
    summary: {
      en: 'Move mail from POP mailboxes, other programs’ files and archives into an account, an encrypted archive, or both. The source is only read; nothing is doubled.',
      fr: 'Déménager du courrier depuis des boîtes POP, les fichiers d’autres programmes et des archives vers un compte, une archive chiffrée, ou les deux. La source est seulement lue ; rien n’est doublé.',
    },
    notes: {
      en: '--json prints {found, moved, alreadyThere, refused: [{path, reason}], verified, complete, folders: [...], archive}. Run again, it moves only what is not there yet.',
      fr: '--json écrit {found, moved, alreadyThere, refused: [{path, reason}], verified, complete, folders: [...], archive}. Relancée, la commande ne déménage que ce qui n’y est pas encore.',
    },
    options: [
      'from',
      'from-pst',
      'from-apple-mail',
      'from-thunderbird',
      'from-windows-live',
      'from-mbox',
      'from-maildir',
      'from-eml',
      'from-malle',
      'from-password-file',
      'from-passphrase-file',
      'from-identity-file',
      'to',
      'to-password-file',
      'account',
      'to-archive',
      'passphrase-file',
      'recipient',
      'volume-size',
      'format',
      'store',
      'decode-winmail',
      'map',
      'under',
      'since',
      'marks',
      'leave-out',
      'dry-run',
      'save-refused',
      'allow-insecure',
      'vault-passphrase-file',
    ],
    examples: [
      example(
        'malleposte migrate --from pop3s://marie@pop.old.example --to imaps://marie%40new.example@mail.new.example --dry-run',
        'Says what would go where; without --dry-run, moves it.',
        'Dit ce qui irait où ; sans --dry-run, le déménage.',
      ),
      example(
        'malleposte migrate --from-mbox Sent.mbox --account marie@new.example --map Sent=Archive/2009',
        'One file into a folder of a stored account.',
        'Un fichier vers un dossier d’un compte enregistré.',
      ),
      example(
        'malleposte migrate --from-thunderbird PROFILE --from-pst old.pst --to-archive all.malle',
        'Two sources into one encrypted archive.',
        'Deux sources dans une seule archive chiffrée.',
      ),
    ],
  },
  'cleanup-pop': {
    words: [],
    summary: {
      en: 'After a move: delete from a POP server what the place it went to proves to hold. Without --yes, only say what would go.',
      fr: 'Après un déménagement : supprimer d’un serveur POP ce que l’endroit d’arrivée prouve contenir. Sans --yes, seulement dire ce qui partirait.',
    },
    notes: {
      en: '--to, --account or --to-archive names where the mail was moved to, --map INBOX=DST or --under the folder there; nothing is brought there. Each message is read again from the POP server and compared with what the target holds now; only equal bytes go. Stopped at any moment, the same command goes on. --json prints {found, proven, deleted, kept, keptBy: [{reason, messages}], keptMessages: [{key, reason, subject, from, receivedAt}], gone, left, arrived, complete, ...}.',
      fr: '--to, --account ou --to-archive dit où le courrier a déménagé, --map INBOX=DST ou --under dans quel dossier ; rien n’y est apporté. Chaque message est relu sur le serveur POP et comparé à ce que l’arrivée contient maintenant ; seuls des octets égaux partent. Arrêtée à tout moment, la même commande reprend. --json écrit {found, proven, deleted, kept, keptBy: [{reason, messages}], keptMessages: [{key, reason, subject, from, receivedAt}], gone, left, arrived, complete, ...}.',
    },
    options: [
      'from',
      'from-password-file',
      'to',
      'to-password-file',
      'account',
      'to-archive',
      'passphrase-file',
      'identity-file',
      'map',
      'under',
      'keep-days',
      'yes',
      'allow-insecure',
      'vault-passphrase-file',
    ],
    says: {
      from: {
        en: 'The POP mailbox to clean up: pop3s://USER@HOST[:995], or pop3://USER@HOST[:110] for STARTTLS.',
        fr: 'La boîte POP à nettoyer : pop3s://USER@HOST[:995], ou pop3://USER@HOST[:110] pour STARTTLS.',
      },
      to: {
        en: 'The mailbox the mail was moved to; written as for --imap.',
        fr: 'La boîte où le courrier a déménagé ; s’écrit comme pour --imap.',
      },
      'to-password-file': {
        en: 'Password of that mailbox ("-": standard input).',
        fr: 'Mot de passe de cette boîte (« - » : entrée standard).',
      },
      account: {
        en: 'The stored account the mail was moved to.',
        fr: 'Le compte enregistré où le courrier a déménagé.',
      },
      'to-archive': {
        en: 'The archive the mail was moved to.',
        fr: 'L’archive où le courrier a déménagé.',
      },
      map: {
        en: 'INBOX=DST, where the inbox was sent elsewhere.',
        fr: 'INBOX=DST, si la boîte de réception était allée ailleurs.',
      },
      under: {
        en: 'The folder everything was put below.',
        fr: 'Le dossier sous lequel tout avait été rangé.',
      },
    },
    examples: [
      example(
        'malleposte cleanup-pop --from pop3s://marie@pop.old.example --account marie@new.example --keep-days 30',
        'Says what would go; with --yes, deletes it.',
        'Dit ce qui partirait ; avec --yes, le supprime.',
      ),
    ],
  },
  sources: {
    words: [],
    summary: {
      en: 'List the mail of other programs found on this computer, for "migrate".',
      fr: 'Lister le courrier d’autres programmes trouvé sur cet ordinateur, pour « migrate ».',
    },
    options: [],
    examples: [],
  },
  search: {
    words: ['QUERY...'],
    summary: {
      en: 'Find messages in the mail that is stored here, the newest first.',
      fr: 'Trouver des messages dans le courrier enregistré ici, les plus récents d’abord.',
    },
    notes: {
      en: 'QUERY as in the window: words, "phrases", -without, and from: to: cc: subject: body: in: list: filename: has:attachment is:unread is:read is:starred is:answered before: after: (2026-01-31, 2026-01, 2026, today, 7d, 3m) larger: smaller: (10M). A QUERY with a minus goes in quotes. --json prints {query, ignored, total, more, indexed, known, server, results: [{id, account, folder, at, outgoing, people, subject, preview, unread, starred, hasFiles, sizeBytes}]}. Ends with 3 when a server could not be asked.',
      fr: 'QUERY comme dans la fenêtre : mots, "phrases", -sans, et de: à: cc: objet: corps: dans: liste: fichier: a:piecejointe est:nonlu est:lu est:suivi est:repondu avant: apres: (2026-01-31, 2026-01, 2026, aujourdhui, 7j, 3m) plusgrand: pluspetit: (10Mo). Une QUERY avec un moins se met entre guillemets. --json écrit {query, ignored, total, more, indexed, known, server, results: [{id, account, folder, at, outgoing, people, subject, preview, unread, starred, hasFiles, sizeBytes}]}. Se termine par 3 si un serveur n’a pas pu être interrogé.',
    },
    options: ['account', 'server', 'limit', 'vault-passphrase-file'],
    examples: [
      example(
        'malleposte search "from:marie devis -brouillon" --account claire@example.com --json',
        'One line of JSON.',
        'Une ligne de JSON.',
      ),
    ],
  },
  sync: {
    words: [],
    summary: {
      en: 'Read what is new on the servers into the mail stored here, once.',
      fr: 'Lire ce qui est nouveau sur les serveurs dans le courrier enregistré ici, une fois.',
    },
    notes: {
      en: 'Without --account, all stored accounts. --json prints {durationMs, accounts: [{account, state, headers, texts, error, folders: [{path, role, total, known, unread, added}]}]}. Ends with 3 when one of several accounts could not be read.',
      fr: 'Sans --account, tous les comptes enregistrés. --json écrit {durationMs, accounts: [{account, state, headers, texts, error, folders: [{path, role, total, known, unread, added}]}]}. Se termine par 3 si l’un de plusieurs comptes n’a pas pu être lu.',
    },
    options: ['account', 'vault-passphrase-file'],
    examples: [
      example(
        'malleposte sync --account claire@example.com --json',
        'One line of JSON with numbers for each folder.',
        'Une ligne de JSON avec des nombres pour chaque dossier.',
      ),
    ],
  },
  accounts: {
    words: ['list|add|remove', '[ADDRESS]'],
    summary: {
      en: 'Stored accounts. Passwords go to the keychain, or to a sealed file where there is none.',
      fr: 'Les comptes enregistrés. Les mots de passe vont au trousseau, ou dans un fichier scellé s’il n’y en a pas.',
    },
    options: ['imap', 'smtp', 'name', 'password-file', 'allow-insecure', 'vault-passphrase-file'],
    examples: [
      example(
        'malleposte accounts add marie@example.com',
        'Proposes the servers from the address; --imap chooses them.',
        'Propose les serveurs d’après l’adresse ; --imap les choisit.',
      ),
    ],
  },
  call: {
    words: ['METHOD', '[JSON]'],
    summary: {
      en: 'For builders: any call of the contract, such as app.info; prints its answer as JSON.',
      fr: 'Pour développer : tout appel du contrat, comme app.info ; écrit la réponse en JSON.',
    },
    options: ['vault-passphrase-file'],
    examples: [
      example(
        `malleposte call accounts.propose '{"address":"marie@example.com"}'`,
        'The answer is one line.',
        'La réponse tient en une ligne.',
      ),
    ],
  },
  help: {
    words: ['[COMMAND]'],
    summary: { en: 'Show this help, or a command’s.', fr: 'Afficher cette aide, ou celle d’une commande.' },
    options: [],
    examples: [],
  },
} as const satisfies Record<string, CommandRow>;

export type CommandName = keyof typeof commandTable;

/** What the program ends with. 10 and up come from contract/error-table.ts. */
export const exitTable: readonly { readonly code: number; readonly help: Text }[] = [
  { code: 0, help: { en: 'complete', fr: 'complet' } },
  { code: 1, help: { en: 'unexpected failure', fr: 'erreur imprévue' } },
  { code: 2, help: { en: 'the command is not valid', fr: 'la commande n’est pas valable' } },
  {
    code: 3,
    help: {
      en: 'finished, but something is missing, refused or damaged (listed)',
      fr: 'terminé, mais quelque chose manque, a été refusé ou est endommagé (listé)',
    },
  },
  { code: 4, help: { en: 'winmail: the file is not TNEF', fr: 'winmail : le fichier n’est pas du TNEF' } },
  {
    code: 10,
    help: { en: 'account: password, sign-in, keychain', fr: 'compte : mot de passe, identification, trousseau' },
  },
  { code: 11, help: { en: 'network or server', fr: 'réseau ou serveur' } },
  {
    code: 12,
    help: { en: 'archive: wrong key, damaged, incomplete', fr: 'archive : mauvaise clé, endommagée, incomplète' },
  },
  { code: 13, help: { en: 'disk: full, read-only, not found', fr: 'disque : plein, en lecture seule, introuvable' } },
  { code: 14, help: { en: 'data folder in use or newer', fr: 'dossier de données occupé ou plus récent' } },
  { code: 15, help: { en: 'mail: reading, writing, sending', fr: 'courrier : lecture, rédaction, envoi' } },
  { code: 130, help: { en: 'stopped with Ctrl-C; can go on', fr: 'arrêté par Ctrl-C ; peut reprendre' } },
];
