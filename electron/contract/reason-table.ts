// Words for reasons that have a fixed name, so that `{reason}` reads well in both languages. A reason that is not in
// this table is somebody else's own words (a server's answer) and is shown as it is.
import type { Language } from './error-table.ts';

const reason = (en: string, fr: string): Readonly<Record<Language, string>> => ({ en, fr });

export const reasonTable: Readonly<Record<string, Readonly<Record<Language, string>>>> = {
  certificate_expired: reason('its certificate has expired', 'son certificat a expiré'),
  certificate_not_yet_valid: reason(
    'its certificate is not valid yet (or this computer’s clock is wrong)',
    'son certificat n’est pas encore valable (ou l’horloge de cet ordinateur est fausse)',
  ),
  certificate_wrong_name: reason(
    'its certificate was made for another name',
    'son certificat a été fait pour un autre nom',
  ),
  certificate_self_signed: reason(
    'its certificate is self-signed: nobody vouches for it',
    'son certificat est autosigné, personne ne s’en porte garant',
  ),
  certificate_unknown_authority: reason(
    'its certificate comes from an authority this computer does not know',
    'son certificat vient d’une autorité que cet ordinateur ne connaît pas',
  ),
  certificate_revoked: reason('its certificate was revoked', 'son certificat a été révoqué'),
  tls_not_spoken: reason(
    'it does not speak TLS on this port (try STARTTLS, or another port)',
    'il ne parle pas TLS sur ce port (essayez STARTTLS, ou un autre port)',
  ),
  tls_too_old: reason('it only offers an outdated version of TLS', 'il ne propose qu’une version périmée de TLS'),
  tls_failed: reason('the encrypted connection could not be set up', 'la connexion chiffrée n’a pas pu s’établir'),
  needs_encryption: reason(
    'it only accepts passwords over an encrypted connection',
    'il n’accepte les mots de passe que sur une connexion chiffrée',
  ),
  not_imap: reason('this is not an IMAP server', 'ce n’est pas un serveur IMAP'),
  not_pop3: reason('this is not a POP3 server', 'ce n’est pas un serveur POP3'),
  list_too_long: reason('its list of messages has no end', 'sa liste de messages n’a pas de fin'),
  file_changed: reason('the file changed while it was read', 'le fichier a changé pendant la lecture'),
  block_damaged: reason('the file is damaged where it lies', 'le fichier est endommagé à cet endroit'),
  part_damaged: reason(
    'the file is damaged where a part of it lies; the rest was taken',
    'le fichier est endommagé là où se trouve une de ses parties\u202f; le reste a été pris',
  ),
  index_damaged: reason(
    'the file’s own index is damaged; what could be found was taken, other messages may be missing',
    'l’index du fichier est endommagé\u202f; ce qui a pu être trouvé a été pris, d’autres messages peuvent manquer',
  ),
  not_in_file: reason(
    'its folder counts more messages than the file still holds',
    'son dossier compte plus de messages que le fichier n’en contient encore',
  ),
  not_msg: reason('it is not an Outlook message', 'ce n’est pas un message d’Outlook'),
  file_too_large: reason('the file is larger than mail can be', 'le fichier est plus gros que du courrier peut l’être'),
  attachment_missing: reason(
    'the mail program has not kept one of its attachments',
    'le logiciel de courrier n’a pas gardé l’une de ses pièces jointes',
  ),
  file_empty: reason('the file is empty', 'le fichier est vide'),
  text_differs: reason('it changed while it was read', 'il a changé pendant la lecture'),
  not_smtp: reason('this is not an SMTP server', 'ce n’est pas un serveur SMTP'),
  refused_to_talk: reason('it refuses to talk to this computer', 'il refuse de parler à cet ordinateur'),
  bad_answer: reason('the answer does not follow the protocol', 'la réponse ne suit pas le protocole'),
  no_sign_in_method: reason(
    'it offers no way of signing in with a password',
    'il ne propose aucune identification par mot de passe',
  ),
  no_answer_for_message: reason('no answer came for this message', 'aucune réponse n’est venue pour ce message'),
  left_out: reason('it answers for the others and leaves this one out', 'il répond pour les autres et omet celui-ci'),
  connection_dropped: reason(
    'the connection breaks each time this message is asked for',
    'la connexion se coupe chaque fois que ce message est demandé',
  ),
  size_differs: reason('its size is not what was announced', 'sa taille n’est pas celle qui était annoncée'),
  fingerprint_differs: reason('its bytes do not match its fingerprint', 'ses octets ne répondent pas à son empreinte'),
  over_server_limit: reason('it is larger than this server accepts', 'il dépasse ce que ce serveur accepte'),
  // Remote pictures.
  tracker: reason('it is only there to tell that you read', 'elle ne sert qu’à dire que vous lisez'),
  not_in_message: reason('the message does not show it', 'le message ne la montre pas'),
  not_allowed: reason('you have not allowed it', 'vous ne l’avez pas permise'),
  not_a_picture: reason('what came is no picture', 'ce qui est venu n’est pas une image'),
  private_network: reason('its address leads into a private network', 'son adresse mène dans un réseau privé'),
  redirect: reason('its address leads elsewhere', 'son adresse mène ailleurs'),
  too_large: reason('it is too large', 'elle est trop grande'),
  too_slow: reason('it did not come in time', 'elle n’est pas venue à temps'),
  broken: reason('the connection failed', 'la connexion a échoué'),
};
