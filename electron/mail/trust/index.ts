export { authenticationOf, statedServer, type HeaderField } from './authentication.ts';
export { ownerDomain } from './domains.ts';
export { noticesOf, type Acquaintance, type NoticeInput } from './notices.ts';
