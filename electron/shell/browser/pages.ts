// The few plain pages of the server itself, for people who arrive without a session. No script, no secret.
import type { Language } from '../../contract/errors.ts';

interface Words {
  readonly title: string;
  readonly what: string;
  readonly advice: string;
}
type Notice = 'no_session' | 'used_link' | 'not_found' | 'foreign_host';

const notices: Readonly<Record<Notice, Readonly<Record<Language, Words>>>> = {
  no_session: {
    en: {
      title: 'This page needs a fresh link',
      what: 'Malleposte is running, but this browser has no session with it.',
      advice: 'Open the link that Malleposte printed last in its terminal window. Your mail is untouched.',
    },
    fr: {
      title: 'Cette page a besoin d’un nouveau lien',
      what: 'Malleposte fonctionne, mais ce navigateur n’a pas de session ouverte.',
      advice: 'Ouvrez le dernier lien affiché par Malleposte dans sa fenêtre de terminal. Votre courrier est intact.',
    },
  },
  used_link: {
    en: {
      title: 'This link has already been used',
      what: 'Each link opens Malleposte once. If it was not you who used it, close Malleposte with Ctrl+C.',
      advice: 'Open the link that Malleposte printed last in its terminal window.',
    },
    fr: {
      title: 'Ce lien a déjà servi',
      what: 'Chaque lien ouvre Malleposte une seule fois. Si ce n’est pas vous qui l’avez utilisé, fermez Malleposte avec Ctrl+C.',
      advice: 'Ouvrez le dernier lien affiché par Malleposte dans sa fenêtre de terminal.',
    },
  },
  not_found: {
    en: { title: 'Nothing here', what: 'There is no page at this address.', advice: 'Go back to Malleposte.' },
    fr: { title: 'Rien ici', what: 'Il n’y a pas de page à cette adresse.', advice: 'Revenez à Malleposte.' },
  },
  foreign_host: {
    en: {
      title: 'Refused',
      what: 'Malleposte answers only on 127.0.0.1 of this computer.',
      advice: 'Open the link that Malleposte printed.',
    },
    fr: {
      title: 'Refusé',
      what: 'Malleposte ne répond que sur 127.0.0.1 de cet ordinateur.',
      advice: 'Ouvrez le lien affiché par Malleposte.',
    },
  },
};

/** French when the browser prefers French over English, by the order of its Accept-Language header. */
export function languageOf(acceptLanguage: string | undefined): Language {
  const wanted = acceptLanguage?.toLowerCase().match(/\b(fr|en)\b/);
  return wanted?.[1] === 'fr' ? 'fr' : 'en';
}

const frame = (language: Language, title: string, head: string, body: string): string =>
  `<!doctype html><html lang="${language}"><head><meta charset="utf-8">` +
  `<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">` +
  `<title>${title}</title>${head}</head><body>${body}</body></html>`;

export function noticePage(notice: Notice, language: Language): string {
  const words = notices[notice][language];
  return frame(
    language,
    `Malleposte: ${words.title}`,
    '',
    `<main><h1>${words.title}</h1><p>${words.what}</p><p>${words.advice}</p></main>`,
  );
}

/** Goes on to the page by itself; the link is for browsers that do not follow. */
export function onwardPage(language: Language): string {
  const open = language === 'fr' ? 'Ouvrir Malleposte' : 'Open Malleposte';
  return frame(
    language,
    'Malleposte',
    '<meta http-equiv="refresh" content="0;url=/">',
    `<main><p><a href="/">${open}</a></p></main>`,
  );
}
