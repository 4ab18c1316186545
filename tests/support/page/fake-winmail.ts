// The opener's part of the fake program: what a file holds follows from its name, uploads are kept as they come.
import { AppError } from '../../../electron/contract/errors.ts';
import type { Handlers } from '../../../electron/contract/index.ts';
import type { WinmailDocument, WinmailPart } from '../../../electron/contract/winmail.ts';
import { hostileHtml } from './hostile-html.ts';
import { pdfNamed } from './sample-pdf.ts';

type Part = Partial<WinmailPart> & Pick<WinmailPart, 'name'>;
type Sample = Partial<Omit<WinmailDocument, 'parts'>> & { readonly parts?: readonly Part[] };

const SENT = Date.UTC(2026, 10, 17, 9, 41);
/** A red dot of 5 by 5. */
export const PNG =
  'iVBORw0KGgoAAAANSUhEUgAAAAUAAAAFCAYAAACNbyblAAAAHElEQVQI12P4//8/w38GIAXDIBKE0DHxgljNBAAO9TXL0Y4OHwAAAABJRU5ErkJggg==';
const png = (): Uint8Array => Uint8Array.from(atob(PNG), (sign) => sign.charCodeAt(0));
const text = (words: string): Uint8Array => new TextEncoder().encode(words);

const margaret = { name: 'Margaret Doyle', address: 'm.doyle@lizard-yachts.co.uk' };
const hugh = { name: 'Hugh Sinclair', address: 'hugh@sinclair-boats.co.uk' };

const charter: Sample = {
  isTnef: true,
  kind: 'tnef',
  messageClass: 'IPM.Schedule.Meeting.Request',
  sizeBytes: 3_400_000,
  subject: 'Charter agreement, and a meeting',
  from: margaret,
  to: [hugh],
  cc: [{ name: 'Tom Barrow', address: 'tom@example.com' }],
  sentAt: SENT,
  body: {
    html: `<html><head><style>p.MsoNormal{margin:0 0 8px;font-family:Calibri,sans-serif}</style></head><body lang="EN-GB">
<p class="MsoNormal">Hugh,</p><p class="MsoNormal">Here is the charter agreement for next season, with the survey and the budget.
Clause 8 has changed: the deposit is now returned within <b>15 days</b>.</p>
<ul><li>Sign pages 4 and 12</li><li>Keep one copy for the <a href="https://insurer.example/policy?id=8">insurer</a></li></ul>
<p class="MsoNormal">Can we meet on the 3rd? The invitation is inside.</p>
<p class="MsoNormal" style="color:#1F497D">Margaret <img src="cid:image001.jpg@01D9" width="24" height="24" alt="Lizard Yachts"></p>
<p class="MsoNormal"><img src="https://tracker.example/open.gif?id=1" width="1" height="1"></p></body></html>`,
    text: 'Hugh,\n\nHere is the charter agreement for next season, with the survey and the budget.\n\n> Clause 8?\n\nMargaret',
    source: 'rtf-html',
  },
  parts: [
    { name: 'Charter agreement 2027.docx', sizeBytes: 842_000 },
    { name: 'Survey, Morning Star.pdf', mimeType: 'application/pdf', sizeBytes: 1_900_000 },
    { name: 'Budget.xlsx', sizeBytes: 96_000 },
    { name: 'image001.jpg', mimeType: 'image/png', sizeBytes: 388_000, inline: true, contentId: 'image001.jpg@01D9' },
  ],
  calendar: {
    method: 'REQUEST',
    kind: 'event',
    summary: 'Charter signing',
    location: 'Falmouth Harbour Office, room 2',
    start: { at: Date.UTC(2026, 11, 3, 10), local: '2026-12-03T10:00:00' },
    end: { at: Date.UTC(2026, 11, 3, 11), local: '2026-12-03T11:00:00' },
    allDay: false,
    timeZone: 'Europe/London',
    organizer: margaret,
    attendees: [
      { ...hugh, role: 'required', status: 'none' },
      { name: 'Tom Barrow', address: 'tom@example.com', role: 'optional', status: 'accepted' },
    ],
    recurrence: 'FREQ=MONTHLY;BYDAY=1TH;COUNT=6',
    reminderMinutes: 15,
  },
  contact: {
    name: 'Margaret Doyle',
    company: 'Lizard Yachts',
    title: 'Broker',
    emails: ['m.doyle@lizard-yachts.co.uk'],
    phones: [{ kind: 'cell', number: '+44 7700 900 146' }],
    addresses: [{ kind: 'work', text: '4 Custom House Quay, Falmouth' }],
  },
};

const long = 'Compte rendu de la réunion du conseil d’administration '.repeat(8).trim();
const samples: Readonly<Record<string, Sample>> = {
  charter,
  many: {
    ...charter,
    calendar: null,
    contact: null,
    parts: Array.from({ length: 300 }, (_, i) => ({
      name: `Photo ${String(i + 1).padStart(3, '0')}.jpg`,
      mimeType: 'image/png',
      sizeBytes: 240_000 + i,
    })),
  },
  long: {
    ...charter,
    subject: long,
    from: { name: long, address: `${'adresse.tres.longue.'.repeat(6)}@exemple.fr` },
    to: Array.from({ length: 40 }, (_, i) => ({ name: `Personne invitée ${i}`, address: `p${i}@exemple.fr` })),
    parts: [
      { name: `${long}.docx`, sizeBytes: 5_000 },
      { name: `${'sansespace'.repeat(20)}.pdf`, sizeBytes: 7_000 },
    ],
    calendar: charter.calendar
      ? { ...charter.calendar, summary: long, location: 'x'.repeat(160), timeZone: 'Romance Standard Time' }
      : null,
    contact: charter.contact ? { ...charter.contact, name: long } : null,
  },
  broken: {
    ...charter,
    calendar: null,
    contact: null,
    parts: [
      { name: 'Plan.dwg', sizeBytes: 1_200 },
      { name: 'Budget partagé.xlsx', kind: 'reference', reference: '\\\\serveur\\compta\\Budget.xlsx', sizeBytes: 0 },
      { name: 'Re: charter', kind: 'message', mimeType: 'message/rfc822', sizeBytes: 44_000 },
      { name: 'notes.txt', mimeType: 'text/plain', sizeBytes: 40 },
      { name: 'dessin.ole', kind: 'ole', sizeBytes: 9_000 },
    ],
    problems: [
      { code: 'checksum', where: 'attBody', detail: 'at 1204' },
      { code: 'charset', where: '', detail: 'windows-1252' },
      { code: 'property', where: '0x3001', detail: 'at 88' },
      { code: 'property', where: '0x3001', detail: 'at 99' },
      { code: 'truncated', where: '', detail: 'at 4000' },
      { code: 'reference', where: 'Budget partagé.xlsx', detail: '' },
      { code: 'something_new', where: '', detail: '' },
    ],
  },
  hostile: { ...charter, calendar: null, contact: null, body: { html: hostileHtml, text: 'plain', source: 'html' } },
  ground: {
    ...charter,
    body: {
      html: '<body bgcolor="#fffbe6"><table width="600" bgcolor="#ffffff"><tr><td style="background:#0a3d62;color:#fff;padding:16px">Newsletter</td></tr><tr><td style="padding:16px">On its own ground.</td></tr></table></body>',
      text: null,
      source: 'html',
    },
  },
  cancel: {
    ...charter,
    contact: null,
    parts: [],
    calendar: charter.calendar ? { ...charter.calendar, method: 'CANCEL', recurrence: null } : null,
  },
  reply: {
    ...charter,
    contact: null,
    parts: [],
    body: { html: null, text: 'See you there.', source: 'text' },
    calendar: charter.calendar
      ? { ...charter.calendar, method: 'REPLY', attendees: [{ ...hugh, role: 'required', status: 'accepted' }] }
      : null,
  },
  task: {
    ...charter,
    contact: null,
    parts: [],
    calendar: charter.calendar
      ? { ...charter.calendar, kind: 'task', allDay: true, method: 'PUBLISH', organizer: null, attendees: [] }
      : null,
  },
  pdf: { kind: 'other', mimeType: 'application/pdf', sizeBytes: 48_000 },
  unknown: { kind: 'other', mimeType: 'application/octet-stream', sizeBytes: 900 },
  raw: { isTnef: true, subject: 'Raw', parts: charter.parts ?? [] },
  plain: { ...charter, kind: 'message', isTnef: false, calendar: null, contact: null, parts: [] },
};

function documentOf(handle: string, name: string, sizeBytes: number): WinmailDocument {
  const key = Object.keys(samples).find((one) => name.toLowerCase().includes(one));
  const sample = samples[key ?? 'charter'] ?? charter;
  return {
    handle,
    name,
    sizeBytes,
    kind: 'tnef',
    mimeType: '',
    isTnef: false,
    messageClass: '',
    subject: '',
    from: null,
    to: [],
    cc: [],
    sentAt: null,
    body: { html: null, text: null, source: 'none' },
    calendar: null,
    contact: null,
    problems: [],
    ...sample,
    parts: (sample.parts ?? []).map((part, index) => ({
      index,
      mimeType: 'application/octet-stream',
      sizeBytes: 12,
      sha256: '0'.repeat(64),
      modifiedAt: null,
      inline: false,
      contentId: null,
      contentLocation: null,
      kind: 'file',
      reference: null,
      fromWinmail: true,
      ...part,
    })),
  };
}

/** Bytes that wait for the page, by their id. */
export const shelf = new Map<string, Uint8Array>();

/** `winmail` and `blobs` of the fake program. */
export function fakeWinmail(): Pick<Handlers, 'winmail' | 'blobs'> {
  const documents = new Map<string, WinmailDocument>();
  let next = 1;
  const put = (
    name: string,
    mimeType: string,
    bytes: Uint8Array,
  ): { blobId: string; name: string; mimeType: string; sizeBytes: number } => {
    const blobId = `w${next++}`;
    shelf.set(blobId, bytes);
    return { blobId, name, mimeType, sizeBytes: bytes.length };
  };
  const find = (handle: string): WinmailDocument => {
    const found = documents.get(handle);
    if (!found) throw new AppError('app.not_found', { name: handle });
    return found;
  };
  const add = (name: string, sizeBytes: number): WinmailDocument => {
    const made = documentOf(`d${next++}`, name, sizeBytes);
    documents.set(made.handle, made);
    return made;
  };
  return {
    winmail: {
      open: async ({ blobId, name }) => {
        const bytes = shelf.get(blobId);
        if (!bytes) throw new AppError('app.not_found', { name: blobId });
        if (name.includes('slow')) await new Promise((resolve) => setTimeout(resolve, 60_000));
        if (name.includes('refused')) throw new AppError('app.too_large', { limitBytes: 268_435_456 });
        const made = add(name, bytes.length);
        // Somebody's own HTML, to look at in the frame.
        if (!name.startsWith('raw')) return made;
        return { ...made, body: { ...made.body, html: new TextDecoder().decode(bytes), source: 'html' as const } };
      },
      openPart: ({ handle, index }) => add(find(handle).parts[index]?.name ?? 'message', 44_000),
      partBlob: ({ handle, index }) => {
        const part = find(handle).parts[index];
        if (!part) throw new AppError('app.not_found', { name: String(index) });
        if (part.mimeType === 'image/png') return put(part.name, part.mimeType, png());
        if (part.mimeType === 'application/pdf') return put(part.name, part.mimeType, pdfNamed(part.name));
        const message = part.kind === 'message';
        return put(message ? `${part.name}.eml` : part.name, part.mimeType, text(`The bytes of ${part.name}\n`));
      },
      documentBlob: ({ handle, what }) => {
        const { name } = find(handle);
        return put(
          what === 'original' ? name : `${name.replace(/\.\w+$/, '')}.${what}`,
          'application/octet-stream',
          text(what),
        );
      },
      zipBlob: ({ handle, parts }) => put(`${find(handle).name}.zip`, 'application/zip', text(`PK ${parts.join(',')}`)),
      close: ({ handle }) => {
        documents.delete(handle);
        return {};
      },
    },
    blobs: {
      read: ({ blobId, offset }) => ({
        bytes: (shelf.get(blobId) ?? text('Hello world\n')).slice(offset, offset + 1_048_576),
      }),
      begin: () => ({ blobId: put('', '', new Uint8Array()).blobId }),
      write: ({ blobId, bytes }) => {
        const before = shelf.get(blobId) ?? new Uint8Array();
        const joined = new Uint8Array(before.length + bytes.length);
        joined.set(before);
        joined.set(bytes, before.length);
        shelf.set(blobId, joined);
        return {};
      },
      release: ({ blobId }) => {
        shelf.delete(blobId);
        return {};
      },
    },
  };
}
