// README.txt inside every volume: how to open the archive in twenty years, without this program.
import type { Language } from '../contract/errors.ts';
import type { ArchiveFormat } from './sink.ts';

const nnbsp = '\u202f';

const french = (format: ArchiveFormat): string[] => [
  'ARCHIVE DE COURRIER MALLEPOSTE',
  '',
  `Cette archive contient une boîte aux lettres${nnbsp}: un fichier .eml par message, rangé dans les dossiers d’origine.`,
  'Tout programme de courrier ouvre un fichier .eml.',
  '',
  `Pour l’ouvrir sans Malleposte${nnbsp}:`,
  ...(format === 'malle'
    ? [
        `  1. Installez age (https://age-encryption.org) et, dans un terminal${nnbsp}:`,
        '         age -d -o boite.zip NOM.malle                 (avec la phrase secrète)',
        '         age -d -i cle.txt -o boite.zip NOM.malle      (avec une clé)',
        '  2. Ouvrez boite.zip avec n’importe quel décompresseur (unzip, 7-Zip, l’Explorateur, le Finder).',
      ]
    : [
        '  Ouvrez le fichier .zip avec 7-Zip (Windows), Keka (macOS) ou 7z (Linux) et tapez la phrase secrète.',
        '  Le chiffrement est AES-256 (WinZip AE-2). Les noms des fichiers, eux, ne sont pas chiffrés.',
      ]),
  `  Les fichiers numérotés (NOM.002…) s’ouvrent de la même façon${nnbsp}; chacun est complet.`,
  '',
  'malleposte/manifest.jsonl dit, pour chaque message, ses dossiers, ses marques (lu, répondu…), sa date de réception',
  'et son empreinte SHA-256. Un message présent dans plusieurs dossiers n’est stocké qu’une fois. Ce que contiennent les',
  'pièces winmail.dat est dans malleposte/decoded, si l’export l’a demandé.',
];

const english = (format: ArchiveFormat): string[] => [
  'MALLEPOSTE MAIL ARCHIVE',
  '',
  'This archive holds a mailbox: one .eml file per message, in the folders it came from. Every mail program opens .eml',
  'files.',
  '',
  'To open it without Malleposte:',
  ...(format === 'malle'
    ? [
        '  1. Install age (https://age-encryption.org) and, in a terminal:',
        '         age -d -o mailbox.zip NAME.malle              (with the passphrase)',
        '         age -d -i key.txt -o mailbox.zip NAME.malle   (with a key)',
        '  2. Open mailbox.zip with any unzip program (unzip, 7-Zip, Explorer, Finder).',
      ]
    : [
        '  Open the .zip file with 7-Zip (Windows), Keka (macOS) or 7z (Linux) and type the passphrase.',
        '  The encryption is AES-256 (WinZip AE-2). The names of the files are not encrypted.',
      ]),
  '  Numbered files (NAME.002...) open the same way; each is complete.',
  '',
  'malleposte/manifest.jsonl says, for each message, its folders, its flags (read, answered...), the date it arrived and',
  'its SHA-256 fingerprint. A message that stands in several folders is stored once. What winmail.dat attachments hold is',
  'in malleposte/decoded, where the export was asked for it.',
];

/** The person's language first. */
export function readmeText(format: ArchiveFormat, language: Language): string {
  const parts = language === 'fr' ? [french(format), english(format)] : [english(format), french(format)];
  return `${parts.map((lines) => lines.join('\r\n')).join(`\r\n\r\n${'-'.repeat(72)}\r\n\r\n`)}\r\n`;
}
