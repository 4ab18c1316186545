// Who may use the page: the holder of the one-time address this program gave out, and then of the cookie it was swapped
// for. Any program on this computer can reach the port, so nothing is answered without one of the two.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

const SECRET_BYTES = 32;
/** More browsers than anyone has; the oldest session makes room, so that logging in for ever fills no memory. */
const MAX_SESSIONS = 50;

export interface Login {
  /** The token of the address that is valid now. It works once; then the next one takes its place. */
  token(): string;
  /** The `Set-Cookie` value when the token is the valid one, else null. Uses the token up. */
  redeem(token: string): string | null;
  /** Does this request carry a cookie that was given out by `redeem`? */
  knows(cookieHeader: string | undefined): boolean;
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
const secret = (): string => randomBytes(SECRET_BYTES).toString('base64url');

/**
 * Cookies ignore ports: a cookie named after the port is not overwritten by a second instance. `session` is a cookie
 * value that is valid from the start (development, where the server restarts under an open page); null in the product.
 */
export function createLogin(port: number, session: string | null = null): Login {
  const name = `malleposte-${port}`;
  const sessions: Buffer[] = session === null ? [] : [digest(session)];
  let token = secret();

  return {
    token: () => token,
    redeem(offered) {
      // Digests have one length, so the comparison takes the same time whatever was offered.
      if (!timingSafeEqual(digest(offered), digest(token))) return null;
      token = secret();
      const value = session ?? secret();
      sessions.push(digest(value));
      if (sessions.length > MAX_SESSIONS) sessions.shift();
      return `${name}=${value}; HttpOnly; SameSite=Strict; Path=/`;
    },
    knows(cookieHeader) {
      for (const pair of cookieHeader?.split(';') ?? []) {
        const [key, value] = pair.trim().split('=', 2);
        if (key !== name || value === undefined) continue;
        const offered = digest(value);
        if (sessions.some((known) => timingSafeEqual(known, offered))) return true;
      }
      return false;
    },
  };
}
