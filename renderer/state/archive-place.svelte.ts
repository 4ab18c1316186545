// Where a new archive will be written: a folder, a name, and what the disk says to both. An export and a move into an
// archive share it.
import { api, type AppErrorData, type Output } from '../api.ts';
import { joinPath, nameProblem, withEnding } from './archive-estimate.ts';
import { failureOf } from './failure.ts';

export type Format = 'malle' | 'zip-aes256';
export type Target = Output<'archive', 'checkTarget'>;

export class ArchivePlace {
  #checkTurn = 0;
  #nameTyped = false;
  format = $state<Format>('malle');
  folder = $state('');
  fileName = $state('');
  target = $state.raw<Target | null>(null);
  targetError = $state.raw<AppErrorData | null>(null);

  readonly path = $derived(
    this.folder && this.fileName ? joinPath(this.folder, withEnding(this.fileName, this.format)) : '',
  );
  readonly nameProblem = $derived(nameProblem(this.fileName));
  /** Nothing can be written there as it stands. */
  readonly needed = $derived(
    !this.folder ||
      this.nameProblem !== null ||
      this.targetError !== null ||
      this.target === null ||
      !this.target.writable ||
      (this.target.exists && !this.target.resumable),
  );

  typeName(name: string): void {
    this.#nameTyped = true;
    this.fileName = name;
    void this.check();
  }
  async moveTo(folder: string): Promise<void> {
    this.folder = folder;
    await this.check();
  }
  setFormat(format: Format): void {
    this.format = format;
    if (this.fileName) this.fileName = withEnding(this.fileName, format);
    void this.check();
  }

  async check(): Promise<void> {
    const mine = ++this.#checkTurn;
    if (!this.path || this.nameProblem) {
      this.target = null;
      return;
    }
    try {
      const target = await api.archive.checkTarget({ path: this.path });
      if (mine !== this.#checkTurn) return;
      this.target = target;
      this.targetError = null;
    } catch (error) {
      if (mine === this.#checkTurn) this.targetError = failureOf(error);
    }
  }

  /** The usual folder, and a name made of these accounts unless one was typed. */
  async propose(accountIds: readonly string[]): Promise<void> {
    if (this.folder) return;
    try {
      const proposal = await api.archive.proposeTarget({ accountIds: [...accountIds] });
      if (!this.folder) this.folder = proposal.folder;
      if (!this.#nameTyped) this.fileName = withEnding(proposal.fileName, this.format);
      await this.check();
    } catch (error) {
      this.targetError = failureOf(error);
    }
  }
}
