// The few words the kit itself says (close, show, verified). The page sets them at each change of language, because
// ui/ stands left of text/ and may not import it.

export interface KitWords {
  number: (value: number) => string;
  /** A ratio from 0 to 1 as a percentage. */
  percent: (ratio: number) => string;
  bytes: (value: number) => string;
  date: (time: number) => string;
  close: string;
  show: string;
  hide: string;
  copy: string;
  copied: string;
  loading: string;
  paused: string;
  seals: { ok: string; warn: string; fail: string; busy: string; waiting: string };
  stepDone: string;
  stepNow: string;
  notifications: string;
  folders: {
    places: string;
    up: string;
    newFolder: string;
    newFolderName: string;
    create: string;
    cancel: string;
    empty: string;
    readOnly: string;
    free: (bytes: string) => string;
  };
}

const plain = (value: number): string => String(value);

export const kit: { words: KitWords } = $state({
  words: {
    number: plain,
    percent: (ratio: number) => `${Math.floor(ratio * 100)}%`,
    bytes: plain,
    date: plain,
    close: 'Close',
    show: 'Show',
    hide: 'Hide',
    copy: 'Copy',
    copied: 'Copied',
    loading: 'Loading',
    paused: 'paused',
    seals: { ok: 'verified', warn: 'needs attention', fail: 'failed', busy: 'running', waiting: 'waiting' },
    stepDone: 'done',
    stepNow: 'current step',
    notifications: 'Notifications',
    folders: {
      places: 'Places',
      up: 'Folder above',
      newFolder: 'New folder',
      newFolderName: 'Name of the new folder',
      create: 'Create',
      cancel: 'Cancel',
      empty: 'This folder is empty.',
      readOnly: 'Writing here is not allowed.',
      free: (bytes: string) => `${bytes} free`,
    },
  },
});
