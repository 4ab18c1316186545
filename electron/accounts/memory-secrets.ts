// Passwords that end with the program: for tests, and for runs that store nothing.
import type { OpenSecrets, Secrets } from './secrets.ts';

export function memorySecrets(): Secrets {
  const kept = new Map<string, Map<string, string>>();
  const of = (service: string): Map<string, string> => {
    const found = kept.get(service) ?? new Map<string, string>();
    kept.set(service, found);
    return found;
  };
  return {
    getPassword: (service, account) => Promise.resolve(of(service).get(account) ?? null),
    setPassword: (service, account, password) => Promise.resolve(void of(service).set(account, password)),
    deletePassword: (service, account) => Promise.resolve(of(service).delete(account)),
    findCredentials: (service) =>
      Promise.resolve([...of(service)].map(([account, password]) => ({ account, password }))),
  };
}

/** The same, looking like an open keychain. */
export function openMemorySecrets(secrets: Secrets = memorySecrets()): OpenSecrets {
  const vault = { kind: 'keychain', state: 'open', name: 'memory' } as const;
  return { secrets, vault: () => Promise.resolve(vault), unlock: () => Promise.resolve(vault) };
}
