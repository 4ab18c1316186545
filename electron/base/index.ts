export { abortable, sleep, throwIfAborted } from './abort.ts';
export { trustSystemAuthorities } from './authorities.ts';
export { BlobShelf } from './blobs.ts';
export { diskError, freeBytes, makeFolder } from './disk.ts';
export { createFolder, isWritable, listFolder, type FolderListing } from './folders.ts';
export { createLog, describeError, silentLog, toAppError, type Log } from './log.ts';
export { isLoopbackHost } from './loopback.ts';
export { redact, registerSecret } from './redact.ts';
export { Spool } from './spool.ts';
export {
  isPublicAddress,
  publicRequest,
  PublicRequestError,
  type PublicAnswer,
  type PublicRefusal,
  type PublicRequest,
} from './public-http.ts';
