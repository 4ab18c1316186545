import { describe, expect, it } from 'vitest';
import { redact } from '../base/index.ts';
import type { AccountSettings } from '../contract/accounts.ts';
import { AppError } from '../contract/errors.ts';
import { listAccounts, openStore } from '../store/index.ts';
import { createAccounts, SECRET_SERVICE, type NewAccount } from './accounts.ts';
import { memorySecrets, openMemorySecrets } from './memory-secrets.ts';
import type { Secrets } from './secrets.ts';

const settings: AccountSettings = {
  imap: { host: 'imap.example.org', port: 993, security: 'tls', userName: 'ann@example.org' },
  smtp: null,
  allowInsecure: false,
};
const ann: NewAccount = { address: 'Ann@example.org', name: 'Ann', settings, password: 'hunter2-secret', keep: true };

function setUp(secrets: Secrets = memorySecrets()) {
  const store = openStore(null);
  let events = 0;
  const accounts = createAccounts({ store, secrets: openMemorySecrets(secrets), emit: () => (events += 1) });
  return { store, secrets, accounts, events: () => events };
}

describe('accounts', () => {
  it('keeps the account in the store and the password in the keychain only', async () => {
    const { store, secrets, accounts, events } = setUp();
    const added = await accounts.add(ann);
    expect(added).toMatchObject({ address: 'Ann@example.org', name: 'Ann', colour: 1, hasPassword: true, settings });
    expect(listAccounts(store)).toEqual([added]);
    expect(await secrets.findCredentials(SECRET_SERVICE)).toEqual([
      { account: 'ann@example.org', password: 'hunter2-secret' },
    ]);
    expect(JSON.stringify(store.database.prepare('SELECT * FROM accounts').all())).not.toContain('hunter2');
    expect(await accounts.credentials(added.id)).toEqual({ account: added, settings, password: 'hunter2-secret' });
    expect(events()).toBe(1);
  });

  it('hides the password in logs while it is known', async () => {
    const { accounts } = setUp();
    const { id } = await accounts.add({ ...ann, password: 'a very special phrase' });
    expect(redact('sent: a very special phrase')).toBe('sent: ***');
    await accounts.update({ id, name: 'Ann', settings, password: 'another phrase of hers' });
    expect(redact('sent: another phrase of hers')).toBe('sent: ***');
    await accounts.remove(id);
    expect(redact('sent: another phrase of hers')).toBe('sent: another phrase of hers');
  });

  it('refuses the same address twice, whatever its case, even at the same time', async () => {
    const { accounts } = setUp();
    const both = await Promise.allSettled([accounts.add(ann), accounts.add({ ...ann, address: 'aNN@EXAMPLE.org' })]);
    expect(both.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect(both[1]).toMatchObject({ reason: { code: 'account.exists' } });
    expect(accounts.list()).toHaveLength(1);
  });

  it('calls an account by its address where its name is taken or empty', async () => {
    const { accounts } = setUp();
    await accounts.add(ann);
    await accounts.add({ ...ann, address: 'ben@example.org' });
    await accounts.add({ ...ann, address: 'cleo@example.org', name: ' ' });
    expect(accounts.list().map(({ name }) => name)).toEqual(['Ann', 'ben@example.org', 'cleo@example.org']);
  });

  it('writes nothing when the keychain refuses', async () => {
    const refused = new AppError('secrets.locked');
    const { accounts } = setUp({ ...memorySecrets(), setPassword: () => Promise.reject(refused) });
    await expect(accounts.add(ann)).rejects.toBe(refused);
    expect(accounts.list()).toEqual([]);
  });

  it('writes over a password that a crash left without an account', async () => {
    const { accounts, secrets } = setUp();
    await secrets.setPassword(SECRET_SERVICE, 'ann@example.org', 'left behind');
    const { id } = await accounts.add(ann);
    expect((await accounts.credentials(id)).password).toBe('hunter2-secret');
  });

  it('keeps nothing of an account that is for this run only', async () => {
    const { store, secrets, accounts } = setUp();
    await accounts.add(ann);
    const brief = await accounts.add({ ...ann, password: 'only in memory', keep: false });
    expect(listAccounts(store)).toHaveLength(1);
    expect(await secrets.findCredentials(SECRET_SERVICE)).toHaveLength(1);
    expect((await accounts.credentials(brief.id)).password).toBe('only in memory');
    await accounts.update({ id: brief.id, name: 'x', settings, password: 'changed in memory' });
    expect((await accounts.credentials(brief.id)).password).toBe('changed in memory');
    expect(await secrets.getPassword(SECRET_SERVICE, 'ann@example.org')).toBe('hunter2-secret');
    await accounts.remove(brief.id);
    expect(await secrets.getPassword(SECRET_SERVICE, 'ann@example.org')).toBe('hunter2-secret');
    expect(accounts.list()).toHaveLength(1);
  });

  it('changes name, servers and password, never the address', async () => {
    const { accounts } = setUp();
    const { id } = await accounts.add(ann);
    const other = { ...settings, imap: { ...settings.imap, host: 'mail.example.org' } };
    const changed = await accounts.update({ id, name: '  ', settings: other, password: null });
    expect(changed).toMatchObject({ address: 'Ann@example.org', name: 'Ann@example.org', settings: other });
    expect((await accounts.credentials(id)).password).toBe('hunter2-secret');
    await accounts.update({ id, name: 'Ann', settings, password: 'new one' });
    expect((await accounts.credentials(id)).password).toBe('new one');
  });

  it('takes the password away with the account', async () => {
    const { accounts, secrets } = setUp();
    const { id } = await accounts.add(ann);
    await accounts.remove(id);
    expect(accounts.list()).toEqual([]);
    expect(await secrets.findCredentials(SECRET_SERVICE)).toEqual([]);
    await expect(accounts.remove(id)).rejects.toMatchObject({ code: 'app.not_found' });
    await expect(accounts.credentials(id)).rejects.toMatchObject({ code: 'app.not_found' });
  });

  it('notices a password that is gone, until a new one is given', async () => {
    const { accounts, secrets, events } = setUp();
    const { id } = await accounts.add(ann);
    await secrets.deletePassword(SECRET_SERVICE, 'ann@example.org');
    await expect(accounts.credentials(id)).rejects.toMatchObject({ code: 'account.password_missing' });
    expect(accounts.get(id).hasPassword).toBe(false);
    expect(events()).toBe(2);
    await accounts.update({ id, name: 'Ann', settings, password: 'again' });
    expect(accounts.get(id).hasPassword).toBe(true);
  });

  it('gives five accounts five colours, and a freed one to the next', async () => {
    const { accounts } = setUp();
    const all = [];
    for (let n = 1; n <= 6; n += 1) all.push(await accounts.add({ ...ann, address: `a${n}@example.org` }));
    expect(all.map(({ colour }) => colour)).toEqual([1, 2, 3, 4, 5, 1]);
    await accounts.remove(all[2]!.id);
    expect((await accounts.add({ ...ann, address: 'next@example.org' })).colour).toBe(3);
  });
});
