// The built page as a closed list of files, with the headers that keep it harmless. Shared by the browser shell's server
// and the desktop shell's own scheme, so that both enforce the same policy.
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';

export interface PageFile {
  readonly file: string;
  readonly mimeType: string;
  readonly sizeBytes: number;
  /** The name holds a hash of the content, so it never changes. */
  readonly hashed: boolean;
}

const mimeTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.svg': 'image/svg+xml; charset=utf-8',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
};

/**
 * Every file of the folder by its URL path ("/assets/x.js"; the page itself is "/"). A request can only name an entry of
 * this list, so no path can climb out of the folder. Files of unknown kinds and links are left out.
 */
export function listPageFiles(folder: string): ReadonlyMap<string, PageFile> {
  const files = new Map<string, PageFile>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const mimeType = mimeTypes[path.extname(entry.name)];
    if (!entry.isFile() || mimeType === undefined) continue;
    const file = path.join(entry.parentPath, entry.name);
    const urlPath = `/${path.relative(folder, file).split(path.sep).join('/')}`;
    const hashed = urlPath.startsWith('/assets/');
    files.set(urlPath === '/index.html' ? '/' : urlPath, { file, mimeType, sizeBytes: statSync(file).size, hashed });
  }
  return files;
}

/**
 * The page's policy: its own scripts, styles and fonts, pictures also from bytes it holds, connections only to
 * `connect`, nothing else: no inline script or style, no frame, no form target, no plug-in, no foreign host.
 */
export const contentSecurityPolicy = (connect: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "manifest-src 'self'",
    `connect-src ${connect}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');

/** Headers of every answer, whatever it holds. */
export const safeHeaders: Readonly<Record<string, string>> = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), usb=(), serial=(), hid=(), payment=()',
};
