// The page under a scheme of its own, app://malleposte/. Unlike file:// it has an origin, a policy in a header, and can
// name nothing but the files of the built page.
import { readFile } from 'node:fs/promises';
import { protocol, type Session } from 'electron';
import { contentSecurityPolicy, listPageFiles, safeHeaders } from '../page-files.ts';

const SCHEME = 'app';
export const PAGE_URL = `${SCHEME}://malleposte/`;

/** Is this an address of ours, whatever its path? Electron writes an origin with or without a slash at its end. */
export function isOwnOrigin(address: string): boolean {
  const url = URL.parse(address);
  return url !== null && url.protocol === `${SCHEME}:` && url.host === 'malleposte';
}

/** Is this the page itself, whatever its route (hash)? */
export const isPage = (address: string): boolean => isOwnOrigin(address) && URL.parse(address)?.pathname === '/';

/** Before the app is ready: without these privileges the scheme has no origin. */
export function registerPageScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
}

/** Serves the folder's files in this session and cuts every other request of the page, whatever its policy says. */
export function servePage(session: Session, folder: string): void {
  const files = listPageFiles(folder);
  const headers = { ...safeHeaders, 'Content-Security-Policy': contentSecurityPolicy("'none'") };

  session.protocol.handle(SCHEME, async (request) => {
    const url = URL.parse(request.url);
    const found = url && isOwnOrigin(request.url) ? files.get(url.pathname) : undefined;
    if (!found || (request.method !== 'GET' && request.method !== 'HEAD')) {
      return new Response(null, { status: found ? 405 : 404, headers });
    }
    const body = request.method === 'HEAD' ? null : new Uint8Array(await readFile(found.file));
    return new Response(body, { headers: { ...headers, 'Content-Type': found.mimeType } });
  });

  const own = new Set([`${SCHEME}:`, 'blob:', 'data:', 'devtools:']);
  session.webRequest.onBeforeRequest((details, answer) => {
    answer({ cancel: !own.has(URL.parse(details.url)?.protocol ?? '') });
  });
}
