// The words of the reader: one thread, its messages, what is known of their senders, their files.
import type { ReadMessage, Trust } from '../../electron/contract/mail.ts';
import { counter } from './counter.ts';
import { duration, language, plural, words } from './locale.ts';

const en = counter('en');
const fr = counter('fr');

export const readerWords = words({
  en: {
    back: 'Back to the list',
    toolbar: 'Message actions',
    archive: 'Archive',
    move: 'Move to a folder',
    junk: 'Junk',
    notJunk: 'Not junk',
    trash: 'Delete',
    position: (index: number, total: number) => `${en(index)} of ${en(total)}`,
    previous: 'Previous message',
    next: 'Next message',
    more: 'More actions',
    star: 'Star',
    unstar: 'Remove the star',
    noSubject: '(no subject)',
    noSender: '(no sender)',
    noRecipient: '(no recipient)',
    me: 'me',
    iAm: 'Me',
    draft: 'Draft',
    muted: 'Muted',
    openOne: (name: string, date: string) => `Open the message from ${name}, ${date}`,
    closeOne: 'Fold this message',
    moreMessages: (count: number) => `Show ${en(count, 'more message', 'more messages')}`,
    unread: 'unread',
    to: (people: string) => `to ${people}`,
    andMore: (people: string, count: number) => `${people} and ${en(count, 'other', 'others')}`,
    and: (first: string, last: string) => `${first} and ${last}`,
    showDetails: 'Show details',
    hideDetails: 'Hide details',
    waiting: 'The text is being asked from the server. It shows here as soon as it comes.',
    retry: 'Try again',
    gone: 'Back to the list',

    details: {
      authentication: 'Authentication',
      sender: 'Sent by',
      replyTo: 'Reply to',
      to: 'To',
      cc: 'Copy',
      bcc: 'Blind copy',
      route: 'Route',
      sent: 'Written',
      list: 'List',
      seal: 'Protection',
      tracking: 'Tracking',
      receipt: 'Receipt',
      size: 'Size',
    },
    confirmed: (domain: string, by: string) => `${domain} confirmed by ${by}`,
    notConfirmed: (domain: string, by: string) => `${domain} not confirmed: ${by} failed`,
    notStated: 'No server that can be trusted says anything about it',
    morePeople: (count: number) => `and ${en(count, 'more recipient', 'more recipients')}`,
    routeUnknown: 'Not written down in the message',
    writtenWith: (mailer: string) => `Written with ${mailer}`,
    relays: (count: number) => en(count, 'relay', 'relays'),
    inTime: (time: string) => `in ${time}`,
    allEncrypted: 'every step encrypted (TLS)',
    someOpen: (count: number) => `${en(count, 'step', 'steps')} not encrypted`,
    trackersLeftOut: (count: number) => `${en(count, 'tracking pixel', 'tracking pixels')} left out, never loaded`,
    receiptAsked: 'The sender asked for a read receipt. None is sent.',
    seals: {
      pgp_encrypted: 'Encrypted with OpenPGP',
      pgp_signed: 'Signed with OpenPGP, the signature is not checked here',
      smime_encrypted: 'Encrypted with S/MIME',
      smime_signed: 'Signed with S/MIME, the signature is not checked here',
    },
    sealedTitle: 'This message is encrypted.',
    sealedSays: (how: string) =>
      `It cannot be opened here (${how}). Save it as .eml and open it in a program that has your key.`,

    imagesBlocked: (count: number) =>
      `${en(count, 'remote image', 'remote images')} blocked: loading ${count === 1 ? 'it' : 'them'} would tell when you read.`,
    imagesShow: 'Show',
    imagesAlways: (name: string) => `Always for ${name}`,
    imagesLeftOut: (count: number) => `${en(count, 'remote image', 'remote images')} could not be loaded.`,
    adapted: 'Colours are adapted to the dark.',
    originalColours: 'Original colours',
    adaptedColours: 'Adapted colours',
    report: 'Report',
    textCut: 'This message is very long: only its beginning is shown. Save it as .eml to have all of it.',
    noText: 'This message has no text.',

    files: (count: number) => en(count, 'file', 'files'),
    filesFrom: (count: number) => plural(count, 'out of', 'out of'),
    richText: 'formatted text recovered',
    saveAll: 'Save all',
    saveAllSays: 'Save all files as one .zip',
    saving: 'Saving…',
    saveFile: (name: string) => `Save ${name}`,
    openFile: (name: string) => `Open ${name}`,
    previewFile: (name: string) => `Preview ${name}`,
    moreFiles: (count: number) => `Show ${en(count, 'more file', 'more files')}`,
    inside: (name: string) => `in ${name}`,
    reference: 'Only a pointer: the file itself was not sent',

    quote: (lines: number) => `Show the quoted text (${en(lines, 'line', 'lines')})`,
    quoteHide: 'Hide the quoted text',
    body: (subject: string) => `Text of the message: ${subject}`,

    menu: {
      markUnread: 'Mark as unread',
      mute: 'Mute this thread',
      unmute: 'Stop muting this thread',
      print: 'Print',
      saveEml: 'Save as .eml',
      savePdf: 'Save as PDF',
      plain: 'Show as plain text',
      rich: 'Show with its formatting',
      source: 'Show the source',
      headers: 'Show the headers',
      unsubscribe: 'Unsubscribe',
      report: 'Report phishing',
    },
    pdfSays: 'In the print window, choose “Save as PDF” or “Print to PDF” as the printer.',
    sourceTitle: 'Source of the message',
    sourceSays: (size: string) => `${size}, as it is on the server`,
    sourceCut: (size: string) => `The first ${size} are shown. The saved file has all of it.`,
    copyAll: 'Copy all',
    headersTitle: 'Headers',
    headersSays: 'Decoded, in the order in which they stand in the message.',
    routeTitle: 'Route',
    hop: { from: 'From', by: 'Received by', at: 'Time', delay: 'Delay', encrypted: 'Encrypted' },
    yes: 'yes',
    no: 'no',
    handedIn: 'handed in',
    fields: 'Fields',
    problems: 'Not as it should be in this message',

    unsubscribeTitle: (name: string) => `Unsubscribe from ${name}?`,
    unsubscribeOneClick: (host: string) =>
      `A request goes to ${host}, as the sender asks for it. It says nothing but that you leave. No page opens.`,
    unsubscribeMailto: (address: string) => `A short message goes to ${address} from the address you were written to.`,
    unsubscribeWeb: (host: string) => `This sender only offers a page at ${host}. It opens in your browser.`,
    unsubscribeDo: 'Unsubscribe',
    unsubscribeOpen: 'Open the page',
    unsubscribed: (name: string) => `Asked ${name} to take you off the list.`,
    reportTitle: 'Report this message as phishing?',
    reportSays: (address: string) =>
      `The message goes to ${address} as an attachment, so that others are protected. Then it moves to Junk.`,
    reportNoAddress:
      'The message goes as an attachment to an address that fights phishing. Which one is not set yet: enter it here. It is kept for the next time.',
    reportAddress: 'Address for reports',
    reportAddressHint: 'The one your provider or your employer gives for this',
    reportDo: 'Report and move to Junk',
    reported: 'Reported, and moved to Junk.',

    print: { from: 'From', to: 'To', cc: 'Copy', date: 'Date', files: 'Files' },
  },
  fr: {
    back: 'Retour à la liste',
    toolbar: 'Actions sur le message',
    archive: 'Archiver',
    move: 'Déplacer dans un dossier',
    junk: 'Indésirable',
    notJunk: 'Pas indésirable',
    trash: 'Supprimer',
    position: (index: number, total: number) => `${fr(index)} sur ${fr(total)}`,
    previous: 'Message précédent',
    next: 'Message suivant',
    more: 'Plus d’actions',
    star: 'Suivre',
    unstar: 'Ne plus suivre',
    noSubject: '(sans objet)',
    noSender: '(sans expéditeur)',
    noRecipient: '(sans destinataire)',
    me: 'moi',
    iAm: 'Moi',
    draft: 'Brouillon',
    muted: 'En sourdine',
    openOne: (name: string, date: string) => `Ouvrir le message de ${name}, ${date}`,
    closeOne: 'Replier ce message',
    moreMessages: (count: number) => `Afficher ${fr(count, 'autre message', 'autres messages')}`,
    unread: 'non lu',
    to: (people: string) => `à ${people}`,
    andMore: (people: string, count: number) => `${people} et ${fr(count, 'autre', 'autres')}`,
    and: (first: string, last: string) => `${first} et ${last}`,
    showDetails: 'Afficher les détails',
    hideDetails: 'Masquer les détails',
    waiting: 'Le texte est demandé au serveur. Il s’affiche ici dès qu’il arrive.',
    retry: 'Réessayer',
    gone: 'Retour à la liste',

    details: {
      authentication: 'Authentification',
      sender: 'Envoyé par',
      replyTo: 'Réponse à',
      to: 'À',
      cc: 'Copie',
      bcc: 'Copie cachée',
      route: 'Trajet',
      sent: 'Écrit',
      list: 'Liste',
      seal: 'Protection',
      tracking: 'Pistage',
      receipt: 'Accusé',
      size: 'Taille',
    },
    confirmed: (domain: string, by: string) => `${domain} confirmé par ${by}`,
    notConfirmed: (domain: string, by: string) => `${domain} non confirmé\u202F: échec de ${by}`,
    notStated: 'Aucun serveur de confiance ne se prononce',
    morePeople: (count: number) => `et ${fr(count, 'autre destinataire', 'autres destinataires')}`,
    routeUnknown: 'Le message n’en dit rien',
    writtenWith: (mailer: string) => `Écrit avec ${mailer}`,
    relays: (count: number) => fr(count, 'relais', 'relais'),
    inTime: (time: string) => `en ${time}`,
    allEncrypted: 'chaque étape chiffrée (TLS)',
    someOpen: (count: number) => fr(count, 'étape non chiffrée', 'étapes non chiffrées'),
    trackersLeftOut: (count: number) => `${fr(count, 'pixel espion écarté', 'pixels espions écartés')}, jamais chargés`,
    receiptAsked: 'L’expéditeur demande un accusé de lecture. Aucun n’est envoyé.',
    seals: {
      pgp_encrypted: 'Chiffré avec OpenPGP',
      pgp_signed: 'Signé avec OpenPGP, la signature n’est pas vérifiée ici',
      smime_encrypted: 'Chiffré avec S/MIME',
      smime_signed: 'Signé avec S/MIME, la signature n’est pas vérifiée ici',
    },
    sealedTitle: 'Ce message est chiffré.',
    sealedSays: (how: string) =>
      `Il ne peut pas être ouvert ici (${how}). Enregistrez-le en .eml et ouvrez-le dans un programme qui a votre clé.`,

    imagesBlocked: (count: number) =>
      `${fr(count, 'image distante bloquée', 'images distantes bloquées')}\u202F: ${count === 1 ? 'la' : 'les'} charger dirait quand vous lisez.`,
    imagesShow: 'Afficher',
    imagesAlways: (name: string) => `Toujours pour ${name}`,
    imagesLeftOut: (count: number) =>
      `${fr(count, 'image distante n’a pas pu être chargée', 'images distantes n’ont pas pu être chargées')}.`,
    adapted: 'Couleurs adaptées au sombre.',
    originalColours: 'Couleurs d’origine',
    adaptedColours: 'Couleurs adaptées',
    report: 'Signaler',
    textCut: 'Ce message est très long\u202F: seul son début est affiché. Enregistrez-le en .eml pour tout avoir.',
    noText: 'Ce message n’a pas de texte.',

    files: (count: number) => fr(count, 'fichier', 'fichiers'),
    filesFrom: (count: number) => plural(count, 'tiré de', 'tirés de'),
    richText: 'texte mis en forme récupéré',
    saveAll: 'Tout enregistrer',
    saveAllSays: 'Enregistrer tous les fichiers en un .zip',
    saving: 'Enregistrement…',
    saveFile: (name: string) => `Enregistrer ${name}`,
    openFile: (name: string) => `Ouvrir ${name}`,
    previewFile: (name: string) => `Aperçu de ${name}`,
    moreFiles: (count: number) => `Afficher ${fr(count, 'autre fichier', 'autres fichiers')}`,
    inside: (name: string) => `dans ${name}`,
    reference: 'Un simple renvoi\u202F: le fichier lui-même n’a pas été envoyé',

    quote: (lines: number) => `Afficher le texte cité (${fr(lines, 'ligne', 'lignes')})`,
    quoteHide: 'Masquer le texte cité',
    body: (subject: string) => `Texte du message\u202F: ${subject}`,

    menu: {
      markUnread: 'Marquer comme non lu',
      mute: 'Mettre cette conversation en sourdine',
      unmute: 'Remettre le son de cette conversation',
      print: 'Imprimer',
      saveEml: 'Enregistrer en .eml',
      savePdf: 'Enregistrer en PDF',
      plain: 'Afficher en texte brut',
      rich: 'Afficher la mise en forme',
      source: 'Afficher la source',
      headers: 'Afficher les en-têtes',
      unsubscribe: 'Se désinscrire',
      report: 'Signaler un hameçonnage',
    },
    pdfSays:
      'Dans la fenêtre d’impression, choisissez «\u202FEnregistrer au format PDF\u202F» ou «\u202FPrint to PDF\u202F» comme imprimante.',
    sourceTitle: 'Source du message',
    sourceSays: (size: string) => `${size}, tel qu’il est sur le serveur`,
    sourceCut: (size: string) => `Les premiers ${size} sont affichés. Le fichier enregistré contient tout.`,
    copyAll: 'Tout copier',
    headersTitle: 'En-têtes',
    headersSays: 'Décodés, dans l’ordre où ils se trouvent dans le message.',
    routeTitle: 'Trajet',
    hop: { from: 'De', by: 'Reçu par', at: 'Heure', delay: 'Délai', encrypted: 'Chiffré' },
    yes: 'oui',
    no: 'non',
    handedIn: 'remis sur place',
    fields: 'Champs',
    problems: 'Ce qui n’est pas comme il faudrait dans ce message',

    unsubscribeTitle: (name: string) => `Se désinscrire de ${name}\u202F?`,
    unsubscribeOneClick: (host: string) =>
      `Une demande part vers ${host}, comme l’expéditeur le prévoit. Elle dit seulement que vous partez. Aucune page ne s’ouvre.`,
    unsubscribeMailto: (address: string) =>
      `Un court message part vers ${address}, depuis l’adresse où l’on vous a écrit.`,
    unsubscribeWeb: (host: string) =>
      `Cet expéditeur ne propose qu’une page chez ${host}. Elle s’ouvre dans votre navigateur.`,
    unsubscribeDo: 'Se désinscrire',
    unsubscribeOpen: 'Ouvrir la page',
    unsubscribed: (name: string) => `Demande de désinscription envoyée à ${name}.`,
    reportTitle: 'Signaler ce message comme hameçonnage\u202F?',
    reportSays: (address: string) =>
      `Le message part en pièce jointe vers ${address}, pour protéger d’autres personnes. Puis il va dans les indésirables.`,
    reportNoAddress:
      'Le message part en pièce jointe vers une adresse qui lutte contre l’hameçonnage. Elle n’est pas encore réglée\u202F: indiquez-la ici. Elle est gardée pour la prochaine fois.',
    reportAddress: 'Adresse de signalement',
    reportAddressHint: 'Celle que votre fournisseur ou votre employeur donne pour cela',
    reportDo: 'Signaler et mettre aux indésirables',
    reported: 'Signalé, et mis aux indésirables.',

    print: { from: 'De', to: 'À', cc: 'Copie', date: 'Date', files: 'Fichiers' },
  },
});

type Notice = Trust['notices'][number];
type Params = Notice['params'];

/** What is to know, in bold, and the rest of the sentence. */
export interface NoticeSays {
  readonly strong: string;
  readonly rest: string;
}

const noticeWords: Readonly<Record<Notice['kind'], Readonly<Record<'en' | 'fr', (params: Params) => NoticeSays>>>> = {
  reply_elsewhere: {
    en: ({ domain }) => ({ strong: `Your reply would go to ${domain},`, rest: 'not to the sender.' }),
    fr: ({ domain }) => ({ strong: `Votre réponse partirait vers ${domain},`, rest: 'pas chez l’expéditeur.' }),
  },
  name_imitates_address: {
    en: ({ shown, address }) => ({ strong: `The name says ${shown},`, rest: `but the message is from ${address}.` }),
    fr: ({ shown, address }) => ({ strong: `Le nom affiche ${shown},`, rest: `mais le message vient de ${address}.` }),
  },
  name_imitates_contact: {
    en: ({ name, address }) => ({ strong: `Not the ${name} you know:`, rest: `you write to ${address}.` }),
    fr: ({ name, address }) => ({
      strong: `Ce n’est pas l’adresse de ${name} que vous connaissez\u202F:`,
      rest: `vous écrivez à ${address}.`,
    }),
  },
  lookalike_domain: {
    en: ({ domain, like }) =>
      like
        ? { strong: `${domain} is not ${like}.`, rest: 'The two names only look alike.' }
        : { strong: `${domain} mixes letters of several alphabets`, rest: 'that look alike.' },
    fr: ({ domain, like }) =>
      like
        ? { strong: `${domain} n’est pas ${like}.`, rest: 'Les deux noms se ressemblent seulement.' }
        : { strong: `${domain} mêle des lettres de plusieurs alphabets`, rest: 'qui se ressemblent.' },
  },
  link_elsewhere: {
    en: ({ shown, host }) => ({ strong: `A link that says ${shown}`, rest: `leads to ${host}.` }),
    fr: ({ shown, host }) => ({ strong: `Un lien qui affiche ${shown}`, rest: `mène à ${host}.` }),
  },
  authentication_failed: {
    en: ({ domain, by }) => ({ strong: `${by} could not confirm`, rest: `that this message comes from ${domain}.` }),
    fr: ({ domain, by }) => ({ strong: `${by} n’a pas pu confirmer`, rest: `que ce message vient de ${domain}.` }),
  },
  first_time: {
    en: ({ address }) => ({ strong: 'First message', rest: `from ${address}.` }),
    fr: ({ address }) => ({ strong: 'Premier message', rest: `de ${address}.` }),
  },
  external: {
    en: ({ address }) => ({ strong: 'First message', rest: `from ${address}, which is outside your organisation.` }),
    fr: ({ address }) => ({ strong: 'Premier message', rest: `de ${address}, extérieur à votre organisation.` }),
  },
  many_from: {
    en: ({ count }) => ({ strong: `${count} senders`, rest: 'are named. Only one can have sent it.' }),
    fr: ({ count }) => ({ strong: `${count} expéditeurs`, rest: 'sont nommés. Un seul a pu l’envoyer.' }),
  },
};

/** Reading it inside a component follows the language. */
export const noticeSays = ({ kind, params }: Notice): NoticeSays => noticeWords[kind][language()](params);

/** "SPF, DKIM and DMARC". */
export function checksJoined(names: readonly string[]): string {
  const [last] = names.slice(-1);
  const first = names.slice(0, -1).join(', ');
  return first && last ? readerWords.and(first, last) : (last ?? '');
}

/** "Written with Outlook, 3 relays in 4 s, every step encrypted (TLS)". */
export function routeSays({ mailer, hops }: ReadMessage['route']): string {
  const t = readerWords;
  const times = hops.flatMap(({ at }) => at ?? []);
  const whole = times.length > 1 ? Math.max(...times) - Math.min(...times) : null;
  const open = hops.filter(({ encrypted }) => !encrypted).length;
  const parts = [
    mailer ? t.writtenWith(mailer) : '',
    hops.length ? `${t.relays(hops.length)}${whole === null ? '' : ` ${t.inTime(duration(whole))}`}` : '',
    hops.length ? (open ? t.someOpen(open) : t.allEncrypted) : '',
  ].filter(Boolean);
  return parts.join(', ') || t.routeUnknown;
}
