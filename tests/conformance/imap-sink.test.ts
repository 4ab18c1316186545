// The mailbox as a sink passes the suite, with and without MULTIAPPEND (the real server is in tests/integration).
import { createImapSink } from '../../electron/imap/index.ts';
import { startHostileImap } from '../support/hostile-imap.ts';
import { mutf7 } from '../support/mailbox.ts';
import { sha256 } from './sample.ts';
import { describeSink } from './sink-suite.ts';

for (const capabilities of ['IMAP4rev1 LITERAL+ MULTIAPPEND', 'IMAP4rev1']) {
  describeSink(`mailbox over IMAP (${capabilities})`, async (report) => {
    const server = await startHostileImap({ capabilities });
    const sink = createImapSink({
      account: 'to@example.test',
      settings: { host: '127.0.0.1', port: server.port, security: 'none', userName: 'to@example.test' },
      allowInsecure: false,
      password: () => Promise.resolve('a password'),
      under: null,
      report,
    });
    return {
      sink,
      read: (folder) => {
        const name = (sink.target(folder.id) ?? '').split('/').map(mutf7).join('/');
        const messages = server.folders[name]?.messages ?? [];
        return Promise.resolve(
          messages.map(({ body, flags = [], date = '' }) => ({
            sha256: sha256(body as Buffer),
            flags,
            internalDate: Date.parse(date.replace(/^(\d+)-(\w+)-/, '$1 $2 ')),
          })),
        );
      },
      close: () => sink.close().then(() => server.stop()),
    };
  });
}
