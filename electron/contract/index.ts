// The whole table: everything a client can ask and hear. Client, server, validation and help are derived from it.
import { accountEvents, accounts, doctor, doctorEvents } from './accounts.ts';
import { app, appEvents } from './app.ts';
import { archive, archiveEvents } from './archive.ts';
import { blobs } from './blobs.ts';
import type { Api as ApiOf, Emit as EmitOf, Handlers as HandlersOf } from './define.ts';
import { jobEvents, jobs } from './jobs.ts';
import { mail, mailEvents } from './mail.ts';
import { migrate } from './migrate.ts';
import { winmail } from './winmail.ts';

export const calls = { app, accounts, doctor, archive, winmail, migrate, mail, jobs, blobs };
export const events = {
  ...appEvents,
  ...accountEvents,
  ...doctorEvents,
  ...archiveEvents,
  ...mailEvents,
  ...jobEvents,
};

export type Api = ApiOf<typeof calls, typeof events>;
export type Handlers = HandlersOf<typeof calls>;
export type Emit = EmitOf<typeof events>;
