// "Test the password": follows a connection step by step and signs in once, so that the first thing that fails is known.
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { performance } from 'node:perf_hooks';
import { providerFor } from '../accounts/index.ts';
import { abortable, throwIfAborted, type Log } from '../base/index.ts';
import type { AccountSettings, ProbeReport, ProbeStep, probeSteps } from '../contract/accounts.ts';
import { AppError } from '../contract/errors.ts';
import { connectImap, networkError, type StepFacts, type TlsFacts } from '../imap/index.ts';
import { openSmtp } from '../smtp/index.ts';

export interface ProbeOptions {
  readonly address: string;
  readonly settings: AccountSettings;
  readonly password: string;
  readonly signal: AbortSignal;
  readonly log: Log;
  /** Told each step as it ends, in the order of `probeSteps`. */
  readonly onStep?: (step: ProbeStep) => void;
  /** For each step; 20 s when left out. */
  readonly timeoutMs?: number;
  /** Turns what no owner has translated into an error of ours. */
  readonly toAppError: (error: unknown) => AppError;
}

type StepName = (typeof probeSteps)[number];
type Facts = Record<string, string | number>;

const TIMEOUT_MS = 20_000;

/**
 * At most one sign-in at the IMAP server and, when that worked, one at the SMTP server: a wrong password is never sent
 * twice. What a server does wrong is in the report; only `cancelled` is thrown.
 */
export async function probe(options: ProbeOptions): Promise<ProbeReport> {
  const { address, settings, signal } = options;
  const provider = providerFor(address, settings.imap.host);
  const steps: ProbeStep[] = [];
  let startedAt = performance.now();

  function record(step: StepName, state: ProbeStep['state'], facts: Facts = {}, error: AppError | null = null): void {
    const now = performance.now();
    const durationMs = state === 'skipped' ? 0 : Math.max(0, Math.round(now - startedAt));
    startedAt = now;
    const row: ProbeStep = { step, state, durationMs, facts, error: error?.toData() ?? null };
    steps.push(row);
    options.onStep?.(row);
  }
  function explained(error: unknown): AppError {
    throwIfAborted(signal);
    const known = options.toAppError(error);
    // Where no password is ever accepted, a refused one is not a wrong one.
    if (provider?.oauthOnly && known.code === 'account.wrong_password')
      return new AppError('account.oauth_required', known.params, { detail: known.detail, cause: error });
    return known;
  }
  async function tried(step: StepName, facts: Facts, work: () => Promise<Facts>): Promise<boolean> {
    startedAt = performance.now();
    try {
      const found = await work();
      record(step, 'ok', { ...facts, ...found });
      return true;
    } catch (error) {
      record(step, 'failed', facts, explained(error));
      return false;
    }
  }

  async function probeImap(): Promise<boolean> {
    const { host, port, userName, security } = settings.imap;
    const about = (step: StepName): Facts => (step === 'sign_in' ? { userName } : { host, port });
    const left: StepName[] = ['connect', 'encrypt', 'sign_in'];
    const passed = (step: StepName, facts: StepFacts): void => {
      left.shift();
      if (step !== 'encrypt') record(step, 'ok', { ...about(step), ...addressRow(facts.address) });
      else record(step, facts.tls ? 'ok' : 'skipped', tlsRow(facts.tls));
    };
    startedAt = performance.now();
    try {
      const session = await connectImap({
        settings: settings.imap,
        password: options.password,
        allowInsecure: settings.allowInsecure,
        signal,
        log: options.log,
        stallMs: options.timeoutMs ?? TIMEOUT_MS,
        onStep: passed,
      });
      await session.close();
      return true;
    } catch (error) {
      const known = explained(error);
      // Without encryption there is no such step to wait for: the failure belongs to the next one.
      if (left[0] === 'encrypt' && security === 'none') {
        left.shift();
        record('encrypt', 'skipped');
      }
      const failed = left.shift();
      // Signed in is signed in, even when the server stumbled over a question that came after.
      if (!failed) return true;
      record(failed, 'failed', about(failed), known);
      for (const step of left) record(step, 'skipped');
      return false;
    }
  }

  async function probeSmtp(signInToo: boolean): Promise<void> {
    const { smtp } = settings;
    if (!smtp) {
      record('smtp_connect', 'skipped');
      record('smtp_sign_in', 'skipped');
      return;
    }
    const { host, port, userName } = smtp;
    const opened: { session: Awaited<ReturnType<typeof openSmtp>> | null } = { session: null };
    await tried('smtp_connect', { host, port }, async () => {
      const { allowInsecure } = settings;
      const timeoutMs = options.timeoutMs ?? TIMEOUT_MS;
      opened.session = await openSmtp({ settings: smtp, allowInsecure, signal, timeoutMs });
      return { ...addressRow(opened.session.address), ...tlsRow(opened.session.tls) };
    });
    const { session } = opened;
    if (!session || !signInToo) {
      record('smtp_sign_in', 'skipped');
    } else {
      await tried('smtp_sign_in', { userName }, async () => {
        await session.signIn(options.password);
        return {};
      });
    }
    session?.close();
  }

  throwIfAborted(signal);
  const { host } = settings.imap;
  const found = await tried('dns', { host }, () => lookUp(host, options));
  let signedIn = false;
  if (found) signedIn = await probeImap();
  else for (const step of ['connect', 'encrypt', 'sign_in'] as const) record(step, 'skipped');
  await probeSmtp(signedIn);
  throwIfAborted(signal);
  return { ok: steps.every(({ state }) => state !== 'failed'), at: Date.now(), steps, provider };
}

/** The first address of a name, as the system finds it (hosts file included). Throws network.host_not_found, network.timeout. */
async function lookUp(typed: string, { signal, timeoutMs = TIMEOUT_MS }: ProbeOptions): Promise<Facts> {
  const host = typed.replace(/^\[(.*)\]$/, '$1');
  if (isIP(host)) return { address: host };
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new AppError('network.timeout', { host })), timeoutMs);
  });
  try {
    const { address } = await abortable(Promise.race([lookup(host), late]), signal);
    return { address };
  } catch (error) {
    throw networkError(error, { host, port: 0 });
  } finally {
    clearTimeout(timer);
  }
}

const addressRow = (address: string | null): Facts => (address ? { address } : {});

const tlsRow = (tls: TlsFacts | null): Facts => ({
  ...(tls ? { protocol: tls.protocol } : {}),
  ...(tls?.validTo ? { validTo: tls.validTo } : {}),
});
