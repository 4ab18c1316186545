// The accounts' part of the contract.
import type { AreaHandlers } from '../contract/define.ts';
import type { calls } from '../contract/index.ts';
import type { Accounts } from './accounts.ts';

export function accountHandlers(accounts: Accounts): AreaHandlers<typeof calls.accounts> {
  return {
    propose: ({ address }) => accounts.propose(address),
    list: () => accounts.list(),
    add: (input) => accounts.add(input),
    update: (input) => accounts.update(input),
    remove: async ({ id }) => {
      await accounts.remove(id);
      return {};
    },
    vault: () => accounts.vault(),
    unlockVault: ({ passphrase }) => accounts.unlockVault(passphrase),
  };
}
