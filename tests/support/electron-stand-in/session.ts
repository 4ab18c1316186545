// The default session: who answers the page's scheme, which requests may go out, which permissions the page has.
import type { BrowserContext } from '@playwright/test';
import { schemeOrigin } from './chromium.ts';

type SchemeHandler = (request: Request) => Response | Promise<Response>;
type RequestListener = (details: { url: string }, answer: (response: { cancel?: boolean }) => void) => void;
type PermissionHandler = (
  contents: null,
  permission: string,
  answer: (granted: boolean) => void,
  details: { requestingUrl: string; isMainFrame: boolean },
) => void;

type CheckHandler = (contents: null, permission: string, origin: string) => boolean;

/** Chromium's names (as Playwright grants them) and Electron's. */
const permissions = {
  notifications: 'notifications',
  'clipboard-write': 'clipboard-sanitized-write',
  'clipboard-read': 'clipboard-read',
  geolocation: 'geolocation',
  camera: 'media',
  microphone: 'media',
} as const;

const handlers = new Map<string, SchemeHandler>();
let requestListener: RequestListener = (_details, answer) => answer({});
let checkHandler: CheckHandler = () => true;
let permissionHandler: PermissionHandler = (_contents, _permission, answer) => answer(true);

export const defaultSession = {
  protocol: {
    handle: (scheme: string, handler: SchemeHandler) => void handlers.set(scheme, handler),
    async answer(request: Request): Promise<Response> {
      const handler = handlers.get(new URL(request.url).protocol.slice(0, -1));
      return handler ? handler(request) : new Response(null, { status: 404 });
    },
  },
  webRequest: { onBeforeRequest: (listener: RequestListener) => void (requestListener = listener) },
  setPermissionRequestHandler: (handler: PermissionHandler) => void (permissionHandler = handler),
  setPermissionCheckHandler: (handler: CheckHandler) => void (checkHandler = handler),
  setDevicePermissionHandler: () => undefined,

  mayRequest: (url: string): Promise<boolean> =>
    new Promise((resolve) => requestListener({ url }, ({ cancel }) => resolve(!cancel))),

  /** Asks the shell's own handler about every permission and gives the browser exactly those. */
  async apply(context: BrowserContext): Promise<void> {
    const details = { requestingUrl: 'app://malleposte/', isMainFrame: true };
    const granted = Object.entries(permissions).filter(([, name]) => {
      const answers: boolean[] = [];
      permissionHandler(null, name, (given) => answers.push(given), details);
      // Electron asks the one before a page may use the permission, the other whenever it looks.
      return answers[0] === true && checkHandler(null, name, 'app://malleposte');
    });
    await context.grantPermissions(
      granted.map(([name]) => name),
      { origin: schemeOrigin },
    );
  },
};

export const session = { defaultSession };
export const protocol = {
  registerSchemesAsPrivileged: (schemes: readonly { scheme: string }[]) =>
    schemes.forEach(({ scheme }) => registered.add(scheme)),
};
export const registered = new Set<string>();
