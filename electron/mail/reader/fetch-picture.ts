// One remote picture: from public hosts only, without cookies, referrer or anything that tells who asks, within bounds of
// time and size, and only if its bytes are a picture.
import { publicRequest, PublicRequestError, throwIfAborted } from '../../base/index.ts';
import { AppError } from '../../contract/errors.ts';
import { sniff } from '../../tnef/index.ts';

export interface Picture {
  readonly bytes: Uint8Array;
  readonly mimeType: string;
}

export interface PictureOptions {
  readonly timeoutMs?: number;
  /** For tests: which addresses may be reached. Public ones by default. */
  readonly allows?: (address: string) => boolean;
}

export const pictureLimits = { bytes: 10 * 1024 * 1024, redirects: 3, timeoutMs: 15_000 } as const;

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

/** The reasons' words are in contract/reason-table.ts. */
const reasons = {
  not_https: 'redirect',
  not_public: 'private_network',
  too_large: 'too_large',
  too_many_redirects: 'redirect',
  not_reached: 'broken',
  timeout: 'too_slow',
} as const;

/** Throws mail.image_refused with the reason, cancelled. */
export async function fetchPicture(url: URL, signal: AbortSignal, options: PictureOptions = {}): Promise<Picture> {
  const answer = await publicRequest(url, {
    method: 'GET',
    accept: 'image/*',
    maxBytes: pictureLimits.bytes,
    redirects: pictureLimits.redirects,
    httpsOnly: false,
    timeoutMs: pictureLimits.timeoutMs,
    ...options,
    signal,
  }).catch((error: unknown) => {
    throwIfAborted(signal);
    throw refused(error instanceof PublicRequestError ? reasons[error.reason] : 'broken', error);
  });
  if (answer.status !== 200) throw refused(`HTTP ${answer.status}`);
  const mimeType = sniff(answer.bytes, '');
  if (!rasterTypes.has(mimeType)) throw refused('not_a_picture');
  return { bytes: answer.bytes, mimeType };
}

const refused = (reason: string, cause?: unknown): AppError =>
  new AppError('mail.image_refused', { reason }, cause === undefined ? {} : { cause });
