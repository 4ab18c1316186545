// PDF.js's reading half in a worker of its own: one stranger's file never stops the window, and closing ends it for sure.
import 'pdfjs-dist/legacy/build/pdf.worker.min.mjs';
