// What a PDF may need beside itself: the fonts every reader has, the tables of East Asian encodings, and the decoders of
// scanned pictures. All of it lies in the page's own folder. Fonts and tables come as modules, which `script-src 'self'`
// lets in where `connect-src 'none'` would stop a fetch; decoders are modules by nature.
const fonts = import.meta.glob<string>('../../../node_modules/pdfjs-dist/standard_fonts/*.{pfb,ttf}', {
  query: '?url&inline',
  import: 'default',
});
const tables = import.meta.glob<string>('../../../node_modules/pdfjs-dist/cmaps/*.bcmap', {
  query: '?url&inline',
  import: 'default',
});
const decoders = import.meta.glob<string>('../../../node_modules/pdfjs-dist/wasm/*_nowasm_fallback.js', {
  query: '?url',
  import: 'default',
  eager: true,
});

const folders: Readonly<Record<string, [Record<string, () => Promise<string>>, string]>> = {
  standardFontDataUrl: [fonts, 'standard_fonts'],
  cMapUrl: [tables, 'cmaps'],
};

/** PDF.js's BinaryDataFactory. Rejects for what is not here; PDF.js then does without. */
export class LocalFiles {
  async fetch({ kind, filename }: { kind: string; filename: string }): Promise<Uint8Array> {
    const [files, folder] = folders[kind] ?? [];
    const load = files?.[`../../../node_modules/pdfjs-dist/${folder}/${filename}`];
    if (!load) throw new Error(`There is no ${filename} here.`);
    const url = await load();
    return Uint8Array.from(atob(url.slice(url.indexOf(',') + 1)), (sign) => sign.charCodeAt(0));
  }
}

/** The folder of the picture decoders as an address; PDF.js adds the file's name. */
export const decoderFolder = (): string => {
  const [url = ''] = Object.values(decoders);
  return new URL(url.slice(0, url.lastIndexOf('/') + 1), location.href).href;
};
