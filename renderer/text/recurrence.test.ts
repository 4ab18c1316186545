import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { setLanguage } from './locale.ts';
import { recurrenceWords } from './recurrence.ts';

beforeAll(() => void vi.stubGlobal('navigator', { languages: ['en-GB', 'fr-FR'] }));
afterEach(() => setLanguage('en'));

const START = '2026-12-03T10:00:00';

test.each([
  ['FREQ=DAILY', 'Every day.', 'Tous les jours.'],
  ['FREQ=DAILY;INTERVAL=3;COUNT=10', 'Every 3 days, 10 times.', 'Tous les 3 jours, 10 fois.'],
  ['FREQ=WEEKLY;BYDAY=TH', 'Every week on Thursday.', 'Chaque semaine le jeudi.'],
  [
    'FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE',
    'Every other week on Monday and Wednesday.',
    'Toutes les 2 semaines les lundi et mercredi.',
  ],
  [
    'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;WKST=MO',
    'Every weekday, Monday to Friday.',
    'Chaque jour de semaine, du lundi au vendredi.',
  ],
  ['FREQ=MONTHLY;BYMONTHDAY=3', 'Every month on day 3.', 'Chaque mois le 3.'],
  ['FREQ=MONTHLY;BYMONTHDAY=1', 'Every month on day 1.', 'Chaque mois le 1er.'],
  ['FREQ=MONTHLY;BYMONTHDAY=-1', 'Every month on the last day.', 'Chaque mois le dernier jour.'],
  ['FREQ=MONTHLY;BYDAY=2TU', 'Every month on the second Tuesday.', 'Chaque mois le deuxième mardi.'],
  ['FREQ=MONTHLY;BYDAY=FR;BYSETPOS=-1', 'Every month on the last Friday.', 'Chaque mois le dernier vendredi.'],
  ['FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=3', 'Every year on 3 December.', 'Chaque année le 3 décembre.'],
  [
    'FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU',
    'Every year on the last Sunday of March.',
    'Chaque année le dernier dimanche de mars.',
  ],
  [
    'FREQ=WEEKLY;BYDAY=TH;UNTIL=20270304T100000Z',
    'Every week on Thursday, until 4 March 2027.',
    'Chaque semaine le jeudi, jusqu’au 4 mars 2027.',
  ],
])('%s', (rule, en, fr) => {
  setLanguage('en');
  expect(recurrenceWords(rule, START)).toBe(en);
  setLanguage('fr');
  expect(recurrenceWords(rule, START)).toBe(fr);
});

test.each(['FREQ=HOURLY', 'FREQ=MONTHLY;BYDAY=1MO,3MO', 'FREQ=DAILY;BYHOUR=9', 'nonsense', ''])(
  '%s is left to the file',
  (rule) => {
    expect(recurrenceWords(rule, START)).toBeNull();
  },
);
