export { abortable, sleep, throwIfAborted } from './abort.ts';
export { BlobShelf } from './blobs.ts';
export { dial, encrypt, tlsFacts, type DialOptions, type TlsFacts } from './dial.ts';
export { diskError, freeBytes } from './disk.ts';
export { createFolder, isWritable, listFolder, type FolderListing } from './folders.ts';
export { createLog, describeError, silentLog, toAppError, type Log } from './log.ts';
export { isLoopbackHost, networkError } from './network.ts';
export { redact, registerSecret } from './redact.ts';
