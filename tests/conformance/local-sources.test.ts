// The stores of other programs as sources pass the suite; each store is built here.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createAppleMailSource } from '../../electron/migrate/apple-mail/source.ts';
import { createMaildirSource } from '../../electron/migrate/maildir/source.ts';
import { createMboxSource } from '../../electron/migrate/mbox/source.ts';
import { createEmlSource } from '../../electron/migrate/message-files/source.ts';
import { createThunderbirdSource } from '../../electron/migrate/thunderbird/source.ts';
import { createWindowsLiveSource } from '../../electron/migrate/windows-live/source.ts';
import type { Source } from '../../electron/transfer/index.ts';
import { mutf7 } from '../support/mailbox.ts';
import {
  mboxBytes,
  withLength,
  withStatus,
  writeAppleMailbox,
  writeEmlFiles,
  writeFile,
  writeMaildir,
  writeThunderbird,
  type MboxStyle,
  type Newline,
} from '../support/local-stores.ts';
import { describeSource, type MadeSource } from './source-suite.ts';

const made = (build: (folder: string) => Source): MadeSource => {
  const folder = mkdtempSync(path.join(tmpdir(), 'store-'));
  const source = build(folder);
  return {
    source,
    close: async () => {
      await source.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

/** Lines that mail programs write into the header for flags, there before the message is stored. */
const styles: readonly (readonly [MboxStyle, Newline])[] = [
  ['mboxrd', '\n'],
  ['mboxrd', '\r\n'],
  ['mboxo', '\n'],
  ['mboxcl2', '\n'],
];
for (const [style, newline] of styles) {
  describeSource(
    `mbox files, ${style}, ${JSON.stringify(newline)}`,
    (mail) =>
      Promise.resolve(
        made((folder) => {
          for (const { names, letters } of mail)
            writeFile(`${path.join(folder, ...names)}.mbox`, mboxBytes(letters, { style, newline }));
          return createMboxSource(folder);
        }),
      ),
    (letter) => withStatus(style === 'mboxcl2' ? withLength(letter, newline) : letter),
  );
}

for (const newline of ['\n', '\r\n'] as const) {
  describeSource(`Maildir++, ${JSON.stringify(newline)}`, (mail) =>
    Promise.resolve(
      made((folder) => {
        for (const { names, letters } of mail) {
          const name = names[0] === 'INBOX' ? '' : `.${names.map(mutf7).join('.')}`;
          writeMaildir(path.join(folder, name), letters, newline);
        }
        return createMaildirSource(folder);
      }),
    ),
  );
}

describeSource('nested Maildir folders', (mail) =>
  Promise.resolve(
    made((folder) => {
      for (const { names, letters } of mail) writeMaildir(path.join(folder, ...names), letters);
      return createMaildirSource(folder);
    }),
  ),
);

describeSource(
  'folders of .eml files',
  (mail) =>
    Promise.resolve(
      made((folder) => {
        for (const { names, letters } of mail) writeEmlFiles(path.join(folder, ...names), letters);
        return createEmlSource(folder);
      }),
    ),
  (letter) => ({ ...letter, flags: [] }),
);

describeSource(
  'Windows Live Mail',
  (mail) =>
    Promise.resolve(
      made((folder) => {
        for (const { names, letters } of mail)
          writeEmlFiles(path.join(folder, 'Example (user f01)', ...names), letters);
        return createWindowsLiveSource(folder);
      }),
    ),
  (letter) => ({ ...letter, flags: [] }),
);

describeSource('Apple Mail', (mail) =>
  Promise.resolve(
    made((folder) => {
      const account = path.join(folder, 'V10', 'FB6511C9-B3F4-56F4-7F7D-8ED743851A0B');
      for (const { names, letters } of mail) writeAppleMailbox(account, names, letters);
      return createAppleMailSource(folder);
    }),
  ),
);

for (const store of ['mbox', 'maildir'] as const) {
  describeSource(
    `Thunderbird, ${store} store`,
    (mail) =>
      Promise.resolve(
        made((folder) => {
          writeThunderbird(folder, mail, store);
          return createThunderbirdSource(folder);
        }),
      ),
    (letter) => ({ ...letter, flags: letter.flags.filter((flag) => flag !== '\\Draft' && flag !== '\\Deleted') }),
  );
}
