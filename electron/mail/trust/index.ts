export { createTrust, type TrustOptions, type TrustTeller } from './trust.ts';
