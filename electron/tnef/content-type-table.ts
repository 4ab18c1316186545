// What a file is by its first bytes, and, where those only name a container, by its name's extension.

export interface Magic {
  readonly at: number;
  /** As Latin-1. */
  readonly bytes: string;
  readonly mimeType: string;
  readonly extension: string;
}

const magic = (bytes: string, mimeType: string, extension: string, at = 0): Magic => ({
  at,
  bytes,
  mimeType,
  extension,
});

/** The longest and most particular first. */
export const magics: readonly Magic[] = [
  magic('\x89PNG\r\n\x1a\n', 'image/png', '.png'),
  magic('\xff\xd8\xff', 'image/jpeg', '.jpg'),
  magic('GIF87a', 'image/gif', '.gif'),
  magic('GIF89a', 'image/gif', '.gif'),
  magic('WEBP', 'image/webp', '.webp', 8),
  magic('ftypavif', 'image/avif', '.avif', 4),
  magic('ftypheic', 'image/heic', '.heic', 4),
  magic('ftypqt', 'video/quicktime', '.mov', 4),
  magic('ftyp', 'video/mp4', '.mp4', 4),
  magic('WAVEfmt ', 'audio/wav', '.wav', 8),
  magic('AVI ', 'video/x-msvideo', '.avi', 8),
  magic('II*\0', 'image/tiff', '.tif'),
  magic('MM\0*', 'image/tiff', '.tif'),
  magic('\xd7\xcd\xc6\x9a', 'image/wmf', '.wmf'),
  magic(' EMF', 'image/emf', '.emf', 40),
  magic('%PDF-', 'application/pdf', '.pdf'),
  magic('%!PS', 'application/postscript', '.ps'),
  magic('{\\rtf', 'application/rtf', '.rtf'),
  magic('PK\x03\x04', 'application/zip', '.zip'),
  magic('PK\x05\x06', 'application/zip', '.zip'),
  magic('\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', 'application/x-ole-storage', '.ole'),
  magic('\x78\x9f\x3e\x22', 'application/ms-tnef', '.dat'),
  magic('7z\xbc\xaf\x27\x1c', 'application/x-7z-compressed', '.7z'),
  magic('Rar!\x1a\x07', 'application/vnd.rar', '.rar'),
  magic('\x1f\x8b\x08', 'application/gzip', '.gz'),
  magic('BZh', 'application/x-bzip2', '.bz2'),
  magic('\xfd7zXZ\0', 'application/x-xz', '.xz'),
  magic('MSCF\0\0\0\0', 'application/vnd.ms-cab-compressed', '.cab'),
  magic('OggS', 'application/ogg', '.ogg'),
  magic('fLaC', 'audio/flac', '.flac'),
  magic('ID3', 'audio/mpeg', '.mp3'),
  magic('\x1aE\xdf\xa3', 'video/webm', '.webm'),
  magic('<?xml', 'application/xml', '.xml'),
  magic('<!DOCTYPE html', 'text/html', '.html'),
  magic('<html', 'text/html', '.html'),
  magic('BEGIN:VCALENDAR', 'text/calendar', '.ics'),
  magic('BEGIN:VCARD', 'text/vcard', '.vcf'),
  magic('BM', 'image/bmp', '.bmp'),
  magic('MZ', 'application/vnd.microsoft.portable-executable', '.exe'),
  magic('\x7fELF', 'application/x-elf', '.elf'),
];

/** For what the first bytes leave open: the container's type, then the extension. */
export const refinements: ReadonlyMap<string, ReadonlyMap<string, string>> = new Map([
  [
    'application/zip',
    new Map([
      ['docx', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
      ['xlsx', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
      ['pptx', 'application/vnd.openxmlformats-officedocument.presentationml.presentation'],
      ['odt', 'application/vnd.oasis.opendocument.text'],
      ['ods', 'application/vnd.oasis.opendocument.spreadsheet'],
      ['odp', 'application/vnd.oasis.opendocument.presentation'],
      ['epub', 'application/epub+zip'],
      ['jar', 'application/java-archive'],
    ]),
  ],
  [
    'application/x-ole-storage',
    new Map([
      ['doc', 'application/msword'],
      ['dot', 'application/msword'],
      ['xls', 'application/vnd.ms-excel'],
      ['ppt', 'application/vnd.ms-powerpoint'],
      ['pps', 'application/vnd.ms-powerpoint'],
      ['msg', 'application/vnd.ms-outlook'],
      ['vsd', 'application/vnd.visio'],
      ['mpp', 'application/vnd.ms-project'],
      ['pub', 'application/x-mspublisher'],
    ]),
  ],
  [
    'application/xml',
    new Map([
      ['svg', 'image/svg+xml'],
      ['xhtml', 'application/xhtml+xml'],
    ]),
  ],
  [
    'text/plain',
    new Map([
      ['csv', 'text/csv'],
      ['htm', 'text/html'],
      ['html', 'text/html'],
      ['css', 'text/css'],
      ['js', 'text/javascript'],
      ['json', 'application/json'],
      ['md', 'text/markdown'],
      ['eml', 'message/rfc822'],
      ['svg', 'image/svg+xml'],
    ]),
  ],
]);
