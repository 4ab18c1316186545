// One request to a public web server, named by a stranger's mail: no cookies, no referrer, no private network. The name
// is looked up once and the connection goes to exactly that address, so a second answer of the name server (DNS
// rebinding) changes nothing.
import { lookup } from 'node:dns/promises';
import http from 'node:http';
import https from 'node:https';
import { BlockList, isIP } from 'node:net';

export interface PublicRequest {
  readonly method: 'GET' | 'POST';
  /** A POST's form. */
  readonly body?: string;
  readonly accept?: string;
  /** Of the body; the answer is cut off there. */
  readonly maxBytes: number;
  /** For the whole of it, redirects included. */
  readonly timeoutMs: number;
  /** Redirects that are followed. */
  readonly redirects: number;
  readonly httpsOnly: boolean;
  readonly signal?: AbortSignal | undefined;
  /** For tests: which addresses may be reached. Public ones by default. */
  readonly allows?: (address: string) => boolean;
}

export interface PublicAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly bytes: Uint8Array;
}

/** Why nothing was fetched; the caller has the words. */
export type PublicRefusal = 'not_https' | 'not_public' | 'too_large' | 'too_many_redirects' | 'not_reached' | 'timeout';
export class PublicRequestError extends Error {
  readonly reason: PublicRefusal;
  constructor(reason: PublicRefusal, cause?: unknown) {
    super(reason, { cause });
    this.reason = reason;
  }
}

/** Throws PublicRequestError. Other statuses than 200 are answers, not errors. */
export async function publicRequest(url: URL, request: PublicRequest): Promise<PublicAnswer> {
  const timeout = AbortSignal.timeout(request.timeoutMs);
  const signal = request.signal ? AbortSignal.any([timeout, request.signal]) : timeout;
  let target = url;
  try {
    for (let hop = 0; hop <= request.redirects; hop += 1) {
      const answer = await once(target, request, signal);
      if (!('location' in answer)) return answer;
      // What was asked for in secret is not asked for in the open.
      if (target.protocol === 'https:' && answer.location.protocol === 'http:')
        throw new PublicRequestError('not_https');
      target = answer.location;
    }
  } catch (error) {
    if (error instanceof PublicRequestError) throw error;
    throw new PublicRequestError(timeout.aborted ? 'timeout' : 'not_reached', error);
  }
  throw new PublicRequestError('too_many_redirects');
}

async function once(url: URL, request: PublicRequest, signal: AbortSignal): Promise<PublicAnswer | { location: URL }> {
  const secure = url.protocol === 'https:';
  if (!secure && (request.httpsOnly || url.protocol !== 'http:')) throw new PublicRequestError('not_https');
  if (url.username || url.password) throw new PublicRequestError('not_public');
  // Other ports are services that no picture and no list is at.
  if (url.port !== '' && request.allows === undefined) throw new PublicRequestError('not_public');
  const address = await publicAddress(url.hostname, request.allows ?? isPublicAddress);
  const body = request.body === undefined ? null : Buffer.from(request.body);
  return new Promise((resolve, reject) => {
    const sent = (secure ? https : http).request(
      url,
      {
        method: request.method,
        signal,
        // A connection of its own: nothing is shared between what different mails ask for.
        agent: false,
        lookup: (_host, options, done) => {
          const family = isIP(address);
          if (options.all) done(null, [{ address, family }]);
          else done(null, address, family);
        },
        headers: {
          // Says no more than a browser everybody has.
          'user-agent': 'Mozilla/5.0',
          accept: request.accept ?? '*/*',
          'accept-encoding': 'identity',
          ...(body && { 'content-type': 'application/x-www-form-urlencoded', 'content-length': body.length }),
        },
      },
      (response) => {
        const status = response.statusCode ?? 0;
        const { location } = response.headers;
        if ([301, 302, 303, 307, 308].includes(status) && location !== undefined && request.redirects > 0) {
          response.destroy();
          const next = URL.parse(location, url.href);
          if (next) resolve({ location: next });
          else reject(new PublicRequestError('not_reached'));
          return;
        }
        const pieces: Buffer[] = [];
        let length = 0;
        response.on('data', (piece: Buffer) => {
          length += piece.length;
          if (length > request.maxBytes) {
            reject(new PublicRequestError('too_large'));
            response.destroy();
          } else pieces.push(piece);
        });
        response.on('end', () =>
          resolve({ status, contentType: response.headers['content-type'] ?? '', bytes: Buffer.concat(pieces) }),
        );
        response.on('error', reject);
        // A line that breaks off in the middle has no end.
        response.on('aborted', () => reject(new PublicRequestError('not_reached')));
      },
    );
    sent.on('error', reject);
    sent.end(body ?? undefined);
  });
}

async function publicAddress(hostname: string, allows: (address: string) => boolean): Promise<string> {
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  const addresses = isIP(host) ? [host] : (await lookup(host, { all: true })).map(({ address }) => address);
  // One private address among public ones is a trick, not a network.
  if (addresses.length === 0 || !addresses.every(allows)) throw new PublicRequestError('not_public');
  return addresses[0] ?? '';
}

const notPublic = new BlockList();
// RFC 6890 and the registries it founded: this host, private, shared, loopback, link-local, special, multicast, reserved.
for (const [net, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const)
  notPublic.addSubnet(net, prefix, 'ipv4');
/** Global unicast; of it, documentation, 6to4 and Teredo (which carry an IPv4 address) are taken out. */
const globalUnicast = new BlockList();
globalUnicast.addSubnet('2000::', 3, 'ipv6');
for (const [net, prefix] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const)
  notPublic.addSubnet(net, prefix, 'ipv6');

/** An address of the open Internet: not of this computer, of its network, or of one of the special ranges. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !notPublic.check(address, 'ipv4');
  return family === 6 && globalUnicast.check(address, 'ipv6') && !notPublic.check(address, 'ipv6');
}
