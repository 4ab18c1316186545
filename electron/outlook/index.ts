// What Outlook writes, as MAPI items: data files (.pst, .ost) with their folders, and single messages (.msg).
export { DamagedBlock } from './pst/blocks.ts';
export { openItem } from './pst/item.ts';
export { PstStore, type PstFolder } from './pst/store.ts';
export { openMsg } from './msg/message.ts';
export type { OpenedItem } from './opened-item.ts';
export { flagsOf } from './flags.ts';
