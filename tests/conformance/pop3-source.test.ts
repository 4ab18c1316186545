// A POP3 mailbox as a source passes the suite, as far as POP3 goes: one folder, no flags, dates from the mail itself.
import { createPop3Source } from '../../electron/migrate/index.ts';
import { startHostilePop3 } from '../support/hostile-pop3.ts';
import { sampleMail, type SampleLetter } from './sample.ts';
import { describeSource } from './source-suite.ts';

/** As a server delivers it: with the line that says when, and without flags. */
const delivered = ({ bytes, date }: SampleLetter): SampleLetter => ({
  bytes: Buffer.concat([
    Buffer.from(`Received: from a.test by b.test; ${new Date(date * 1000).toUTCString()}\r\n`),
    bytes,
  ]),
  flags: [],
  date,
});

for (const [name, capabilities] of [
  ['with PIPELINING', ['USER', 'SASL PLAIN', 'UIDL', 'TOP', 'PIPELINING']],
  ['without CAPA', null],
] as const) {
  describeSource(
    `mailbox over POP3 (${name})`,
    async (mail) => {
      const letters = mail[0]!.letters.map(({ bytes }) => ({ body: bytes }));
      const server = await startHostilePop3({ capabilities, letters });
      const source = createPop3Source({
        account: 'user@example.test',
        settings: { host: '127.0.0.1', port: server.port, security: 'none', userName: 'user@example.test' },
        allowInsecure: false,
        password: () => Promise.resolve('a password'),
      });
      return { source, close: () => source.close().then(() => server.stop()) };
    },
    delivered,
    sampleMail.slice(0, 1),
  );
}
