// The HTTP side of the browser shell: the page's own files to the one browser that has a session, and nothing to anybody
// else. GET and HEAD only, no CORS, no directory, no state that a request could change but the login.
import { createReadStream } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { contentSecurityPolicy, listPageFiles, safeHeaders } from '../page-files.ts';
import type { Login } from './login.ts';
import { isOwnHost } from './origin.ts';
import { languageOf, noticePage, onwardPage } from './pages.ts';

/** Answers the page's requests itself (development, with live reload); the product serves the built files. */
export type PageSource = (request: IncomingMessage, response: ServerResponse) => void;

interface Options {
  /** Known once the server listens. */
  port(): number;
  login(): Login;
  /** The folder of the built page, or what answers in its place. */
  page: string | PageSource;
  /** A one-time address was used up; the next one is ready. */
  onLogin(): void;
}

const HEADERS_TIMEOUT_MS = 10_000;
const MAX_HEADER_BYTES = 16_384;

const noticePolicy = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

export function createHttpServer(options: Options): Server {
  const files = typeof options.page === 'string' ? listPageFiles(options.page) : null;

  function sendHtml(
    response: ServerResponse,
    status: number,
    html: string,
    headers: Record<string, string> = {},
  ): void {
    response.writeHead(status, {
      ...safeHeaders,
      'Content-Security-Policy': noticePolicy,
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Length': Buffer.byteLength(html),
      'Cache-Control': 'no-store',
      ...headers,
    });
    response.end(html);
  }

  function sendFile(request: IncomingMessage, response: ServerResponse, urlPath: string): void {
    const found = files?.get(urlPath);
    if (!found) return sendHtml(response, 404, noticePage('not_found', languageOf(request.headers['accept-language'])));
    const port = options.port();
    response.writeHead(200, {
      ...safeHeaders,
      // 'self' covers the WebSocket in today's browsers; the explicit form is for older ones.
      'Content-Security-Policy': contentSecurityPolicy(`'self' ws://127.0.0.1:${port} ws://localhost:${port}`),
      'Content-Type': found.mimeType,
      'Content-Length': found.sizeBytes,
      'Cache-Control': found.hashed ? 'private, max-age=31536000, immutable' : 'no-store',
    });
    if (request.method === 'HEAD') return void response.end();
    createReadStream(found.file)
      .on('error', () => response.destroy())
      .pipe(response);
  }

  function redeem(request: IncomingMessage, response: ServerResponse, token: string): void {
    const language = languageOf(request.headers['accept-language']);
    const cookie = options.login().redeem(token);
    if (cookie === null) return sendHtml(response, 403, noticePage('used_link', language));
    options.onLogin();
    // A SameSite=Strict cookie does not follow a redirect that another site (or the file we open) began. So there the
    // page itself goes on, which makes it a navigation of our own site.
    if (request.headers['sec-fetch-site'] === 'cross-site') {
      return sendHtml(response, 200, onwardPage(language), { 'Set-Cookie': cookie });
    }
    sendHtml(response, 303, onwardPage(language), { 'Set-Cookie': cookie, Location: '/' });
  }

  const server = createServer(
    { maxHeaderSize: MAX_HEADER_BYTES, headersTimeout: HEADERS_TIMEOUT_MS },
    (request, response) => {
      const language = languageOf(request.headers['accept-language']);
      if (!isOwnHost(request, options.port())) return sendHtml(response, 421, noticePage('foreign_host', language));
      if (request.method !== 'GET' && request.method !== 'HEAD') {
        return sendHtml(response, 405, noticePage('not_found', language), { Allow: 'GET, HEAD' });
      }
      const url = URL.parse(request.url ?? '/', 'http://page.invalid');
      if (url?.host !== 'page.invalid') return sendHtml(response, 400, noticePage('not_found', language));
      const token = url.searchParams.get('login');
      // HEAD (link previews) must not use the address up.
      if (token !== null && request.method === 'GET') return redeem(request, response, token);
      if (!options.login().knows(request.headers.cookie)) {
        return sendHtml(response, 403, noticePage('no_session', language));
      }
      if (typeof options.page === 'function') return options.page(request, response);
      sendFile(request, response, url.pathname);
    },
  );
  return server;
}
