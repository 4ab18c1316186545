// Which authorities may vouch for a server: Node's own list and the operating system's, where companies and careful
// people add theirs. Node looks at the first alone unless it is told.
import { X509Certificate } from 'node:crypto';
import tls from 'node:tls';

let done = false;

/**
 * Call before the first TLS connection; later calls cost nothing. Not at the start of the program: reading the store
 * takes about 0.1 s (288 certificates on Debian) and more on Windows. A store that cannot be read changes nothing.
 */
export function trustSystemAuthorities(): void {
  if (done) return;
  done = true;
  try {
    const known = tls.getCACertificates('default');
    const system = tls.getCACertificates('system');
    try {
      tls.setDefaultCACertificates([...known, ...system]);
    } catch {
      // One that cannot be parsed makes Node refuse the whole list.
      tls.setDefaultCACertificates([...known, ...system.filter(isReadable)]);
    }
  } catch {
    // A Node or an Electron without these functions, or a store that is closed to us: Node's own list stays.
  }
}

function isReadable(certificate: string): boolean {
  try {
    new X509Certificate(certificate);
    return true;
  } catch {
    return false;
  }
}
