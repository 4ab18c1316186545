// The words of the certificate in both languages. U+202F is the narrow no-break space French typography asks for.
import type { Language } from '../contract/errors.ts';

interface CertificateWords {
  readonly title: string;
  readonly complete: string;
  incomplete(missing: string): string;
  finished(date: string, duration: string): string;
  duration(durationMs: number): string;
  readonly found: string;
  readonly saved: string;
  readonly verified: string;
  readonly missing: string;
  distinct(count: string): string;
  later(count: string): string;
  readonly fingerprints: string;
  readonly fingerprintNote: string;
  readonly folders: string;
  readonly folder: string;
  readonly difference: string;
  readonly failed: string;
  readonly wholeFolder: string;
  readonly openWithout: string;
  readonly openMalle: string;
  readonly openZip: string;
  bytes(count: string): string;
  made(version: string): string;
}

const clock = (durationMs: number, hour: string, minute: string, second: string, space: string): string => {
  const seconds = Math.max(1, Math.round(durationMs / 1000));
  const parts: [number, string][] = [
    [Math.floor(seconds / 3600), hour],
    [Math.floor((seconds % 3600) / 60), minute],
    [seconds % 60, second],
  ];
  return parts
    .filter(([value]) => value > 0)
    .map(([value, unit]) => `${value}${space}${unit}`)
    .join(' ');
};

export const certificateWords: Readonly<Record<Language, CertificateWords>> = {
  en: {
    title: 'Certificate of export',
    complete: 'It is all here. No message is missing.',
    incomplete: (missing) => `Not complete: ${missing} missing, listed below.`,
    finished: (date, duration) => `Finished on ${date}, in ${duration}.`,
    duration: (durationMs) => clock(durationMs, 'h', 'min', 's', '\u00a0'),
    found: 'found on the servers',
    saved: 'saved in the archive',
    verified: 'read back and verified',
    missing: 'missing',
    distinct: (count) =>
      `${count} different messages; one that stands in several folders is stored once and each place is recorded.`,
    later: (count) => `${count} arrived after their folder was read and belong to the next export.`,
    fingerprints: 'Fingerprint of each file',
    fingerprintNote: 'SHA-256. If a single byte changed, the fingerprint would be entirely different.',
    folders: 'Folder by folder',
    folder: 'Folder',
    difference: 'Difference',
    failed: 'Not saved, and why',
    wholeFolder: 'the whole folder',
    openWithout: 'To open it without Malleposte',
    openMalle:
      'Decrypt the file with age (age -d) and your passphrase or key, then unzip it. Each message is an .eml file that any mail program reads.',
    openZip:
      'Open the file with 7-Zip or Keka and your passphrase. Each message is an .eml file that any mail program reads.',
    bytes: (count) => `${count} bytes`,
    made: (version) => `Made by Malleposte ${version}.`,
  },
  fr: {
    title: 'Attestation d’export',
    complete: 'Tout y est. Il ne manque aucun message.',
    incomplete: (missing) => `Incomplet\u202f: ${missing} manquants, listés ci-dessous.`,
    finished: (date, duration) => `Terminé le ${date}, en ${duration}.`,
    duration: (durationMs) => clock(durationMs, 'h', 'min', 's', '\u202f'),
    found: 'trouvés sur les serveurs',
    saved: 'enregistrés dans l’archive',
    verified: 'relus et vérifiés',
    missing: 'manquants',
    distinct: (count) =>
      `${count} messages différents\u202f; celui qui figure dans plusieurs dossiers est gardé une fois, et chaque place est notée.`,
    later: (count) =>
      `${count} sont arrivés après la lecture de leur dossier\u202f: ils feront partie du prochain export.`,
    fingerprints: 'Empreinte de chaque fichier',
    fingerprintNote: 'SHA-256. Si un seul octet changeait, l’empreinte changerait entièrement.',
    folders: 'Dossier par dossier',
    folder: 'Dossier',
    difference: 'Écart',
    failed: 'Non enregistrés, et pourquoi',
    wholeFolder: 'le dossier entier',
    openWithout: 'L’ouvrir sans Malleposte',
    openMalle:
      'Déchiffrez le fichier avec age (age -d) et votre phrase ou votre clé, puis décompressez-le. Chaque message est un fichier .eml, lisible par tout logiciel de courrier.',
    openZip:
      'Ouvrez le fichier avec 7-Zip ou Keka et votre phrase. Chaque message est un fichier .eml, lisible par tout logiciel de courrier.',
    bytes: (count) => `${count} octets`,
    made: (version) => `Fait par Malleposte ${version}.`,
  },
};
