// The Windows code page of a language, by the primary language identifier ([MS-LCID]: the low ten bits of an LCID).
// Languages that are not here use 1252; Chinese and Serbian depend on the rest of the LCID.
export const languagePages: ReadonlyMap<number, number> = new Map([
  [0x01, 1256], // Arabic
  [0x02, 1251], // Bulgarian
  [0x04, 936], // Chinese, simplified
  [0x05, 1250], // Czech
  [0x08, 1253], // Greek
  [0x0d, 1255], // Hebrew
  [0x0e, 1250], // Hungarian
  [0x11, 932], // Japanese
  [0x12, 949], // Korean
  [0x15, 1250], // Polish
  [0x18, 1250], // Romanian
  [0x19, 1251], // Russian
  [0x1a, 1250], // Croatian, Bosnian, Serbian (Latin)
  [0x1b, 1250], // Slovak
  [0x1c, 1250], // Albanian
  [0x1e, 874], // Thai
  [0x1f, 1254], // Turkish
  [0x20, 1256], // Urdu
  [0x22, 1251], // Ukrainian
  [0x23, 1251], // Belarusian
  [0x24, 1250], // Slovenian
  [0x25, 1257], // Estonian
  [0x26, 1257], // Latvian
  [0x27, 1257], // Lithuanian
  [0x29, 1256], // Persian
  [0x2a, 1258], // Vietnamese
  [0x2f, 1251], // Macedonian
]);

/** Whole LCIDs that differ from their language: traditional Chinese, Cyrillic Serbian. */
export const localePages: ReadonlyMap<number, number> = new Map([
  [0x0404, 950],
  [0x0c04, 950],
  [0x1404, 950],
  [0x0c1a, 1251],
  [0x1c1a, 1251],
]);
