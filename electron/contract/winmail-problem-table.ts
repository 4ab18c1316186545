// What was not as it should be in a winmail.dat, for people, in both languages: the same on the page and a terminal.
import type { Language } from './error-table.ts';

export const winmailProblems: Readonly<Record<string, Readonly<Record<Language, string>>>> = {
  truncated: {
    en: 'The file ends too early. What came before the end is here.',
    fr: 'Le fichier se termine trop tôt. Ce qui précède la fin est là.',
  },
  checksum: {
    en: 'A checksum does not fit. The content is shown as it is, and may be damaged.',
    fr: 'Une somme de contrôle ne correspond pas. Le contenu est montré tel quel et peut être abîmé.',
  },
  attribute: {
    en: 'One entry could not be read and was left out.',
    fr: 'Une entrée n’a pas pu être lue et a été laissée de côté.',
  },
  property: {
    en: 'One property could not be read and was left out.',
    fr: 'Une propriété n’a pas pu être lue et a été laissée de côté.',
  },
  limit: {
    en: 'The file holds more than is safe to read. What lies beyond was left out.',
    fr: 'Le fichier contient plus qu’il n’est prudent de lire. Le surplus a été laissé de côté.',
  },
  charset: {
    en: 'The file does not say how its letters are encoded; the most likely encoding was used.',
    fr: 'Le fichier ne dit pas comment ses lettres sont codées\u202f; le codage le plus probable a été employé.',
  },
  rtf: {
    en: 'The formatted text is damaged and shown as far as it could be read.',
    fr: 'Le texte mis en forme est abîmé\u202f; il est montré aussi loin qu’il a pu être lu.',
  },
  rtf_converted: {
    en: 'The formatted text was Rich Text and has been turned into HTML.',
    fr: 'Le texte mis en forme était en RTF et a été converti en HTML.',
  },
  reference: {
    en: 'One attachment is only a pointer to a file on the sender’s side.',
    fr: 'Une pièce jointe n’est qu’un renvoi vers un fichier resté chez l’expéditeur.',
  },
  ole: {
    en: 'An object of another program was kept as the file it is.',
    fr: 'Un objet d’un autre programme a été gardé tel quel.',
  },
  recurrence: {
    en: 'How the entry repeats could not be read. Its first date is right.',
    fr: 'La façon dont l’entrée se répète n’a pas pu être lue. Sa première date est juste.',
  },
  time_zone: {
    en: 'The time zone could not be read. The moment itself is right.',
    fr: 'Le fuseau horaire n’a pas pu être lu. L’instant lui-même est juste.',
  },
  embedded: {
    en: 'A message inside could not be opened and was kept as a file.',
    fr: 'Un message à l’intérieur n’a pas pu être ouvert et a été gardé comme fichier.',
  },
  trailing: {
    en: 'There are bytes after the end that belong to nothing.',
    fr: 'Il y a, après la fin, des octets qui n’appartiennent à rien.',
  },
  mime: {
    en: 'The message around it is not quite in order. Everything found in it is here.',
    fr: 'Le message qui l’entoure n’est pas tout à fait en ordre. Tout ce qui s’y trouvait est là.',
  },
  other: {
    en: 'Something in the file was not as it should be.',
    fr: 'Quelque chose dans le fichier n’était pas en ordre.',
  },
};

/** Said for completeness: nothing is missing, damaged or guessed because of them. */
const remarks: ReadonlySet<string> = new Set(['rtf_converted', 'ole', 'trailing']);
export const isWinmailRemark = (code: string): boolean => remarks.has(code);

/** `code` of a WinmailProblem; one that is not listed gets the general sentence. */
export const winmailProblem = (code: string, language: Language): string =>
  (Object.hasOwn(winmailProblems, code) ? winmailProblems[code] : winmailProblems['other'])?.[language] ?? code;
