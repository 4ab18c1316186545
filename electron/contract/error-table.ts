// The closed list of error codes with their words in both languages: what happened, what is safe, what to do.

export type Language = 'en' | 'fr';

/** Can the same thing be tried again: at once, after something changed or time passed, or not at all. */
export type Retry = 'now' | 'later' | 'never';

export interface Words {
  /** One sentence: what happened. `{name}` is replaced from the error's params. */
  readonly what: string;
  /** What it means for the mail, and what to do. */
  readonly advice: string;
}

type Row = Readonly<Record<Language, Words>> & { readonly retry: Retry; readonly exit: number };

const row = (retry: Retry, exit: number, en: [string, string], fr: [string, string]): Row => ({
  retry,
  exit,
  en: { what: en[0], advice: en[1] },
  fr: { what: fr[0], advice: fr[1] },
});

/** Exit codes by area (10 and up); 0 complete, 1 internal, 2 usage, 3 finished with something missing, 130 cancelled. */
const EXIT = {
  internal: 1,
  usage: 2,
  cancelled: 130,
  account: 10,
  network: 11,
  archive: 12,
  disk: 13,
  app: 14,
  mail: 15,
} as const;

export const errorTable = {
  internal: row(
    'later',
    EXIT.internal,
    [
      'Something failed that should not have.',
      'Your mail is untouched. The log has the details (reference {reference}).',
    ],
    [
      'Une erreur imprévue s’est produite.',
      'Votre courrier est intact. Le journal donne les détails (référence {reference}).',
    ],
  ),
  cancelled: row(
    'now',
    EXIT.cancelled,
    ['Stopped at your request.', 'What was already kept stays kept. You can go on whenever you like.'],
    ['Arrêté à votre demande.', 'Ce qui était déjà gardé le reste. Vous pouvez reprendre quand vous voulez.'],
  ),
  'usage.invalid': row(
    'never',
    EXIT.usage,
    ['The request is not valid: {reason}.', 'Nothing was done. Correct it and try again.'],
    ['La demande n’est pas valable\u202f: {reason}.', 'Rien n’a été fait. Corrigez-la et recommencez.'],
  ),
  'usage.unknown_method': row(
    'never',
    EXIT.usage,
    ['There is no call named {method}.', 'The page and the program may be of different versions: restart Malleposte.'],
    [
      'Il n’existe pas d’appel nommé {method}.',
      'La page et le programme sont peut-être de versions différentes\u202f: relancez Malleposte.',
    ],
  ),
  'app.connection_lost': row(
    'now',
    EXIT.app,
    ['The window lost touch with the program.', 'Running jobs go on or can be resumed. Reconnecting by itself.'],
    [
      'La fenêtre a perdu le contact avec le programme.',
      'Les tâches continuent ou pourront reprendre. Reconnexion automatique.',
    ],
  ),
  'app.data_dir_in_use': row(
    'later',
    EXIT.app,
    [
      'Another Malleposte is using this data folder ({path}).',
      'Close the other one, or choose another folder with --data-dir. Nothing was changed.',
    ],
    [
      'Un autre Malleposte utilise ce dossier de données ({path}).',
      'Fermez l’autre, ou choisissez un autre dossier avec --data-dir. Rien n’a été changé.',
    ],
  ),
  'app.data_from_newer_version': row(
    'never',
    EXIT.app,
    [
      'The data folder was written by a newer Malleposte.',
      'Nothing was changed. Install the newer version to open it.',
    ],
    [
      'Le dossier de données vient d’une version plus récente de Malleposte.',
      'Rien n’a été changé. Installez la version plus récente pour l’ouvrir.',
    ],
  ),
  'app.port_in_use': row(
    'later',
    EXIT.app,
    ['Port {port} is not free on this computer.', 'Choose another with --port, or leave it out to take any free one.'],
    [
      'Le port {port} n’est pas libre sur cet ordinateur.',
      'Choisissez-en un autre avec --port, ou omettez-le pour prendre un port libre.',
    ],
  ),
  'app.not_found': row(
    'never',
    EXIT.usage,
    ['{name} was not found.', 'It may have been removed in the meantime. Nothing was changed.'],
    ['{name} est introuvable.', 'L’élément a pu être retiré entre-temps. Rien n’a été changé.'],
  ),
  'app.too_large': row(
    'later',
    EXIT.app,
    [
      'This is more than can be opened at once ({limitBytes}).',
      'Close what is open, or open fewer files. Nothing was changed.',
    ],
    [
      'C’est plus que ce qui peut être ouvert à la fois ({limitBytes}).',
      'Fermez ce qui est ouvert, ou ouvrez moins de fichiers. Rien n’a été changé.',
    ],
  ),
  'account.exists': row(
    'never',
    EXIT.account,
    ['There is already an account for {address}.', 'Open its settings to change the server or the password.'],
    ['Il existe déjà un compte pour {address}.', 'Ouvrez ses réglages pour changer de serveur ou de mot de passe.'],
  ),
  'account.wrong_password': row(
    'later',
    EXIT.account,
    [
      'Refused by {host}: wrong user name or password.',
      'It was tried once and will not be tried again by itself. The mailbox password is often not the password of the provider’s website: type the mailbox password and try again.',
    ],
    [
      'Refusé par {host}\u202f: identifiant ou mot de passe incorrect.',
      'Un seul essai a été fait, et aucun autre ne partira sans vous. Le mot de passe de la messagerie n’est souvent pas celui du site du fournisseur\u202f: tapez celui de la messagerie et réessayez.',
    ],
  ),
  'account.app_password_required': row(
    'later',
    EXIT.account,
    [
      '{host} wants a password made for mail programs (an app password).',
      'Create one in your provider’s account pages, under security, and type it here. Your website password stays as it is.',
    ],
    [
      '{host} demande un mot de passe réservé aux logiciels de courrier (mot de passe d’application).',
      'Créez-le dans votre compte chez le fournisseur, rubrique sécurité, puis tapez-le ici. Le mot de passe du site ne change pas.',
    ],
  ),
  'account.oauth_required': row(
    'never',
    EXIT.account,
    [
      '{host} no longer accepts passwords and demands OAuth.',
      'Malleposte cannot sign in this way yet. If the provider offers app passwords, create one and use it.',
    ],
    [
      '{host} n’accepte plus les mots de passe et exige OAuth.',
      'Malleposte ne sait pas encore s’identifier ainsi. Si le fournisseur propose des mots de passe d’application, créez-en un.',
    ],
  ),
  'account.password_missing': row(
    'later',
    EXIT.account,
    ['No password is stored for {address}.', 'Type it once in the account’s settings.'],
    ['Aucun mot de passe n’est enregistré pour {address}.', 'Tapez-le une fois dans les réglages du compte.'],
  ),
  'account.blocked': row(
    'later',
    EXIT.account,
    [
      '{host} refuses sign-in for now: too many connections or attempts.',
      'Nothing is lost. Wait a few minutes, close other mail programs, then try again.',
    ],
    [
      '{host} refuse l’identification pour le moment\u202f: trop de connexions ou d’essais.',
      'Rien n’est perdu. Attendez quelques minutes, fermez les autres logiciels de courrier, puis réessayez.',
    ],
  ),
  'secrets.unavailable': row(
    'later',
    EXIT.account,
    [
      'The keychain of this computer does not answer.',
      'Unlock it, then try again. No password was written anywhere else.',
    ],
    [
      'Le trousseau de cet ordinateur ne répond pas.',
      'Déverrouillez-le, puis réessayez. Aucun mot de passe n’a été écrit ailleurs.',
    ],
  ),
  'secrets.locked': row(
    'later',
    EXIT.account,
    [
      'The password file is locked.',
      'This computer has no keychain, so passwords are kept in a sealed file. Type the phrase that opens it.',
    ],
    [
      'Le fichier des mots de passe est verrouillé.',
      'Cet ordinateur n’a pas de trousseau\u202f: les mots de passe sont dans un fichier scellé. Tapez la phrase qui l’ouvre.',
    ],
  ),
  'secrets.wrong_passphrase': row(
    'later',
    EXIT.account,
    [
      'This phrase does not open the password file.',
      'The file is unchanged. Check capitals and keyboard layout, and try again.',
    ],
    [
      'Cette phrase n’ouvre pas le fichier des mots de passe.',
      'Le fichier est intact. Vérifiez majuscules et clavier, puis réessayez.',
    ],
  ),
  'secrets.damaged': row(
    'never',
    EXIT.account,
    [
      'The password file is damaged ({path}).',
      'It was not changed, and your mail is untouched. Put a backup copy in its place, or move it away and type the passwords again.',
    ],
    [
      'Le fichier des mots de passe est endommagé ({path}).',
      'Il n’a pas été modifié, et votre courrier est intact. Remettez une copie à sa place, ou déplacez-le et retapez les mots de passe.',
    ],
  ),
  'network.host_not_found': row(
    'later',
    EXIT.network,
    ['No server is named {host}.', 'Check the spelling of the server name, and that this computer is online.'],
    [
      'Aucun serveur ne s’appelle {host}.',
      'Vérifiez l’orthographe du nom du serveur, et que cet ordinateur est en ligne.',
    ],
  ),
  'network.port_closed': row(
    'later',
    EXIT.network,
    [
      '{host} does not answer on port {port}.',
      'Check the port number. A firewall or the network you are on may block it.',
    ],
    [
      '{host} ne répond pas sur le port {port}.',
      'Vérifiez le numéro du port. Un pare-feu ou le réseau utilisé peut le bloquer.',
    ],
  ),
  'network.timeout': row(
    'later',
    EXIT.network,
    ['{host} took too long to answer.', 'Nothing is lost. Try again, or check the connection.'],
    ['{host} a mis trop de temps à répondre.', 'Rien n’est perdu. Réessayez, ou vérifiez la connexion.'],
  ),
  'network.lost': row(
    'now',
    EXIT.network,
    ['The connection to {host} was lost.', 'What was saved is safe. The work goes on from there.'],
    ['La connexion à {host} a été coupée.', 'Ce qui était enregistré est en sûreté. Le travail reprend de là.'],
  ),
  'network.tls': row(
    'never',
    EXIT.network,
    [
      'The connection to {host} cannot be trusted: {reason}.',
      'No password was sent. Check the server name; on a hotel or office network, try another one.',
    ],
    [
      'La connexion à {host} n’est pas sûre\u202f: {reason}.',
      'Aucun mot de passe n’a été envoyé. Vérifiez le nom du serveur\u202f; sur un réseau d’hôtel ou de bureau, essayez-en un autre.',
    ],
  ),
  'network.no_starttls': row(
    'never',
    EXIT.network,
    [
      '{host} does not offer encryption (STARTTLS) on port {port}.',
      'No password was sent. Choose TLS (port 993, or 465 for sending), or ask the provider.',
    ],
    [
      '{host} ne propose pas de chiffrement (STARTTLS) sur le port {port}.',
      'Aucun mot de passe n’a été envoyé. Choisissez TLS (port 993, ou 465 pour l’envoi), ou demandez au fournisseur.',
    ],
  ),
  'network.protocol': row(
    'later',
    EXIT.network,
    [
      '{host} answered something that is not understood: {reason}.',
      'Nothing was changed. Check server and port, or try again later.',
    ],
    [
      '{host} a répondu quelque chose d’incompréhensible\u202f: {reason}.',
      'Rien n’a été changé. Vérifiez serveur et port, ou réessayez plus tard.',
    ],
  ),
  'network.insecure_refused': row(
    'never',
    EXIT.network,
    [
      'An unencrypted connection to {host} would send your password in clear text.',
      'Nothing was sent. Use TLS, or confirm that you accept it for this server.',
    ],
    [
      'Une connexion non chiffrée à {host} enverrait votre mot de passe en clair.',
      'Rien n’a été envoyé. Utilisez TLS, ou confirmez que vous l’acceptez pour ce serveur.',
    ],
  ),
  'imap.refused': row(
    'later',
    EXIT.network,
    ['{host} refused the command: {reason}.', 'The rest goes on. The server’s own words are quoted above.'],
    ['{host} a refusé la commande\u202f: {reason}.', 'Le reste continue. Les mots du serveur sont cités ci-dessus.'],
  ),
  'imap.folder_gone': row(
    'never',
    EXIT.network,
    ['The folder {folder} no longer exists on {host}.', 'The other folders are not affected.'],
    ['Le dossier {folder} n’existe plus sur {host}.', 'Les autres dossiers ne sont pas touchés.'],
  ),
  'imap.folder_changed': row(
    'now',
    EXIT.network,
    [
      '{host} renumbered the folder {folder} (UIDVALIDITY changed).',
      'This folder is read again from its start. Nothing is doubled.',
    ],
    [
      '{host} a renuméroté le dossier {folder} (UIDVALIDITY a changé).',
      'Ce dossier est relu depuis le début. Rien n’est doublé.',
    ],
  ),
  'pop3.refused': row(
    'later',
    EXIT.network,
    ['{host} refused the command: {reason}.', 'Nothing was deleted there. The server’s own words are quoted above.'],
    [
      '{host} a refusé la commande\u202f: {reason}.',
      'Rien n’y a été supprimé. Les mots du serveur sont cités ci-dessus.',
    ],
  ),
  'pop3.in_use': row(
    'later',
    EXIT.account,
    [
      'Another program keeps the mailbox on {host} open.',
      'A POP mailbox serves one program at a time. Close the old mail program (also on the phone), then go on: nothing is doubled.',
    ],
    [
      'Un autre programme tient ouverte la boîte sur {host}.',
      'Une boîte POP ne sert qu’un programme à la fois. Fermez l’ancien logiciel de courrier (aussi sur le téléphone), puis reprenez\u202f: rien ne sera doublé.',
    ],
  ),
  'pop3.no_uidl': row(
    'never',
    EXIT.network,
    [
      '{host} gives its messages no identifiers (UIDL) that could be trusted.',
      'Nothing was deleted there: without them nobody can be sure which message a command means. Delete on the provider’s website instead.',
    ],
    [
      '{host} ne donne pas à ses messages d’identifiants (UIDL) dignes de confiance.',
      'Rien n’y a été supprimé\u202f: sans eux, nul ne peut être sûr du message qu’une commande désigne. Supprimez plutôt sur le site du fournisseur.',
    ],
  ),
  'pop3.deletes_read': row(
    'never',
    EXIT.network,
    [
      '{host} deletes by itself every message that was read (EXPIRE 0).',
      'Nothing was deleted by Malleposte: there, comparing messages would delete those that must stay as well.',
    ],
    [
      '{host} supprime de lui-même tout message lu (EXPIRE 0).',
      'Malleposte n’a rien supprimé\u202f: comparer les messages supprimerait là aussi ceux qui doivent rester.',
    ],
  ),
  'migrate.same_mailbox': row(
    'never',
    EXIT.account,
    [
      '{account} on {host} and the place it was moved to seem to be one and the same mailbox.',
      'Nothing is missing: what is deleted on one side would be gone on the other. Leave the mail where it is, and switch POP off in your old programs.',
    ],
    [
      '{account} sur {host} et l’endroit où il a déménagé semblent être une seule et même boîte.',
      'Rien ne manque\u202f: ce qui serait supprimé d’un côté disparaîtrait de l’autre. Laissez le courrier où il est, et désactivez POP dans vos anciens logiciels.',
    ],
  ),
  'migrate.target_unsafe': row(
    'never',
    EXIT.account,
    [
      'The mail went to {folder}, a folder that servers empty by themselves.',
      'Nothing was deleted from the POP server. Move it to another folder first.',
    ],
    [
      'Le courrier est allé dans {folder}, un dossier que les serveurs vident d’eux-mêmes.',
      'Rien n’a été supprimé du serveur POP. Déménagez-le d’abord dans un autre dossier.',
    ],
  ),
  'migrate.target_lost': row(
    'never',
    EXIT.account,
    [
      'Of the messages proven in {folder}, {messages} are no longer there.',
      'The clean-up stopped at once. Find out what takes mail away from that folder before anything else is deleted.',
    ],
    [
      'Des messages prouvés dans {folder}, {messages} n’y sont plus.',
      'Le nettoyage s’est arrêté aussitôt. Cherchez ce qui enlève du courrier de ce dossier avant de supprimer quoi que ce soit d’autre.',
    ],
  ),
  'message.unreadable': row(
    'later',
    EXIT.network,
    [
      'The server does not hand out this message: {reason}.',
      'It was tried alone and is listed. The other messages are saved.',
    ],
    [
      'Le serveur ne délivre pas ce message\u202f: {reason}.',
      'Il a été demandé seul et figure dans la liste. Les autres messages sont enregistrés.',
    ],
  ),
  'message.gone': row(
    'never',
    EXIT.network,
    [
      'The message was deleted on the server while the mailbox was read.',
      'It could not be saved any more. The other messages are not affected.',
    ],
    [
      'Le message a été supprimé sur le serveur pendant la lecture de la boîte.',
      'Il n’a plus pu être enregistré. Les autres messages ne sont pas touchés.',
    ],
  ),
  'message.refused': row(
    'later',
    EXIT.network,
    ['The server refused this message: {reason}.', 'It is still where it came from. Save it as .eml, or try again.'],
    [
      'Le serveur a refusé ce message\u202f: {reason}.',
      'Il reste là d’où il vient. Enregistrez-le en .eml, ou réessayez.',
    ],
  ),
  'message.too_big': row(
    'never',
    EXIT.network,
    [
      'The server refused this message because of its size: {reason}.',
      'It is still where it came from. Save it as .eml, or bring it to an account with a higher limit.',
    ],
    [
      'Le serveur a refusé ce message à cause de sa taille\u202f: {reason}.',
      'Il reste là d’où il vient. Enregistrez-le en .eml, ou mettez-le dans un compte à la limite plus haute.',
    ],
  ),
  'message.over_quota': row(
    'later',
    EXIT.network,
    [
      'The mailbox is full: {reason}.',
      'The message is still where it came from. Make room, then start again: nothing is doubled.',
    ],
    [
      'La boîte est pleine\u202f: {reason}.',
      'Le message reste là d’où il vient. Faites de la place, puis recommencez\u202f: rien ne sera doublé.',
    ],
  ),
  'archive.wrong_key': row(
    'later',
    EXIT.archive,
    [
      'This phrase or key does not open the archive.',
      'The archive is unchanged. Check capitals, spaces and keyboard layout, and try again.',
    ],
    [
      'Cette phrase ou cette clé n’ouvre pas l’archive.',
      'L’archive est intacte. Vérifiez majuscules, espaces et clavier, puis réessayez.',
    ],
  ),
  'archive.not_an_archive': row(
    'never',
    EXIT.archive,
    ['{path} is not a Malleposte archive.', 'The file is unchanged. Archives end in .malle.'],
    ['{path} n’est pas une archive Malleposte.', 'Le fichier est intact. Les archives se terminent par .malle.'],
  ),
  'migrate.not_mail': row(
    'never',
    EXIT.usage,
    [
      'No mail that Malleposte can read was found in {path}.',
      'The file or folder is unchanged. It reads mbox files, Maildir, .eml and .emlx files, and the folders of Thunderbird, Apple Mail and Windows Live Mail.',
    ],
    [
      'Aucun courrier lisible par Malleposte n’a été trouvé dans {path}.',
      'Le fichier ou le dossier est intact. Sont lus les fichiers mbox, Maildir, .eml et .emlx, et les dossiers de Thunderbird, d’Apple Mail et de Windows Live Mail.',
    ],
  ),
  'migrate.no_access': row(
    'later',
    EXIT.disk,
    ['Reading {path} is not allowed.', 'Nothing was changed. Give yourself the right to read it, then try again.'],
    [
      'La lecture de {path} n’est pas permise.',
      'Rien n’a été changé. Accordez-vous le droit de lecture, puis réessayez.',
    ],
  ),
  'migrate.full_disk_access': row(
    'later',
    EXIT.disk,
    [
      'macOS does not let Malleposte read {path}.',
      'Nothing was changed. Open System Settings, Privacy & Security, Full Disk Access, switch Malleposte on, then start it again.',
    ],
    [
      'macOS ne laisse pas Malleposte lire {path}.',
      'Rien n’a été changé. Ouvrez Réglages Système, Confidentialité et sécurité, Accès complet au disque, activez Malleposte, puis relancez-le.',
    ],
  ),
  'migrate.message_unreadable': row(
    'later',
    EXIT.disk,
    [
      'This message cannot be read from its file: {reason}.',
      'It is listed, and the file is unchanged. The other messages are not affected.',
    ],
    [
      'Ce message ne peut pas être lu dans son fichier\u202f: {reason}.',
      'Il figure dans la liste, et le fichier est intact. Les autres messages ne sont pas touchés.',
    ],
  ),
  'migrate.not_outlook': row(
    'never',
    EXIT.archive,
    [
      '{path} is not an Outlook data file that can be read ({reason}).',
      'Nothing was changed. Outlook’s files end in .pst or .ost.',
    ],
    [
      '{path} n’est pas un fichier de données Outlook lisible ({reason}).',
      'Rien n’a été modifié. Les fichiers d’Outlook se terminent par .pst ou .ost.',
    ],
  ),
  'archive.newer_format': row(
    'never',
    EXIT.archive,
    [
      'This archive was made by a newer Malleposte (format {version}).',
      'The file is fine. Install the newer version, or open it with age and unzip.',
    ],
    [
      'Cette archive vient d’une version plus récente de Malleposte (format {version}).',
      'Le fichier est bon. Installez la version plus récente, ou ouvrez-le avec age et unzip.',
    ],
  ),
  'archive.truncated': row(
    'never',
    EXIT.archive,
    [
      'The archive {path} is cut off: its end is missing.',
      'Copy it again from where it came. Complete messages before the cut can still be read with age and unzip.',
    ],
    [
      'L’archive {path} est coupée\u202f: la fin manque.',
      'Recopiez-la depuis son origine. Les messages complets avant la coupure restent lisibles avec age et unzip.',
    ],
  ),
  'archive.damaged': row(
    'never',
    EXIT.archive,
    [
      'The archive {path} is damaged: {reason}.',
      'The undamaged messages stay usable. Verify it to see which ones are affected.',
    ],
    [
      'L’archive {path} est endommagée\u202f: {reason}.',
      'Les messages intacts restent utilisables. Vérifiez-la pour savoir lesquels sont touchés.',
    ],
  ),
  'archive.message_damaged': row(
    'never',
    EXIT.archive,
    [
      'This message is damaged in the archive: {reason}.',
      'The other messages are not affected. If it is still on the server, export again.',
    ],
    [
      'Ce message est endommagé dans l’archive\u202f: {reason}.',
      'Les autres messages ne sont pas touchés. S’il est encore sur le serveur, exportez à nouveau.',
    ],
  ),
  'archive.message_too_large': row(
    'never',
    EXIT.archive,
    ['This message is too large to be shown here.', 'It is safe in the archive. Extract it to a folder instead.'],
    [
      'Ce message est trop volumineux pour être affiché ici.',
      'Il est en sûreté dans l’archive. Extrayez-le plutôt vers un dossier.',
    ],
  ),
  'archive.volume_missing': row(
    'later',
    EXIT.archive,
    [
      'A file of this archive is missing: {path}.',
      'Put all files of the archive in one folder. The messages in the other files stay usable.',
    ],
    [
      'Un fichier de cette archive manque\u202f: {path}.',
      'Mettez tous les fichiers de l’archive dans le même dossier. Les messages des autres fichiers restent utilisables.',
    ],
  ),
  'archive.exists': row(
    'never',
    EXIT.archive,
    ['{path} already exists.', 'It was not touched. Choose another name.'],
    ['{path} existe déjà.', 'Il n’a pas été touché. Choisissez un autre nom.'],
  ),
  'archive.in_use': row(
    'later',
    EXIT.archive,
    ['Another export is already writing {path}.', 'Wait for it to end, or choose another name.'],
    ['Un autre export écrit déjà {path}.', 'Attendez qu’il se termine, ou choisissez un autre nom.'],
  ),
  'archive.resume_differs': row(
    'never',
    EXIT.archive,
    [
      'An unfinished export to {path} was made with other choices: {reason}.',
      'Go on with the same choices, or choose another name. Nothing was changed.',
    ],
    [
      'Un export inachevé vers {path} a été fait avec d’autres choix\u202f: {reason}.',
      'Reprenez avec les mêmes choix, ou choisissez un autre nom. Rien n’a été changé.',
    ],
  ),
  'archive.weak_passphrase': row(
    'never',
    EXIT.usage,
    ['This passphrase is too easy to guess.', 'Nothing was written. Use the proposed words, or a longer phrase.'],
    [
      'Cette phrase secrète est trop facile à deviner.',
      'Rien n’a été écrit. Prenez les mots proposés, ou une phrase plus longue.',
    ],
  ),
  'disk.full': row(
    'later',
    EXIT.disk,
    ['The disk is full: {path}.', 'What was already saved is safe. Make room or choose another disk, then go on.'],
    [
      'Le disque est plein\u202f: {path}.',
      'Ce qui était déjà enregistré est en sûreté. Faites de la place ou changez de disque, puis reprenez.',
    ],
  ),
  'disk.not_enough_room': row(
    'later',
    EXIT.disk,
    [
      'There is not enough room in {path}: {neededBytes} needed, {freeBytes} free.',
      'Nothing was written. Make room or choose another disk.',
    ],
    [
      'Il n’y a pas assez de place dans {path}\u202f: il faut {neededBytes}, il reste {freeBytes}.',
      'Rien n’a été écrit. Faites de la place ou changez de disque.',
    ],
  ),
  'disk.read_only': row(
    'never',
    EXIT.disk,
    ['Writing to {path} is not allowed.', 'Nothing was written. Choose a folder of your own.'],
    ['L’écriture dans {path} n’est pas permise.', 'Rien n’a été écrit. Choisissez un dossier à vous.'],
  ),
  'disk.not_found': row(
    'never',
    EXIT.disk,
    ['{path} does not exist.', 'Check the name, or reconnect the disk.'],
    ['{path} n’existe pas.', 'Vérifiez le nom, ou rebranchez le disque.'],
  ),
  'disk.failed': row(
    'later',
    EXIT.disk,
    [
      'The disk reported an error on {path}: {reason}.',
      'What was verified before is safe. Check the disk, or use another one.',
    ],
    [
      'Le disque a signalé une erreur sur {path}\u202f: {reason}.',
      'Ce qui a été vérifié avant est en sûreté. Contrôlez le disque, ou prenez-en un autre.',
    ],
  ),
  'mail.gone': row(
    'never',
    EXIT.mail,
    ['This message is no longer there.', 'Another program has moved or deleted it. The list is up to date now.'],
    ['Ce message n’est plus là.', 'Un autre programme l’a déplacé ou supprimé. La liste est maintenant à jour.'],
  ),
  'mail.folder_gone': row(
    'never',
    EXIT.mail,
    ['This folder is no longer there.', 'Another program has renamed or deleted it. The folders are up to date now.'],
    ['Ce dossier n’est plus là.', 'Un autre programme l’a renommé ou supprimé. Les dossiers sont maintenant à jour.'],
  ),
  'mail.no_folder': row(
    'later',
    EXIT.mail,
    [
      '{account} has no folder for this, and none could be made.',
      'Nothing was changed. Make the folder, or choose one in the account’s settings.',
    ],
    [
      '{account} n’a pas de dossier pour cela, et il n’a pas pu être créé.',
      'Rien n’a été changé. Créez le dossier, ou choisissez-en un dans les réglages du compte.',
    ],
  ),
  'mail.folder_exists': row(
    'never',
    EXIT.mail,
    ['There is already a folder called {name} here.', 'Nothing was changed. Choose another name.'],
    ['Il y a déjà un dossier {name} à cet endroit.', 'Rien n’a été changé. Choisissez un autre nom.'],
  ),
  'mail.folder_refused': row(
    'never',
    EXIT.mail,
    ['{host} does not accept this change to the folder {name}.', 'Nothing was changed. Its own words are quoted.'],
    ['{host} n’accepte pas ce changement du dossier {name}.', 'Rien n’a été changé. Ses propres mots sont cités.'],
  ),
  'mail.change_refused': row(
    'later',
    EXIT.mail,
    [
      '{host} refused a change to {count} messages.',
      'The messages are where the server has them; nothing was lost. The list shows them so again.',
    ],
    [
      '{host} a refusé un changement sur {count} messages.',
      'Les messages sont là où le serveur les garde\u202f; rien n’est perdu. La liste les montre ainsi de nouveau.',
    ],
  ),
  'mail.too_late': row(
    'never',
    EXIT.mail,
    ['This can no longer be undone.', 'The messages are where the list shows them.'],
    ['Ceci ne peut plus être annulé.', 'Les messages sont là où la liste les montre.'],
  ),
  'mail.image_refused': row(
    'never',
    EXIT.mail,
    ['This picture was not loaded: {reason}.', 'The message itself is unharmed.'],
    ['Cette image n’a pas été chargée\u202f: {reason}.', 'Le message lui-même est intact.'],
  ),
  'mail.unsubscribe_refused': row(
    'later',
    EXIT.mail,
    ['{host} did not accept the unsubscription.', 'Nothing else was sent. Try again later, or use its page.'],
    [
      '{host} n’a pas accepté la désinscription.',
      'Rien d’autre n’a été envoyé. Réessayez plus tard, ou passez par sa page.',
    ],
  ),
  'smtp.no_server': row(
    'never',
    EXIT.mail,
    [
      '{account} cannot send mail: it has no server for outgoing mail.',
      'Nothing was sent. Add the server in the account’s settings.',
    ],
    [
      '{account} ne peut pas envoyer\u202f: il n’a pas de serveur d’envoi.',
      'Rien n’a été envoyé. Ajoutez le serveur dans les réglages du compte.',
    ],
  ),
  'smtp.refused': row(
    'later',
    EXIT.mail,
    ['{host} did not accept the message for sending.', 'It was not sent. The server’s own words are quoted.'],
    ['{host} n’a pas accepté le message à envoyer.', 'Il n’a pas été envoyé. Les mots du serveur sont cités.'],
  ),
  'mail.no_report_address': row(
    'never',
    EXIT.mail,
    ['No address for reports of phishing is set.', 'Nothing was sent. Enter one in the settings, then report again.'],
    [
      'Aucune adresse de signalement d’hameçonnage n’est réglée.',
      'Rien n’a été envoyé. Indiquez-en une dans les réglages, puis signalez de nouveau.',
    ],
  ),
} as const satisfies Record<string, Row>;
