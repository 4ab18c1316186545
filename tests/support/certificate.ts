// Self-made certificates for test servers: trusted, expired or for another name. Needs the openssl command.
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import tls from 'node:tls';

export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/** A self-signed certificate. `expired` ended in 2020; `names` are DNS names or IPv4 addresses. */
export function makeCertificate(
  options: { names?: readonly string[]; expired?: boolean; signedBy?: Certificate } = {},
): Certificate {
  const { names = ['localhost', '127.0.0.1'], expired = false, signedBy } = options;
  const folder = mkdtempSync(path.join(tmpdir(), 'malleposte-cert-'));
  const at = (name: string): string => path.join(folder, name);
  const san = names.map((name) => `${/^[\d.]+$/.test(name) ? 'IP' : 'DNS'}:${name}`).join(',');
  const [from, to] = expired ? ['200101000000Z', '200201000000Z'] : ['250101000000Z', '490101000000Z'];
  try {
    writeFileSync(
      at('ca.conf'),
      `[ca]\ndefault_ca=d\n[d]\ndatabase=${at('index')}\nserial=${at('serial')}\nnew_certs_dir=${folder}\n` +
        `default_md=sha256\npolicy=p\nemail_in_dn=no\n[p]\ncommonName=supplied\n` +
        `[x]\nsubjectAltName=${san}\nbasicConstraints=${signedBy ? 'CA:FALSE' : 'CA:TRUE'}\n`,
    );
    writeFileSync(at('index'), '');
    writeFileSync(at('serial'), `${randomBytes(8).toString('hex')}\n`);
    const run = (...args: string[]): unknown => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
    run('ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', 'key.pem');
    run('req', '-new', '-key', 'key.pem', '-out', 'req.pem', '-subj', `/CN=${names[0] ?? 'localhost'}`);
    const signer = ['-in', 'req.pem', '-out', 'cert.pem', '-extensions', 'x', '-startdate', from, '-enddate', to];
    if (signedBy) {
      writeFileSync(at('ca.pem'), signedBy.cert);
      writeFileSync(at('ca-key.pem'), signedBy.key);
      run('ca', '-batch', '-notext', '-config', 'ca.conf', '-cert', 'ca.pem', '-keyfile', 'ca-key.pem', ...signer);
    } else {
      run('ca', '-batch', '-notext', '-selfsign', '-config', 'ca.conf', '-keyfile', 'key.pem', ...signer);
    }
    return { cert: readFileSync(at('cert.pem'), 'utf8'), key: readFileSync(at('key.pem'), 'utf8') };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** From now on this process trusts the certificate, as NODE_EXTRA_CA_CERTS does for a process that is to be started. */
export function trustInThisProcess(certificate: string): void {
  tls.setDefaultCACertificates([...tls.getCACertificates('default'), certificate]);
}
