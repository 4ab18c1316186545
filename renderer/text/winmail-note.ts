// The note to a sender whose Outlook packs attachments into winmail.dat. Not in the page's language but in the
// sender's, so both are at hand at once. The names of menus and settings are Outlook's own, in each language.
import type { Language } from './locale.ts';

export interface NoteAbout {
  /** Of the message that came packed; '' when not known. */
  readonly subject: string;
  /** Milliseconds since 1970 UTC; null when not known. */
  readonly sentAt: number | null;
  /** The sender's name; '' when not known. */
  readonly name: string;
}
export interface Note {
  readonly subject: string;
  readonly body: string;
}

const day = (time: number, lang: Language): string =>
  new Intl.DateTimeFormat(lang === 'en' ? 'en-GB' : 'fr-FR', { dateStyle: 'long' }).format(time);

function english({ subject, sentAt, name }: NoteAbout): Note {
  const which = [subject && ` “${subject}”`, sentAt === null ? '' : ` of ${day(sentAt, 'en')}`].join('');
  return {
    subject: 'Your attachments arrive as winmail.dat',
    body: `Hello${name ? ` ${name}` : ''},

Your message${which} reached me with its attachments packed into one file called winmail.dat. Outlook does that when it sends in its own format, Rich Text. Most other mail programs and phones cannot open it. I could read it this time, but other people who get mail from you may not.

Would you change this setting? It takes a minute.

In Outlook for Windows (classic):
1. File > Options > Mail.
2. Under “Compose messages”, set “Compose messages in this format” to HTML.
3. Further down, under “Message format”, set “When sending messages in Rich Text format to Internet recipients” to “Convert to HTML format”.
4. OK.

If it still happens with my address only:
- Open my contact, double-click my email address, and set “Internet format” to “Let Outlook decide the best sending format”.
- When you type my address, remove the suggestion Outlook makes (the cross beside it) and type the address in full once.

The new Outlook and Outlook on the web do not write Rich Text: there is nothing to change there.

If your company runs Exchange or Microsoft 365, its administrator can stop it for everybody: Exchange admin center > Mail flow > Remote domains > Default > “Use rich-text format”: Never (Set-RemoteDomain Default -TNEFEnabled $false).

Thank you!`,
  };
}

function french({ subject, sentAt, name }: NoteAbout): Note {
  const which = [subject && ` « ${subject} »`, sentAt === null ? '' : ` du ${day(sentAt, 'fr')}`].join('');
  return {
    subject: 'Vos pièces jointes arrivent en winmail.dat',
    body: `Bonjour${name ? ` ${name}` : ''},

Votre message${which} m’est parvenu avec ses pièces jointes enveloppées dans un fichier nommé winmail.dat. Outlook fait cela quand il envoie dans son propre format, le texte enrichi (RTF). La plupart des autres messageries et des téléphones ne savent pas l’ouvrir. J’ai pu le lire cette fois, mais d’autres personnes à qui vous écrivez ne le peuvent peut-être pas.

Pourriez-vous changer ce réglage ? Cela prend une minute.

Dans Outlook pour Windows (classique) :
1. Fichier > Options > Courrier.
2. Sous « Composition des messages », choisissez HTML dans « Composer les messages dans ce format ».
3. Plus bas, sous « Format du message », à la ligne « Lors de l’envoi de messages au format RTF à des destinataires Internet », choisissez « Convertir au format HTML ».
4. OK.

Si cela n’arrive encore qu’avec mon adresse :
- Ouvrez ma fiche de contact, double-cliquez sur mon adresse de messagerie et choisissez, pour « Format Internet », « Laisser Outlook choisir le meilleur format d’envoi ».
- En tapant mon adresse, retirez la suggestion d’Outlook (la croix à côté) et tapez l’adresse en entier une fois.

Le nouvel Outlook et Outlook sur le web n’écrivent pas en RTF : il n’y a rien à y changer.

Si votre entreprise utilise Exchange ou Microsoft 365, l’administrateur peut l’arrêter pour tout le monde : Centre d’administration Exchange > Flux de messagerie > Domaines distants > Default > « Utiliser le format de texte enrichi » : Jamais (Set-RemoteDomain Default -TNEFEnabled $false).

Merci !`,
  };
}

/** The note in a language, whatever the page's. */
export const noteTo = (about: NoteAbout, lang: Language): Note => (lang === 'fr' ? french(about) : english(about));

/** mailto: for a program that writes mail. Subject and text are encoded (RFC 6068); lines end in CRLF. */
export const noteLink = (address: string, note: Note): string =>
  `mailto:${encodeURIComponent(address).replaceAll('%40', '@')}?subject=${encodeURIComponent(note.subject)}&body=${encodeURIComponent(note.body.replaceAll('\n', '\r\n'))}`;
