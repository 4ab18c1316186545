// A stranger's PDF, opened by PDF.js to be drawn and nothing else: its scripts, forms, links and embedded files have no
// code here that would run, fill, follow or open them. Loaded when the first PDF is looked at (docs/decisions/0009).
import { AnnotationMode, getDocument, PasswordException, PDFWorker, TextLayer } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { decoderFolder, LocalFiles } from './local-files.ts';

export type PdfTrouble = 'locked' | 'damaged';

export interface PdfPage {
  /** Height by width. */
  readonly ratio: number;
  /**
   * Draws the page so many CSS pixels wide, its text over it to be selected. Rejects when the page is too damaged.
   * After `stop` nothing is drawn any more, and the memory is given back.
   */
  draw(canvas: HTMLCanvasElement, text: HTMLElement, widthPx: number): { done: Promise<void>; stop: () => void };
}
export interface Pdf {
  readonly pageCount: number;
  /** Counted from 1. Rejects when the page is too damaged. */
  page(number: number): Promise<PdfPage>;
}

/** A picture inside that claims more is left out: it would take 256 MB. */
const MAX_IMAGE_PIXELS = 64 * 1_048_576;
/** Of one page on screen, 32 MB; a larger one is drawn coarser. */
const MAX_CANVAS_PIXELS = 8 * 1_048_576;
/** A page is at most so many times as long as it is wide, else it is cut: a strip would be longer than a layout can be. */
export const MAX_RATIO = 20;

/** Open until the signal is aborted, whatever the file does; what is aborted before never answers. */
export async function openPdf(file: Blob, signal: AbortSignal): Promise<Pdf | PdfTrouble> {
  const data = new Uint8Array(await file.arrayBuffer());
  return new Promise((resolve) => {
    if (signal.aborted) return;
    const port = new Worker(new URL('./pdf-worker.ts', import.meta.url), { type: 'module' });
    const worker = PDFWorker.create({ port, verbosity: 0 });
    const task = getDocument({
      data,
      worker,
      verbosity: 0,
      BinaryDataFactory: LocalFiles,
      useWorkerFetch: false,
      // Compiling WebAssembly would need a hole in the policy.
      useWasm: false,
      wasmUrl: decoderFolder(),
      cMapUrl: 'cmaps/',
      standardFontDataUrl: 'standard_fonts/',
      enableXfa: false,
      maxImageSize: MAX_IMAGE_PIXELS,
    });
    signal.addEventListener('abort', () => {
      // The worker may be in a loop without end: it is not asked.
      port.terminate();
      worker.destroy();
    });
    port.addEventListener('error', () => resolve('damaged'));
    task.promise.then(
      (document) =>
        resolve({
          pageCount: document.numPages,
          page: async (number) => pageOf(await document.getPage(number)),
        }),
      (error: unknown) => signal.aborted || resolve(error instanceof PasswordException ? 'locked' : 'damaged'),
    );
  });
}

type Page = Awaited<ReturnType<Awaited<ReturnType<typeof getDocument>['promise']>['getPage']>>;

function pageOf(page: Page): PdfPage {
  const natural = page.getViewport({ scale: 1 });
  return {
    ratio: Math.min(MAX_RATIO, natural.height / natural.width),
    draw: (canvas, text, widthPx) => {
      const viewport = page.getViewport({ scale: widthPx / natural.width });
      const height = Math.min(viewport.height, widthPx * MAX_RATIO);
      const sharp = Math.min(devicePixelRatio, Math.sqrt(MAX_CANVAS_PIXELS / (widthPx * height)));
      canvas.width = Math.max(1, Math.floor(widthPx * sharp));
      canvas.height = Math.max(1, Math.floor(height * sharp));
      // What a form was filled with and what was stamped on the page is drawn like the rest.
      const { ENABLE: annotationMode } = AnnotationMode;
      const drawing = page.render({ canvas, viewport, transform: [sharp, 0, 0, sharp, 0, 0], annotationMode });
      text.style.setProperty('--total-scale-factor', String(viewport.scale));
      const layer = new TextLayer({ textContentSource: page.streamTextContent(), container: text, viewport });
      // Without its text a page can still be looked at.
      void layer.render().catch(() => undefined);
      return {
        done: drawing.promise,
        stop: () => {
          drawing.cancel();
          layer.cancel();
          text.replaceChildren();
          canvas.width = canvas.height = 0;
          page.cleanup();
        },
      };
    },
  };
}
