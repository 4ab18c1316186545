// The words of malleposte winmail.
import type { Language } from '../../contract/errors.ts';
import type { WinmailDocument } from '../../contract/winmail.ts';

type Source = WinmailDocument['body']['source'];

interface WinmailWords {
  colon: string;
  notTnef(mimeType: string): string;
  plainMessage: string;
  subject: string;
  from: string;
  to: string;
  cc: string;
  sent: string;
  text: string;
  none: string;
  body: Readonly<Record<Source, (length: string) => string>>;
  calendar: string;
  method: Readonly<Record<NonNullable<WinmailDocument['calendar']>['method'], string>>;
  repeats: string;
  people(count: number): string;
  contact: string;
  noFiles: string;
  file: string;
  type: string;
  size: string;
  inline: string;
  kind: Readonly<Record<'file' | 'message' | 'ole' | 'reference', string>>;
  points(to: string): string;
  problems: string;
  remarks: string;
  written(count: string): string;
}

const en: WinmailWords = {
  colon: ':',
  notTnef: (mimeType) => `This is not a winmail.dat (no TNEF signature) but ${mimeType}.`,
  plainMessage: 'This message holds no winmail.dat.',
  subject: 'Subject',
  from: 'From',
  to: 'To',
  cc: 'Copy to',
  sent: 'Sent',
  text: 'Text',
  none: 'none',
  body: {
    html: (length) => `HTML, ${length} characters`,
    'rtf-html': (length) => `HTML taken out of Rich Text, ${length} characters`,
    'rtf-text': (length) => `plain text taken out of Rich Text, ${length} characters`,
    rtf: (length) => `Rich Text turned into HTML, ${length} characters`,
    text: (length) => `plain text, ${length} characters`,
    none: (length) => `${length} characters`,
  },
  calendar: 'Calendar',
  method: {
    REQUEST: 'invitation',
    CANCEL: 'cancellation',
    REPLY: 'answer',
    COUNTER: 'counter-proposal',
    PUBLISH: 'entry',
  },
  repeats: 'repeats',
  people: (count) => `${count} ${count === 1 ? 'person' : 'people'}`,
  contact: 'Contact',
  noFiles: 'No files.',
  file: 'File',
  type: 'Type',
  size: 'Size',
  inline: 'in the text',
  kind: { file: '', message: 'message', ole: 'object of another program', reference: '' },
  points: (to) => `only points to ${to}`,
  problems: 'Not as it should be:',
  remarks: 'Good to know:',
  written: (count) => `Files written or already there: ${count}`,
};

const fr: WinmailWords = {
  colon: '\u202f:',
  notTnef: (mimeType) => `Ce n’est pas un winmail.dat (pas de signature TNEF) mais ${mimeType}.`,
  plainMessage: 'Ce message ne contient pas de winmail.dat.',
  subject: 'Objet',
  from: 'De',
  to: 'À',
  cc: 'Copie à',
  sent: 'Envoyé',
  text: 'Texte',
  none: 'aucun',
  body: {
    html: (length) => `HTML, ${length} caractères`,
    'rtf-html': (length) => `HTML tiré du RTF, ${length} caractères`,
    'rtf-text': (length) => `texte simple tiré du RTF, ${length} caractères`,
    rtf: (length) => `RTF converti en HTML, ${length} caractères`,
    text: (length) => `texte simple, ${length} caractères`,
    none: (length) => `${length} caractères`,
  },
  calendar: 'Agenda',
  method: {
    REQUEST: 'invitation',
    CANCEL: 'annulation',
    REPLY: 'réponse',
    COUNTER: 'contre-proposition',
    PUBLISH: 'entrée',
  },
  repeats: 'se répète',
  people: (count) => `${count} personne${count < 2 ? '' : 's'}`,
  contact: 'Contact',
  noFiles: 'Aucun fichier.',
  file: 'Fichier',
  type: 'Type',
  size: 'Taille',
  inline: 'dans le texte',
  kind: { file: '', message: 'message', ole: 'objet d’un autre programme', reference: '' },
  points: (to) => `renvoie seulement vers ${to}`,
  problems: 'Pas en ordre\u202f:',
  remarks: 'À savoir\u202f:',
  written: (count) => `Fichiers écrits ou déjà là\u202f: ${count}`,
};

const words: Readonly<Record<Language, WinmailWords>> = { en, fr };
export const winmailWords = (language: Language): WinmailWords => words[language];
