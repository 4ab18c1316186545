// The embedded mail server of the demo: a sample mailbox for one person, an empty one to restore to.
import { mutf7 } from './mailbox.ts';
import { startMemoryImap, type MemoryImap } from './memory-imap.ts';
import { addFolder, addMessage, createAccount, findFolder } from './memory-mailbox.ts';
import { sampleFolders, type SampleOptions } from './sample-mail.ts';

export interface DemoServer extends MemoryImap {
  readonly full: { readonly user: string; readonly password: string; readonly messages: number };
  readonly empty: { readonly user: string; readonly password: string };
}

const DEMO: SampleOptions = { seed: 20261121, messages: 1500 };

export async function startDemoServer(options: SampleOptions = DEMO): Promise<DemoServer> {
  const full = createAccount('marie@example.com', 'a sample password');
  const empty = createAccount('marie@new.example', 'another sample password');
  let messages = 0;
  for (const { names, use, letters } of sampleFolders(options)) {
    const name = names.map(mutf7).join('/');
    const folder = findFolder(full, name) ?? addFolder(full, name, use);
    for (const { bytes, flags = [], date = 0 } of letters) {
      addMessage(folder, bytes, flags, date);
      messages += 1;
    }
  }
  const server = await startMemoryImap([full, empty]);
  return {
    ...server,
    full: { user: full.user, password: full.password, messages },
    empty: { user: empty.user, password: empty.password },
  };
}
