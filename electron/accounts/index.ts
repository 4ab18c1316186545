export {
  createAccounts,
  SECRET_SERVICE,
  type AccountChange,
  type Accounts,
  type Credentials,
  type NewAccount,
} from './accounts.ts';
export { accountHandlers } from './api.ts';
export { propose, providerFor, type Proposal } from './autoconfig/propose.ts';
export { memorySecrets, openMemorySecrets } from './memory-secrets.ts';
export { openKeychain, probeKeychain } from './keychain.ts';
export { openSealedFile, type SealedFile } from './sealed-file.ts';
export { openSecrets, type Credential, type OpenSecrets, type Secrets } from './secrets.ts';
