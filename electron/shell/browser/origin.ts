// Which requests are meant for this server. A page of another site can make a browser talk to 127.0.0.1, and a name that
// an attacker controls can resolve to it (DNS rebinding); the exact Host and Origin give both away.
import type { IncomingMessage } from 'node:http';

export const hostsOf = (port: number): readonly string[] => [`127.0.0.1:${port}`, `localhost:${port}`];

/** The Host header names this server and nothing else. */
export const isOwnHost = (request: IncomingMessage, port: number): boolean =>
  request.headers.host !== undefined && hostsOf(port).includes(request.headers.host);

/** The request comes from this server's own page. Browsers always send Origin with a WebSocket upgrade. */
export const isOwnOrigin = (request: IncomingMessage, port: number): boolean =>
  isOwnHost(request, port) && request.headers.origin === `http://${request.headers.host ?? ''}`;
