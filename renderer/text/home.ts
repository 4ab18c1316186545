// The words of the home page: what is saved, what to do next.
import { dateTime, number, plural, words } from './locale.ts';

export const homeWords = words({
  en: {
    label: 'Home',
    ok: 'Everything is saved and checked.',
    okLead: (ago: string, proofs: number) =>
      `The ${proofs > 1 ? 'oldest' : 'last'} proof was made ${ago}. New mail since then is not in it.`,
    count: (accounts: number) => `${number(accounts)} accounts`,
    some: (count: number, who: string) => `${who} ${count === 1 ? 'is' : 'are'} not saved yet.`,
    someLead: 'Each account is listed below with its last proof.',
    old: (who: string | null) => (who ? `${who}: the last proof is getting old.` : 'Your last proof is getting old.'),
    oldLead: (ago: string, proofs: number) =>
      `${proofs > 1 ? 'The oldest' : 'It'} was made ${ago}. Save again to have what came in since.`,
    folders: (who: string | null) => (who ? `${who}: only some folders are saved.` : 'Only some folders are saved.'),
    foldersLead: 'The last archive holds the folders you chose. Export all of them to have everything.',
    part: (who: string | null) =>
      who ? `${who}: some messages could not be saved.` : 'Some messages could not be saved.',
    partLead: (missing: number) =>
      `${number(missing)} ${plural(missing, 'message is', 'messages are')} missing. Each one is listed with its reason.`,
    failed: (who: string | null) => (who ? `${who}: the last check found damage.` : 'The last check found damage.'),
    failedLead: 'The undamaged messages stay usable. Save your mail again while it is still on the server.',
    none: 'Nothing is saved yet.',
    noneLead: 'Put all your mail into one encrypted archive, and see that it is all there.',
    noAccount: 'No account yet.',
    noAccountLead: 'Add the mailbox you want to save. Nothing is read before you say so.',
    found: 'found',
    saved: 'saved',
    verified: 'verified',
    sentence: (found: number, saved: number, verified: number) => {
      const missing = found - verified;
      return `${number(found)} found, ${number(saved)} saved, ${number(verified)} verified, ${missing ? number(missing) : 'none'} missing.`;
    },
    proofAt: (at: number) => `Proof of ${dateTime(at)}`,
    exportFirst: 'Export my mail',
    exportAgain: 'Export again',
    seeMissing: 'See what is missing',
    seeDamage: 'See what is damaged',
    openArchive: 'Open the archive',
    addAccount: 'Add an account',
    accounts: 'Accounts',
    neverSaved: 'Never saved',
    savedAgo: (ago: string, count: number) => `${number(count)} verified, ${ago}`,
    savedTogether: (ago: string) => `Saved with others, ${ago}`,
    savedFolders: (ago: string) => `Some folders saved, ${ago}`,
    savedPart: (ago: string, missing: number) => `${number(missing)} missing, ${ago}`,
    savedDamaged: (ago: string) => `Damage found, ${ago}`,
    needsPassword: 'Password missing',
    typePassword: 'Type it',
    more: (name: string) => `Actions for ${name}`,
    exportThis: 'Export this mail',
    accountSettings: 'Account settings',
    archives: 'Archives',
    archiveRow: (count: number, size: string) => `${number(count)} ${plural(count, 'message', 'messages')}, ${size}`,
    allArchives: 'All archives',
    gone: 'Not found at its place',
    quick: 'Also here',
    quickOpen: 'Open an archive',
    quickOpenSays: 'Look inside, check it, extract messages',
    quickRestore: 'Restore',
    quickRestoreSays: 'Put messages back on a server',
    quickAdd: 'Add an account',
    quickAddSays: 'Another mailbox to save',
  },
  fr: {
    label: 'Accueil',
    ok: 'Tout est sauvegardé et vérifié.',
    okLead: (ago: string, proofs: number) =>
      `La ${proofs > 1 ? 'plus ancienne' : 'dernière'} preuve a été faite ${ago}. Le courrier arrivé depuis n’y est pas.`,
    count: (accounts: number) => `${number(accounts)} comptes`,
    some: (count: number, who: string) =>
      `${who} ${count === 1 ? 'n’est pas encore sauvegardé' : 'ne sont pas encore sauvegardés'}.`,
    someLead: 'Chaque compte est listé plus bas avec sa dernière preuve.',
    old: (who: string | null) => (who ? `${who}\u202F: la dernière preuve date.` : 'Votre dernière preuve date.'),
    oldLead: (ago: string, proofs: number) =>
      `${proofs > 1 ? 'La plus ancienne' : 'Elle'} a été faite ${ago}. Sauvegardez à nouveau pour avoir ce qui est arrivé depuis.`,
    folders: (who: string | null) =>
      who ? `${who}\u202F: seuls des dossiers sont sauvegardés.` : 'Seuls des dossiers sont sauvegardés.',
    foldersLead: 'La dernière archive contient les dossiers choisis. Exportez-les tous pour tout avoir.',
    part: (who: string | null) =>
      who ? `${who}\u202F: des messages n’ont pas pu être sauvegardés.` : 'Des messages n’ont pas pu être sauvegardés.',
    partLead: (missing: number) =>
      `Il manque ${number(missing)} ${plural(missing, 'message', 'messages')}. Chacun est listé avec sa raison.`,
    failed: (who: string | null) =>
      who ? `${who}\u202F: le dernier contrôle a trouvé des dégâts.` : 'Le dernier contrôle a trouvé des dégâts.',
    failedLead:
      'Les messages intacts restent utilisables. Sauvegardez à nouveau votre courrier tant qu’il est sur le serveur.',
    none: 'Rien n’est encore sauvegardé.',
    noneLead: 'Mettez tout votre courrier dans une archive chiffrée, et voyez que tout y est.',
    noAccount: 'Pas encore de compte.',
    noAccountLead: 'Ajoutez la boîte à sauvegarder. Rien n’est lu avant que vous le demandiez.',
    found: 'trouvés',
    saved: 'enregistrés',
    verified: 'vérifiés',
    sentence: (found: number, saved: number, verified: number) => {
      const missing = found - verified;
      return `${number(found)} trouvés, ${number(saved)} enregistrés, ${number(verified)} vérifiés, ${missing ? `${number(missing)} ${plural(missing, 'manquant', 'manquants')}` : 'aucun manquant'}.`;
    },
    proofAt: (at: number) => `Preuve du ${dateTime(at)}`,
    exportFirst: 'Exporter mon courrier',
    exportAgain: 'Exporter à nouveau',
    seeMissing: 'Voir ce qui manque',
    seeDamage: 'Voir les dégâts',
    openArchive: 'Ouvrir l’archive',
    addAccount: 'Ajouter un compte',
    accounts: 'Comptes',
    neverSaved: 'Jamais sauvegardé',
    savedAgo: (ago: string, count: number) => `${number(count)} ${plural(count, 'vérifié', 'vérifiés')}, ${ago}`,
    savedTogether: (ago: string) => `Sauvegardé avec d’autres, ${ago}`,
    savedFolders: (ago: string) => `Dossiers choisis seulement, ${ago}`,
    savedPart: (ago: string, missing: number) =>
      `${number(missing)} ${plural(missing, 'manquant', 'manquants')}, ${ago}`,
    savedDamaged: (ago: string) => `Dégâts trouvés, ${ago}`,
    needsPassword: 'Mot de passe manquant',
    typePassword: 'Le taper',
    more: (name: string) => `Actions pour ${name}`,
    exportThis: 'Exporter ce courrier',
    accountSettings: 'Réglages du compte',
    archives: 'Archives',
    archiveRow: (count: number, size: string) => `${number(count)} ${plural(count, 'message', 'messages')}, ${size}`,
    allArchives: 'Toutes les archives',
    gone: 'Introuvable à sa place',
    quick: 'Aussi ici',
    quickOpen: 'Ouvrir une archive',
    quickOpenSays: 'Regarder dedans, la vérifier, en extraire',
    quickRestore: 'Restaurer',
    quickRestoreSays: 'Remettre des messages sur un serveur',
    quickAdd: 'Ajouter un compte',
    quickAddSays: 'Une autre boîte à sauvegarder',
  },
});
