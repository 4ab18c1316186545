// Mail accounts: one address, its servers, its own password in the keychain.
import * as v from 'valibot';
import { call, event } from './define.ts';
import { AppErrorShape, Nothing, Time } from './shapes.ts';

export const Security = v.picklist(['tls', 'starttls', 'none']);
export type Security = v.InferOutput<typeof Security>;

export const ServerSettings = v.object({
  host: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(253)),
  port: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65535)),
  security: Security,
  userName: v.pipe(v.string(), v.minLength(1), v.maxLength(320)),
});
export type ServerSettings = v.InferOutput<typeof ServerSettings>;

export const AccountSettings = v.object({
  imap: ServerSettings,
  /** null: an account that is only read (a command line export, a restore target). */
  smtp: v.nullable(ServerSettings),
  /** The person was warned and accepts a connection without encryption to a host that is not this computer. */
  allowInsecure: v.boolean(),
});
export type AccountSettings = v.InferOutput<typeof AccountSettings>;

export const Address = v.pipe(v.string(), v.trim(), v.regex(/^[^\s@]+@[^\s@]+$/), v.maxLength(320));

export const Account = v.object({
  id: v.string(),
  address: v.string(),
  /** What the person calls it; the provider's name at first. */
  name: v.string(),
  /** 1 to 5, the account's dot. */
  colour: v.number(),
  settings: AccountSettings,
  hasPassword: v.boolean(),
});
export type Account = v.InferOutput<typeof Account>;

export const Provider = v.object({
  id: v.string(),
  name: v.string(),
  /** The provider wants a password made for mail programs. */
  appPassword: v.boolean(),
  /** The page where it is made; null when there is none. */
  appPasswordUrl: v.nullable(v.string()),
  /** Passwords are refused whatever they are: only OAuth signs in. */
  oauthOnly: v.boolean(),
});
export type Provider = v.InferOutput<typeof Provider>;

export const Vault = v.object({
  kind: v.picklist(['keychain', 'sealed-file']),
  /** 'new': a sealed file that has no phrase yet. The keychain is always 'open'. */
  state: v.picklist(['open', 'locked', 'new']),
  /** The operating system's own name for its keychain, e.g. "Windows Credential Manager". */
  name: v.string(),
});
export type Vault = v.InferOutput<typeof Vault>;

const Password = v.pipe(v.string(), v.minLength(1), v.maxLength(4096));

export const accounts = {
  /** Settings for an address, without any connection: the table of known providers, else rules. */
  propose: call(
    v.object({ address: Address }),
    v.object({ provider: v.nullable(Provider), settings: AccountSettings, from: v.picklist(['table', 'rules']) }),
  ),
  list: call(Nothing, v.array(Account)),
  /**
   * `keep: false` holds the account and its password in memory until the program ends and may share its address with
   * another account. Throws account.exists, secrets.unavailable, secrets.locked (unlock the vault, then add again).
   */
  add: call(
    v.object({ address: Address, name: v.string(), settings: AccountSettings, password: Password, keep: v.boolean() }),
    Account,
  ),
  /** `password: null` leaves the stored one. */
  update: call(
    v.object({ id: v.string(), name: v.string(), settings: AccountSettings, password: v.nullable(Password) }),
    Account,
  ),
  /** Removes the account and its password here; nothing on the server. */
  remove: call(v.object({ id: v.string() }), Nothing),
  vault: call(Nothing, Vault),
  /** Opens the sealed file, or makes it when its state is 'new'. Throws secrets.wrong_passphrase. */
  unlockVault: call(v.object({ passphrase: Password }), Vault),
};

export const accountEvents = { 'accounts.changed': event(Nothing) };

export const probeSteps = ['dns', 'connect', 'encrypt', 'sign_in', 'smtp_connect', 'smtp_sign_in'] as const;
export const ProbeStep = v.object({
  step: v.picklist(probeSteps),
  /** 'skipped': not reached after a failure, or there is no SMTP server. */
  state: v.picklist(['ok', 'failed', 'skipped']),
  durationMs: v.number(),
  /** Facts for the line below: host, port, protocol ("TLSv1.3"), validTo (time of the certificate's end), address (IP). */
  facts: v.record(v.string(), v.union([v.string(), v.number()])),
  error: v.nullable(AppErrorShape),
});
export type ProbeStep = v.InferOutput<typeof ProbeStep>;

export const ProbeReport = v.object({
  ok: v.boolean(),
  at: Time,
  steps: v.array(ProbeStep),
  provider: v.nullable(Provider),
});
export type ProbeReport = v.InferOutput<typeof ProbeReport>;

export const doctor = {
  /**
   * Looks up, connects, encrypts and signs in ONCE with exactly the settings given. Steps are also told as they end by
   * 'probe.step' under the caller's probeId. `password: null` takes the stored one of `accountId`.
   */
  probe: call(
    v.object({
      probeId: v.string(),
      address: Address,
      settings: AccountSettings,
      password: v.nullable(Password),
      accountId: v.nullable(v.string()),
    }),
    ProbeReport,
  ),
};

export const doctorEvents = { 'probe.step': event(v.object({ probeId: v.string(), step: ProbeStep })) };
