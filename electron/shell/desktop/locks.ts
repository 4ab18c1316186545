// What the page may not do, enforced from outside it: leave, open windows, embed, or use the computer's devices.
import { shell, type Session, type WebContents } from 'electron';
import { isOwnOrigin, isPage } from './page-scheme.ts';

/** Web permissions the page has a use for: telling that a job has ended, and "copy". */
const allowed: ReadonlySet<string> = new Set(['notifications', 'clipboard-sanitized-write']);

export function lockPermissions(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, answer, details) => {
    answer(allowed.has(permission) && details.isMainFrame && isPage(details.requestingUrl));
  });
  session.setPermissionCheckHandler((_contents, permission, origin) => allowed.has(permission) && isOwnOrigin(origin));
  session.setDevicePermissionHandler(() => false);
}

/** Only what a mail program has a reason to hand to the system. Never file:, never a scheme of another program. */
export function isOutside(address: string): boolean {
  const url = URL.parse(address);
  return url !== null && (url.protocol === 'https:' || url.protocol === 'mailto:') && url.username === '';
}

export function lockNavigation(contents: WebContents): void {
  const stay = (event: { preventDefault(): void }, address: string): void => {
    if (!isPage(address)) event.preventDefault();
  };
  contents.on('will-navigate', (event) => stay(event, event.url));
  contents.on('will-redirect', (event) => stay(event, event.url));
  contents.on('will-frame-navigate', (event) => {
    if (!event.isMainFrame) event.preventDefault();
  });
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    if (isOutside(url)) void shell.openExternal(URL.parse(url)?.href ?? url);
    return { action: 'deny' };
  });
}
