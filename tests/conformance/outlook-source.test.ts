// Outlook data files and folders of .msg files as sources. Their messages are written anew, so what has to come out is what
// the other of the two forms gives for the same item.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { composeMessage } from '../../electron/mime/index.ts';
import { createEmlSource } from '../../electron/migrate/message-files/source.ts';
import { createOutlookSource } from '../../electron/migrate/outlook/index.ts';
import { openMsg } from '../../electron/outlook/index.ts';
import { decodeItem } from '../../electron/tnef/index.ts';
import type { Source } from '../../electron/transfer/index.ts';
import { writeMsg, type MsgPlan } from '../support/msg-writer.ts';
import { integer, text, time, writePst, type Generation, type PstFolderPlan } from '../support/pst-writer.ts';
import type { SampleFolder, SampleLetter } from './sample.ts';
import { describeSource, type MadeSource } from './source-suite.ts';

/** PidTagMessageFlags: mfRead, mfUnsent. PidTagFlagStatus: followupFlagged. PidTagLastVerbExecuted: reply. */
const [READ, UNSENT, FLAGGED, REPLIED] = [1, 8, 2, 102];

const plans = new Map<Buffer, MsgPlan>();

/** Outlook has no mark for a deleted message; everything else of a letter has its property. */
function fit({ bytes, flags, date }: SampleLetter): SampleLetter {
  const whole = bytes.toString('latin1');
  const has = (flag: string): boolean => flags.includes(flag);
  const plan: MsgPlan = {
    properties: {
      0x001a: text('IPM.Note'),
      0x0037: text(/^Subject: (.*)\r$/m.exec(whole)?.[1] ?? ''),
      0x0c1a: text('Anne'),
      0x0c1e: text('SMTP'),
      0x0c1f: text('anne@example.test'),
      0x0e06: time(date * 1000),
      0x0e07: integer((has('\\Seen') ? READ : 0) + (has('\\Draft') ? UNSENT : 0)),
      0x1000: text(whole.slice(whole.indexOf('\r\n\r\n') + 4)),
      0x1081: integer(has('\\Answered') ? REPLIED : 0),
      0x1090: integer(has('\\Flagged') ? FLAGGED : 0),
    },
  };
  const opened = openMsg(writeMsg(plan));
  if (!opened) throw new Error('no Outlook message');
  const fitted = Buffer.from(composeMessage(decodeItem(opened.item)));
  plans.set(fitted, plan);
  return { bytes: fitted, flags: flags.filter((flag) => flag !== '\\Deleted'), date };
}

const planOf = ({ bytes }: SampleLetter): MsgPlan => plans.get(bytes) ?? { properties: {} };

function made(write: (folder: string) => Source): Promise<MadeSource> {
  const folder = mkdtempSync(path.join(tmpdir(), 'malleposte-outlook-source-'));
  const source = write(folder);
  return Promise.resolve({
    source,
    async close() {
      await source.close();
      rmSync(folder, { recursive: true, force: true });
    },
  });
}

/** The folders as a tree: one that only has folders below it is there too. */
function treeOf(mail: readonly SampleFolder[], depth = 0): PstFolderPlan[] {
  const names = [...new Set(mail.flatMap((folder) => folder.names[depth] ?? []))];
  return names.map((name) => {
    const inside = mail.filter((folder) => folder.names[depth] === name);
    const own = inside.filter((folder) => folder.names.length === depth + 1).flatMap((folder) => folder.letters);
    return { name, letters: own.map(planOf), folders: treeOf(inside, depth + 1) };
  });
}

for (const generation of ['ansi', 'unicode', 'unicode4k'] as const satisfies readonly Generation[]) {
  describeSource(
    `Outlook file, ${generation}`,
    (mail) =>
      made((folder) => {
        const file = path.join(folder, 'mail.pst');
        writeFileSync(file, writePst(treeOf(mail), generation));
        return createOutlookSource(file);
      }),
    fit,
  );
}

describeSource(
  'folders of .msg files',
  (mail) =>
    made((folder) => {
      for (const { names, letters } of mail) {
        const place = path.join(folder, ...names);
        mkdirSync(place, { recursive: true });
        letters.forEach((letter, at) => writeFileSync(path.join(place, `${at}.msg`), writeMsg(planOf(letter))));
      }
      return createEmlSource(folder);
    }),
  fit,
);
