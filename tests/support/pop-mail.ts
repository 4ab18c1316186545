// Mail as a POP server delivers it: with the line that says when it was received, and a line end at its end.
import type { Letter } from './mailbox.ts';
import { sampleFolders, type SampleOptions } from './sample-mail.ts';

export function* popLetters(options: SampleOptions): Generator<Letter> {
  for (const { letters } of sampleFolders(options))
    for (const { bytes, date = 1_700_000_000 } of letters) {
      const received = `Received: from mx.example.net by pop.example.net; ${new Date(date * 1000).toUTCString()}\r\n`;
      const end = bytes.subarray(-1).toString() === '\n' ? '' : '\r\n';
      yield { bytes: Buffer.concat([Buffer.from(received), bytes, Buffer.from(end)]), date };
    }
}
