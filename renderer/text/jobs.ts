// The words of running work: the pill, the list, the log, and what a screen reader is told.
import { counter, type Counter } from './counter.ts';
import { words } from './locale.ts';

type Params = Readonly<Record<string, string | number>>;

/** A log line may come without some of its facts; a missing one is left out of the sentence rather than shown as "?". */
const text = (params: Params, name: string): string => {
  const value = params[name];
  return value === undefined ? '' : String(value);
};
const count = (params: Params, ...names: string[]): number | null => {
  for (const name of names) if (typeof params[name] === 'number') return params[name];
  return null;
};

/** Milliseconds as whole seconds, at least one; null when the fact is missing. */
const inSeconds = (params: Params, name: string): number | null => {
  const ms = count(params, name);
  return ms === null ? null : Math.max(1, Math.round(ms / 1000));
};

const n = counter('en');

const logEn = {
  started: (p: Params) => {
    const folders = count(p, 'folders');
    const messages = count(p, 'messages', 'total');
    if (messages === null) return 'Start.';
    return folders === null
      ? `Start: ${n(messages, 'message', 'messages')} counted.`
      : `Start: ${n(folders, 'folder', 'folders')}, ${n(messages, 'message', 'messages')} counted.`;
  },
  resumed: (p: Params) => {
    const done = count(p, 'done', 'messages');
    return done === null ? 'Resumed, nothing to redo.' : `Resumed at message ${n(done)}, nothing to redo.`;
  },
  folder_done: (p: Params) => `Folder ${text(p, 'folder')} finished${tally(p, n, 'saved', 'missing')}.`,
  connection_lost: (p: Params) => `Connection${prefixed(' to ', p, 'host')} lost. Trying again by itself.`,
  connection_back: (p: Params) => {
    const seconds = inSeconds(p, 'afterMs');
    return seconds === null
      ? 'Connected again, nothing to redo.'
      : `Connection lost for ${n(seconds)} s. Nothing to redo.`;
  },
  throttled: (p: Params) => {
    const seconds = inSeconds(p, 'waitMs');
    const host = text(p, 'host') || 'The server';
    return seconds === null
      ? `${host} asks for a slower pace.`
      : `${host} asks for a slower pace: waiting ${n(seconds)} s.`;
  },
  mailbox_in_use: (p: Params) => {
    const seconds = inSeconds(p, 'waitMs');
    return `Another program has this mailbox open. Waiting for it${seconds === null ? '' : `, next try in ${n(seconds)} s`}.`;
  },
  folder_restarted: (p: Params) =>
    `The server renumbered ${text(p, 'folder')}: read again from its start, nothing doubled.`,
  message_failed: (p: Params) =>
    `One message${prefixed(' of ', p, 'folder')} could not be read${quoted(p, 'key', ' (no. ', ')')}. It is listed, the rest goes on.`,
  volume_sealed: (p: Params) => `File ${text(p, 'path')} written to disk.`,
  volume_verified: (p: Params) => `File ${text(p, 'path')} read back and verified.`,
  paused: (p: Params) => {
    const saved = count(p, 'saved');
    return saved === null ? 'Paused.' : `Paused, ${n(saved, 'message', 'messages')} kept.`;
  },
  batch_deleted: (p: Params) => {
    const messages = count(p, 'messages') ?? 0;
    const left = count(p, 'left') ?? 0;
    return `${n(messages, 'message', 'messages')} deleted and gone from the server’s list, ${n(left)} still to be looked at.`;
  },
  later_mail: (p: Params) => {
    const messages = count(p, 'messages', 'count', 'later');
    return messages === null
      ? 'Mail came in meanwhile.'
      : `${n(messages, 'message', 'messages')} came in meanwhile${prefixed(' in ', p, 'folder')}.`;
  },
};

function prefixed(before: string, p: Params, name: string): string {
  const value = text(p, name);
  return value ? before + value : '';
}
function quoted(p: Params, name: string, open: string, close: string): string {
  const value = text(p, name);
  return value ? open + value + close : '';
}
function tally(p: Params, number: Counter, saved: string, failed: string): string {
  const a = count(p, 'saved', 'done');
  const b = count(p, 'failed');
  const parts = [a === null ? '' : `${number(a)} ${saved}`, b ? `${number(b)} ${failed}` : ''];
  const said = parts.filter(Boolean).join(', ');
  return said ? ` (${said})` : '';
}

const jobsEn = {
  title: 'Running work',
  lead: 'What runs goes on when you close this window, and picks up where it was.',
  empty: 'Nothing is running.',
  emptySays: 'Exports, verifications and restores appear here while they work.',
  exportNow: 'Export my mail',
  kind: {
    export: 'Export',
    verify: 'Verification',
    extract: 'Extraction',
    restore: 'Restore',
    move: 'Move',
    cleanup: 'Clean-up',
  },
  busy: {
    export: {
      counting: 'Counting',
      copying: 'Export',
      verifying: 'Reading back',
      recounting: 'Last look',
      sealing: 'Certificate',
    },
    verify: {
      counting: 'Counting',
      copying: 'Verification',
      verifying: 'Verification',
      recounting: 'Comparing',
      sealing: 'Verification',
    },
    extract: {
      counting: 'Counting',
      copying: 'Extraction',
      verifying: 'Reading back',
      recounting: 'Extraction',
      sealing: 'Extraction',
    },
    restore: {
      counting: 'Counting',
      copying: 'Restore',
      verifying: 'Reading back',
      recounting: 'Last look',
      sealing: 'Restore',
    },
    move: {
      counting: 'Counting',
      copying: 'Move',
      verifying: 'Reading back',
      recounting: 'Last look',
      sealing: 'Move',
    },
    cleanup: {
      counting: 'Counting',
      copying: 'Clean-up',
      verifying: 'Comparing',
      recounting: 'Last look',
      sealing: 'Clean-up',
    },
  },
  state: {
    queued: 'waiting its turn',
    running: 'running',
    paused: 'paused',
    done: 'finished',
    failed: 'failed',
    cancelled: 'stopped',
  },
  needsYou: 'needs you',
  pillOpens: 'Open running work.',
  pillMore: (count: number) => `+ ${count}`,
  counts: (done: string, total: string) => `${done} of ${total}`,
  left: (time: string) => `${time} left`,
  finishedAt: (time: string) => `finished ${time}`,
  stoppedAt: (time: string) => `stopped ${time}`,
  failedAt: (time: string) => `failed ${time}`,
  pause: 'Pause',
  resume: 'Go on',
  stop: 'Stop',
  stopKeeps: {
    export: 'What is saved stays saved. Starting the same export again goes on from there.',
    verify: 'Nothing is changed by a verification.',
    extract: 'The files already written stay.',
    restore: 'The messages already restored stay. Restoring again doubles nothing.',
    move: 'The messages already moved stay, and the source still has them all. Moving again doubles nothing.',
    cleanup: 'What is deleted was proven first. What is left stays on the server.',
  },
  open: 'Open',
  result: 'See the result',
  dismiss: 'Take off the list',
  running: 'Running',
  attention: 'Waiting for you',
  finished: 'Finished',
  outcome: {
    exportOk: (found: number) => `${n(found)} found = saved = verified`,
    exportGap: (missing: number) => `${n(missing, 'message', 'messages')} missing`,
    exportUnequal: 'The numbers do not match yet',
    verifyOk: (messages: number) => `Intact: ${n(messages, 'message', 'messages')} read and compared`,
    verifyBad: (damaged: number) => `${n(damaged, 'message', 'messages')} damaged`,
    verifyFiles: (files: number) => `${n(files, 'file', 'files')} missing`,
    verifyDiffers: 'Intact, but not the file of the certificate',
    extractOk: (count: number) => `${n(count, 'message', 'messages')} written as .eml`,
    extractGap: (failed: number) => `${n(failed, 'message', 'messages')} could not be written`,
    restoreOk: (restored: number, there: number) =>
      there === 0
        ? `${n(restored)} restored and verified`
        : `${n(restored)} restored, ${n(there)} already there, all verified`,
    restoreGap: (failed: number) => `${n(failed, 'message', 'messages')} refused by the server`,
    restoreUnequal: 'The numbers do not match yet',
    moveOk: (moved: number, there: number) =>
      there === 0 ? `${n(moved)} moved and verified` : `${n(moved)} moved, ${n(there)} already there, all verified`,
    moveGap: (failed: number) => `${n(failed, 'message', 'messages')} not moved, listed with the reason`,
    moveUnequal: 'The numbers do not match yet',
    cleanupOk: (deleted: number, kept: number) => `${n(deleted)} deleted, each proven, ${n(kept)} kept`,
    cleanupGap: (deleted: number, kept: number) => `${n(deleted)} deleted, ${n(kept)} kept, listed with the reason`,
  },
  toastDone: (kind: string, says: string) => `${kind} finished. ${says}.`,
  toastTrouble: (kind: string) => `${kind}: something needs you.`,
  toastOpen: 'Open',
  announce: {
    start: (kind: string) => `${kind} started.`,
    percent: (kind: string, percent: string) => `${kind}: ${percent}.`,
    paused: (kind: string) => `${kind} paused.`,
    trouble: (kind: string, what: string) => `${kind} needs you: ${what}`,
    end: (kind: string, says: string) => `${kind} finished: ${says}.`,
    failed: (kind: string, what: string) => `${kind} failed: ${what}`,
    cancelled: (kind: string) => `${kind} stopped.`,
  },
  log: logEn,
  logEmpty: 'Nothing to report yet.',
  typeAgain: 'Type the phrase to go on',
  phrase: 'Phrase',
  accountSettings: 'Open account settings',
};

const f = counter('fr');

const logFr: typeof logEn = {
  started: (p) => {
    const folders = count(p, 'folders');
    const messages = count(p, 'messages', 'total');
    if (messages === null) return 'Départ.';
    return folders === null
      ? `Départ : ${f(messages, 'message compté', 'messages comptés')}.`
      : `Départ : ${f(folders, 'dossier', 'dossiers')}, ${f(messages, 'message compté', 'messages comptés')}.`;
  },
  resumed: (p) => {
    const done = count(p, 'done', 'messages');
    return done === null ? 'Reprise, rien à refaire.' : `Reprise au message ${f(done)}, rien à refaire.`;
  },
  folder_done: (p) => `Dossier ${text(p, 'folder')} terminé${tally(p, f, 'enregistrés', 'manquants')}.`,
  connection_lost: (p) => `Connexion${prefixed(' à ', p, 'host')} coupée. Nouvel essai automatique.`,
  connection_back: (p) => {
    const seconds = inSeconds(p, 'afterMs');
    return seconds === null
      ? 'Connexion rétablie, rien à refaire.'
      : `Connexion coupée ${f(seconds)} s. Rien à refaire.`;
  },
  throttled: (p) => {
    const seconds = inSeconds(p, 'waitMs');
    const host = text(p, 'host') || 'Le serveur';
    return seconds === null
      ? `${host} demande de ralentir.`
      : `${host} demande de ralentir : attente de ${f(seconds)} s.`;
  },
  mailbox_in_use: (p) => {
    const seconds = inSeconds(p, 'waitMs');
    return `Un autre programme tient cette boîte ouverte. On l’attend${seconds === null ? '' : `, nouvel essai dans ${f(seconds)} s`}.`;
  },
  folder_restarted: (p) => `Le serveur a renuméroté ${text(p, 'folder')} : relu depuis le début, rien n’est doublé.`,
  message_failed: (p) =>
    `Un message${prefixed(' de ', p, 'folder')} n’a pas pu être lu${quoted(p, 'key', ' (n° ', ')')}. Il est noté, le reste continue.`,
  volume_sealed: (p) => `Fichier ${text(p, 'path')} écrit sur le disque.`,
  volume_verified: (p) => `Fichier ${text(p, 'path')} relu et vérifié.`,
  paused: (p) => {
    const saved = count(p, 'saved');
    return saved === null ? 'En pause.' : `En pause, ${f(saved, 'message gardé', 'messages gardés')}.`;
  },
  batch_deleted: (p) => {
    const messages = count(p, 'messages') ?? 0;
    const left = count(p, 'left') ?? 0;
    return `${f(messages, 'message supprimé et absent', 'messages supprimés et absents')} de la liste du serveur, ${f(left)} encore à examiner.`;
  },
  later_mail: (p) => {
    const messages = count(p, 'messages', 'count', 'later');
    return messages === null
      ? 'Du courrier est arrivé entre-temps.'
      : `${f(messages, 'message arrivé', 'messages arrivés')} entre-temps${prefixed(' dans ', p, 'folder')}.`;
  },
};

const jobsFr: typeof jobsEn = {
  title: 'Tâches en cours',
  lead: 'Ce qui tourne continue quand vous fermez cette fenêtre, et reprend où il en était.',
  empty: 'Rien n’est en cours.',
  emptySays: 'Les exports, vérifications et restaurations apparaissent ici pendant leur travail.',
  exportNow: 'Exporter mon courrier',
  kind: {
    export: 'Export',
    verify: 'Vérification',
    extract: 'Extraction',
    restore: 'Restauration',
    move: 'Déménagement',
    cleanup: 'Nettoyage',
  },
  busy: {
    export: {
      counting: 'Comptage',
      copying: 'Export',
      verifying: 'Relecture',
      recounting: 'Dernier regard',
      sealing: 'Attestation',
    },
    verify: {
      counting: 'Comptage',
      copying: 'Vérification',
      verifying: 'Vérification',
      recounting: 'Comparaison',
      sealing: 'Vérification',
    },
    extract: {
      counting: 'Comptage',
      copying: 'Extraction',
      verifying: 'Relecture',
      recounting: 'Extraction',
      sealing: 'Extraction',
    },
    restore: {
      counting: 'Comptage',
      copying: 'Restauration',
      verifying: 'Relecture',
      recounting: 'Dernier regard',
      sealing: 'Restauration',
    },
    move: {
      counting: 'Comptage',
      copying: 'Déménagement',
      verifying: 'Relecture',
      recounting: 'Dernier regard',
      sealing: 'Déménagement',
    },
    cleanup: {
      counting: 'Comptage',
      copying: 'Nettoyage',
      verifying: 'Comparaison',
      recounting: 'Dernier regard',
      sealing: 'Nettoyage',
    },
  },
  state: {
    queued: 'attend son tour',
    running: 'en cours',
    paused: 'en pause',
    done: 'terminée',
    failed: 'échouée',
    cancelled: 'arrêtée',
  },
  needsYou: 'a besoin de vous',
  pillOpens: 'Ouvrir les tâches en cours.',
  pillMore: (more) => `+ ${more}`,
  counts: (done, total) => `${done} sur ${total}`,
  left: (time) => `encore ${time}`,
  finishedAt: (time) => `terminée ${time}`,
  stoppedAt: (time) => `arrêtée ${time}`,
  failedAt: (time) => `échouée ${time}`,
  pause: 'Mettre en pause',
  resume: 'Reprendre',
  stop: 'Arrêter',
  stopKeeps: {
    export: 'Ce qui est enregistré le reste. Relancer le même export reprend de là.',
    verify: 'Une vérification ne change rien.',
    extract: 'Les fichiers déjà écrits restent.',
    restore: 'Les messages déjà restaurés restent. Restaurer à nouveau ne double rien.',
    move: 'Les messages déjà déménagés restent, et la source les a encore tous. Recommencer ne double rien.',
    cleanup: 'Ce qui est supprimé a d’abord été prouvé. Le reste demeure sur le serveur.',
  },
  open: 'Ouvrir',
  result: 'Voir le résultat',
  dismiss: 'Retirer de la liste',
  running: 'En cours',
  attention: 'Vous attendent',
  finished: 'Terminées',
  outcome: {
    exportOk: (found) => `${f(found, 'trouvé', 'trouvés')} = enregistrés = vérifiés`,
    exportGap: (missing) => f(missing, 'message manquant', 'messages manquants'),
    exportUnequal: 'Les nombres ne concordent pas encore',
    verifyOk: (messages) => `Intacte : ${f(messages, 'message relu et comparé', 'messages relus et comparés')}`,
    verifyBad: (damaged) => f(damaged, 'message endommagé', 'messages endommagés'),
    verifyFiles: (files) => f(files, 'fichier manquant', 'fichiers manquants'),
    verifyDiffers: 'Intacte, mais ce n’est pas le fichier de l’attestation',
    extractOk: (written) => `${f(written, 'message écrit', 'messages écrits')} en .eml`,
    extractGap: (failed) => f(failed, 'message n’a pas pu être écrit', 'messages n’ont pas pu être écrits'),
    restoreOk: (restored, there) =>
      there === 0
        ? f(restored, 'restauré et vérifié', 'restaurés et vérifiés')
        : `${f(restored, 'restauré', 'restaurés')}, ${f(there, 'déjà présent', 'déjà présents')}, tous vérifiés`,
    restoreGap: (failed) => f(failed, 'message refusé par le serveur', 'messages refusés par le serveur'),
    restoreUnequal: 'Les nombres ne concordent pas encore',
    moveOk: (moved, there) =>
      there === 0
        ? f(moved, 'déménagé et vérifié', 'déménagés et vérifiés')
        : `${f(moved, 'déménagé', 'déménagés')}, ${f(there, 'déjà présent', 'déjà présents')}, tous vérifiés`,
    moveGap: (failed) =>
      f(failed, 'message non déménagé, listé avec sa raison', 'messages non déménagés, listés avec leur raison'),
    moveUnequal: 'Les nombres ne concordent pas encore',
    cleanupOk: (deleted, kept) =>
      `${f(deleted, 'supprimé, prouvé', 'supprimés, chacun prouvé')}, ${f(kept, 'gardé', 'gardés')}`,
    cleanupGap: (deleted, kept) =>
      `${f(deleted, 'supprimé', 'supprimés')}, ${f(kept, 'gardé', 'gardés')}, avec la raison`,
  },
  toastDone: (kind, says) => `${kind} : terminé. ${says}.`,
  toastTrouble: (kind) => `${kind} : vous êtes attendu.`,
  toastOpen: 'Ouvrir',
  announce: {
    start: (kind) => `${kind} : départ.`,
    percent: (kind, percent) => `${kind} : ${percent}.`,
    paused: (kind) => `${kind} : en pause.`,
    trouble: (kind, what) => `${kind}, vous êtes attendu : ${what}`,
    end: (kind, says) => `${kind} : terminé, ${says}.`,
    failed: (kind, what) => `${kind} : échec. ${what}`,
    cancelled: (kind) => `${kind} : arrêt.`,
  },
  log: logFr,
  logEmpty: 'Rien à signaler pour l’instant.',
  typeAgain: 'Tapez la phrase pour continuer',
  phrase: 'Phrase secrète',
  accountSettings: 'Ouvrir les réglages du compte',
};

export const jobsWords = words({ en: jobsEn, fr: jobsFr });
