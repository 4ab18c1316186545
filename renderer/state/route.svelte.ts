// Where the person is. Kept in the window's history without touching the address, so that Back and Forward work and a
// reload starts fresh. Holds ids and paths only, never a secret: browsers keep history entries on disk.

import type { FolderRole } from '../api.ts';

export type SettingsSection = 'accounts' | 'mail' | 'appearance';

/** A list of messages that has a place in the sidebar. */
export type MailPlace =
  | { readonly kind: 'folder'; readonly folderId: number }
  | { readonly kind: 'role'; readonly role: FolderRole }
  | { readonly kind: 'starred' };

export type Route =
  | { readonly name: 'welcome' }
  /** The mail itself; without a place, the inboxes of all accounts. */
  | { readonly name: 'mail'; readonly place?: MailPlace }
  /** Where every account stands: what was saved, and what its last proof counted. */
  | { readonly name: 'home' }
  /** `address` is already typed; `then` is where it goes afterwards. */
  | {
      readonly name: 'add-account';
      readonly address?: string;
      readonly then?: 'mail' | 'export' | 'restore' | 'migrate';
    }
  | { readonly name: 'settings'; readonly section: SettingsSection; readonly accountId?: string }
  /** `jobId`: an export that already runs or has ended. */
  | { readonly name: 'export'; readonly jobId?: string }
  /** `path`: the archive to show first; `jobId`: a verification or extraction to show. */
  | { readonly name: 'archives'; readonly path?: string; readonly jobId?: string }
  | { readonly name: 'restore'; readonly path?: string; readonly jobId?: string }
  /** `jobId`: a move that already runs or has ended. */
  | { readonly name: 'migrate'; readonly jobId?: string }
  | { readonly name: 'jobs' }
  /** The opener: a winmail.dat, or a message that holds one. Needs no account. */
  | { readonly name: 'winmail' };

export type RouteName = Route['name'];

const isRoute = (value: unknown): value is Route =>
  typeof value === 'object' && value !== null && typeof (value as { name?: unknown }).name === 'string';

class RouteState {
  #current = $state.raw<Route>({ name: 'mail' });

  get current(): Route {
    return this.#current;
  }

  /** Starts at `first` and follows the window's Back and Forward; returns what stops that. */
  start(first: Route): () => void {
    this.#current = first;
    history.replaceState(first, '');
    const onPop = (event: PopStateEvent): void => {
      if (isRoute(event.state)) this.#current = event.state;
    };
    addEventListener('popstate', onPop);
    return () => removeEventListener('popstate', onPop);
  }

  go(to: Route): void {
    history.pushState(to, '');
    this.#current = to;
  }

  /** Same place with other details (a job id that is now known): no step in the history. */
  replace(to: Route): void {
    history.replaceState(to, '');
    this.#current = to;
  }

  back(): void {
    history.back();
  }
}

export const route = new RouteState();
