// The words of the search box in both languages, without accents and hyphens. The English ones are what is printed.

export type Operator =
  | 'from'
  | 'to'
  | 'cc'
  | 'a'
  | 'subject'
  | 'body'
  | 'filename'
  | 'in'
  | 'has'
  | 'is'
  | 'before'
  | 'after'
  | 'larger'
  | 'smaller'
  | 'list';

type Words<T> = Readonly<Record<string, T | undefined>>;
const table = <T>(rows: Record<string, T>): Words<T> => Object.assign(Object.create(null) as Record<string, T>, rows);

export const operatorNames: Words<Operator> = table<Operator>({
  from: 'from',
  de: 'from',
  to: 'to',
  pour: 'to',
  a: 'a',
  cc: 'cc',
  copie: 'cc',
  subject: 'subject',
  objet: 'subject',
  sujet: 'subject',
  body: 'body',
  corps: 'body',
  texte: 'body',
  in: 'in',
  dans: 'in',
  dossier: 'in',
  has: 'has',
  avec: 'has',
  filename: 'filename',
  fichier: 'filename',
  is: 'is',
  est: 'is',
  before: 'before',
  avant: 'before',
  after: 'after',
  since: 'after',
  apres: 'after',
  depuis: 'after',
  larger: 'larger',
  plusgrand: 'larger',
  plusgros: 'larger',
  smaller: 'smaller',
  pluspetit: 'smaller',
  list: 'list',
  liste: 'list',
});

const attachment = 'attachment' as const;
const [unread, read, starred, answered] = ['unread', 'read', 'starred', 'answered'] as const;
const years = { months: 12, days: 0 };
const months = { months: 1, days: 0 };
const weeks = { months: 0, days: 7 };
const days = { months: 0, days: 1 };

export const valueNames = {
  has: table({
    attachment,
    attachments: attachment,
    file: attachment,
    files: attachment,
    piecejointe: attachment,
    piecesjointes: attachment,
    pj: attachment,
    fichier: attachment,
    fichiers: attachment,
  }),
  is: table<'unread' | 'read' | 'starred' | 'answered'>({
    unread,
    unseen: unread,
    nonlu: unread,
    nonlus: unread,
    read,
    seen: read,
    lu: read,
    lus: read,
    starred,
    flagged: starred,
    suivi: starred,
    suivis: starred,
    favori: starred,
    favoris: starred,
    etoile: starred,
    answered,
    replied: answered,
    repondu: answered,
    repondus: answered,
  }),
  /** Days before today. */
  day: table({ today: 0, aujourdhui: 0, yesterday: 1, hier: 1 }),
  span: table({
    d: days,
    day: days,
    days,
    j: days,
    jour: days,
    jours: days,
    w: weeks,
    week: weeks,
    weeks,
    s: weeks,
    sem: weeks,
    semaine: weeks,
    semaines: weeks,
    m: months,
    month: months,
    months,
    mois: months,
    y: years,
    year: years,
    years,
    a: years,
    an: years,
    ans: years,
  }),
};

/** Of 1024 each. */
export const sizeUnits: Words<number> = table({
  '': 1,
  b: 1,
  o: 1,
  k: 2 ** 10,
  kb: 2 ** 10,
  ko: 2 ** 10,
  m: 2 ** 20,
  mb: 2 ** 20,
  mo: 2 ** 20,
  g: 2 ** 30,
  gb: 2 ** 30,
  go: 2 ** 30,
});
