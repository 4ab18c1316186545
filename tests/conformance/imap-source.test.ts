// The mailbox as a source passes the suite, on a server that can do little (the real one is in tests/integration).
import { createImapSource } from '../../electron/imap/index.ts';
import { startHostileImap, type FakeFolder } from '../support/hostile-imap.ts';
import { mutf7 } from '../support/mailbox.ts';
import { describeSource } from './source-suite.ts';

for (const [capabilities, separator] of [
  ['IMAP4rev1', '.'],
  ['IMAP4rev1 LITERAL+ UIDPLUS MESSAGELIMIT=10', '/'],
] as const) {
  describeSource(`mailbox over IMAP (${capabilities})`, async (mail) => {
    const date = (seconds: number): string => {
      const [, day, month, year, time] = /, (\d+) (\w+) (\d+) ([\d:]+)/.exec(new Date(seconds * 1000).toUTCString())!;
      return `${day}-${month}-${year} ${time} +0000`;
    };
    const folders = Object.fromEntries(
      mail.map(({ names, letters }, at): [string, FakeFolder] => [
        names.map(mutf7).join(separator),
        {
          uidValidity: 100 + at,
          messages: letters.map(({ bytes, flags, date: seconds }, index) => ({
            uid: 3 * index + 1,
            body: bytes,
            flags: [...flags, '\\Recent'],
            date: date(seconds),
          })),
        },
      ]),
    );
    const server = await startHostileImap({ folders, separator, capabilities });
    const source = createImapSource({
      account: 'user@example.test',
      settings: { host: '127.0.0.1', port: server.port, security: 'none', userName: 'user@example.test' },
      allowInsecure: false,
      password: () => Promise.resolve('a password'),
      folders: null,
    });
    return { source, close: () => source.close().then(() => server.stop()) };
  });
}
