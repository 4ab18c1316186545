// Short messages about what just happened. They leave by themselves, later when they offer a way back.
import type { Toast } from '../ui/index.ts';

const STAYS_MS = 6_000;
const STAYS_WITH_ACTION_MS = 15_000;
const MOST = 3;

class ToastsState {
  #list = $state.raw<readonly Toast[]>([]);
  #nextId = 1;

  get list(): readonly Toast[] {
    return this.#list;
  }

  /** Returns what `dismiss` takes. */
  show(text: string, tone: Toast['tone'] = 'neutral', action?: Toast['action']): number {
    const id = this.#nextId++;
    this.#list = [...this.#list.slice(1 - MOST), { id, text, tone, ...(action ? { action } : {}) }];
    setTimeout(() => this.dismiss(id), action ? STAYS_WITH_ACTION_MS : STAYS_MS);
    return id;
  }

  dismiss(id: number): void {
    this.#list = this.#list.filter((toast) => toast.id !== id);
  }
}

export const toasts = new ToastsState();
