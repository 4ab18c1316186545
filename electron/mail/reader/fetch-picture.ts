// One remote picture: without cookies, referrer or anything that tells who asks; from public hosts only, whose address is
// looked at before the line is opened and is the one the line goes to; within bounds of time and size.
import { lookup } from 'node:dns/promises';
import http from 'node:http';
import https from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { AppError } from '../../contract/errors.ts';
import { sniff } from '../../tnef/index.ts';
import { isPublicAddress } from './public-address.ts';

export interface PictureNet {
  /** All addresses of a host name. */
  readonly resolve: (host: string) => Promise<readonly string[]>;
  readonly isAllowed: (address: string) => boolean;
  readonly isPort: (port: number) => boolean;
  readonly timeoutMs: number;
}

export const publicNet: PictureNet = {
  resolve: async (host) => (await lookup(host, { all: true })).map(({ address }) => address),
  isAllowed: isPublicAddress,
  // Others are services that no picture comes from.
  isPort: (port) => port === 80 || port === 443,
  timeoutMs: 15_000,
};

export interface Picture {
  readonly bytes: Uint8Array;
  readonly mimeType: string;
}

export const pictureLimits = { bytes: 10 * 1024 * 1024, redirects: 3 } as const;

/** Raster pictures that a browser decodes without a document around them. SVG is a document. */
const rasterTypes: ReadonlySet<string> = new Set([
  'image/png',
  'image/jpeg',
  'image/gif',
  'image/webp',
  'image/bmp',
  'image/avif',
  'image/x-icon',
  'image/vnd.microsoft.icon',
]);

/** What nearly every reader sends: it says nothing about this one. */
const headers = { 'User-Agent': 'Mozilla/5.0', Accept: 'image/*', 'Accept-Encoding': 'identity' };

const refused = (reason: string, cause?: unknown): AppError =>
  new AppError('mail.image_refused', { reason }, cause === undefined ? {} : { cause });

/** Throws mail.image_refused with the reason, cancelled. */
export async function fetchPicture(url: URL, signal: AbortSignal, net: PictureNet = publicNet): Promise<Picture> {
  const timeout = AbortSignal.timeout(net.timeoutMs);
  const stop = AbortSignal.any([signal, timeout]);
  try {
    return await follow(url, stop, net, pictureLimits.redirects);
  } catch (error) {
    if (signal.aborted) throw new AppError('cancelled');
    if (timeout.aborted) throw refused('too_slow', error);
    throw error instanceof AppError ? error : refused((error as NodeJS.ErrnoException).code ?? 'broken', error);
  }
}

async function follow(url: URL, signal: AbortSignal, net: PictureNet, redirects: number): Promise<Picture> {
  const answer = await ask(url, signal, net);
  if (answer.redirect === null) return pictureOf(answer.bytes);
  const next = URL.parse(answer.redirect, url.href);
  if (redirects === 0 || !next || !/^https?:$/.test(next.protocol)) throw refused('redirect');
  // What was asked for in secret is not asked for in the open.
  if (url.protocol === 'https:' && next.protocol === 'http:') throw refused('redirect');
  return follow(next, signal, net, redirects - 1);
}

function pictureOf(bytes: Uint8Array): Picture {
  const mimeType = sniff(bytes, '');
  if (!rasterTypes.has(mimeType)) throw refused('not_a_picture');
  return { bytes, mimeType };
}

interface Answer {
  readonly bytes: Uint8Array;
  readonly redirect: string | null;
}

/** The address that is connected to: every one of the host has to be public, else a second look-up could get another. */
async function addressOf(host: string, net: PictureNet): Promise<string> {
  const literal = host.replace(/^\[(.*)\]$/, '$1');
  const addresses = isIP(literal) ? [literal] : await net.resolve(host);
  const [first] = addresses;
  if (first === undefined || !addresses.every((address) => net.isAllowed(address))) throw refused('private_network');
  return first;
}

async function ask(url: URL, signal: AbortSignal, net: PictureNet): Promise<Answer> {
  const port = Number(url.port) || (url.protocol === 'https:' ? 443 : 80);
  if (!net.isPort(port)) throw refused(`port ${port}`);
  const address = await addressOf(url.hostname, net);
  if (signal.aborted) throw new AppError('cancelled');
  const family = isIP(address);
  const pinned: LookupFunction = (_, options, done) => {
    if (options.all) done(null, [{ address, family }]);
    else done(null, address, family);
  };
  return new Promise((resolve, reject) => {
    const { request } = url.protocol === 'https:' ? https : http;
    // No agent: nothing is kept open that would join two requests.
    const options = { headers, signal, lookup: pinned, agent: false, maxHeaderSize: 64 * 1024 };
    const asked = request(new URL(url.pathname + url.search, url.origin), options, (response) => {
      const { statusCode = 0, headers: said } = response;
      if (statusCode >= 300 && statusCode < 400 && said.location !== undefined) {
        asked.destroy();
        resolve({ bytes: new Uint8Array(), redirect: said.location });
        return;
      }
      const fail = (reason: string): void => {
        reject(refused(reason));
        asked.destroy();
      };
      if (statusCode !== 200) return fail(`HTTP ${statusCode}`);
      const chunks: Buffer[] = [];
      let size = 0;
      response.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > pictureLimits.bytes) fail('too_large');
        else chunks.push(chunk);
      });
      response.once('end', () => resolve({ bytes: Buffer.concat(chunks), redirect: null }));
      response.once('error', reject);
      // A line that breaks off in the middle has no end.
      response.once('aborted', () => reject(refused('broken')));
    });
    asked.once('error', reject);
    asked.end();
  });
}
