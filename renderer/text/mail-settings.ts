// The words of the settings about mail.
import { number, words } from './locale.ts';

const lastEn = (count: number): string => {
  const [unit, units, much] = count % 12 ? ['month', 'months', count] : ['year', 'years', count / 12];
  return much === 1 ? `The last ${unit}` : `The last ${number(much)} ${units}`;
};

export const mailSettingsWords = words({
  en: {
    title: 'Mail',
    list: 'List',
    density: 'Rows',
    comfortable: 'Comfortable',
    compact: 'Compact',
    threads: 'Group the messages of a conversation',
    letterKeys: 'Single letters are shortcuts (E archives, J goes on)',
    news: 'New mail',
    notify: 'Announce new mail',
    notifyRefused: 'The system does not allow it. Allow notifications for Malleposte in its settings, then try again.',
    quiet: 'Quiet hours',
    quietFrom: 'From',
    quietTo: 'To',
    kept: 'Kept on this computer',
    keptSays:
      'Headers are always kept, so that lists work without a network. The rest is fetched when you open a message.',
    keepOf: (name: string) => `What is kept of ${name}`,
    keeps: { headers: 'Headers only', recent: 'Recent messages', everything: 'Everything' },
    monthsOf: (name: string) => `How much of ${name}`,
    months: (count: number) => lastEn(count),
    safety: 'Safety',
    phishing: 'Report phishing to',
    phishingSays: 'The reported message is sent there as an attachment, then moved to junk.',
    allowed: 'Remote pictures are shown from',
    allowedNone: 'Nobody. Remote pictures stay blocked until you allow them.',
    allowedSince: (day: string) => `since ${day}`,
    forbid: 'Block again',
    forbidOf: (address: string) => `Block pictures of ${address} again`,
  },
  fr: {
    title: 'Courrier',
    list: 'Liste',
    density: 'Lignes',
    comfortable: 'Confortables',
    compact: 'Compactes',
    threads: 'Regrouper les messages d’une conversation',
    letterKeys: 'Les lettres seules sont des raccourcis (E archive, J passe au suivant)',
    news: 'Nouveaux messages',
    notify: 'Annoncer les nouveaux messages',
    notifyRefused:
      'Le système ne le permet pas. Autorisez les notifications de Malleposte dans ses réglages, puis réessayez.',
    quiet: 'Heures calmes',
    quietFrom: 'De',
    quietTo: 'À',
    kept: 'Gardé sur cet ordinateur',
    keptSays:
      'Les en-têtes sont toujours gardés\u202F: les listes marchent sans réseau. Le reste est demandé à l’ouverture d’un message.',
    keepOf: (name: string) => `Ce qui est gardé de ${name}`,
    keeps: { headers: 'En-têtes seulement', recent: 'Messages récents', everything: 'Tout' },
    monthsOf: (name: string) => `Durée gardée de ${name}`,
    months: (count: number) =>
      count === 12
        ? 'La dernière année'
        : count % 12
          ? `Les ${number(count)} derniers mois`
          : `Les ${number(count / 12)} dernières années`,
    safety: 'Sécurité',
    phishing: 'Signaler l’hameçonnage à',
    phishingSays: 'Le message signalé y est envoyé en pièce jointe, puis placé dans les indésirables.',
    allowed: 'Les images distantes s’affichent pour',
    allowedNone: 'Personne. Les images distantes restent bloquées tant que vous ne les autorisez pas.',
    allowedSince: (day: string) => `depuis le ${day}`,
    forbid: 'Bloquer à nouveau',
    forbidOf: (address: string) => `Bloquer à nouveau les images de ${address}`,
  },
});
