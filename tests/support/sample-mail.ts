// Mailboxes to try things on: seeded, varied, and as untidy as real ones. The same seed makes the same bytes.
import type { Letter } from './mailbox.ts';
import { seeded, type Random } from './random.ts';

export interface SampleFolder {
  readonly names: readonly string[];
  /** RFC 6154 attribute; null for an ordinary folder. */
  readonly use: string | null;
  readonly letters: Letter[];
}

export interface SampleOptions {
  readonly seed: number;
  readonly messages: number;
  /** Chance of an attachment and its mean size; small by default. */
  readonly attachments?: { readonly chance: number; readonly meanBytes: number };
  /** Leaves out mail so broken that other programs refuse it (no header, no end of header). */
  readonly tidy?: boolean;
}

const folders: readonly { names: string[]; use: string | null; weight: number }[] = [
  { names: ['INBOX'], use: null, weight: 30 },
  { names: ['Sent'], use: '\\Sent', weight: 18 },
  { names: ['Drafts'], use: '\\Drafts', weight: 2 },
  { names: ['Archive'], use: '\\Archive', weight: 10 },
  { names: ['Archive', '2019'], use: null, weight: 6 },
  { names: ['Archive', '2020'], use: null, weight: 6 },
  { names: ['Junk'], use: '\\Junk', weight: 3 },
  { names: ['Trash'], use: '\\Trash', weight: 2 },
  { names: ['Projets'], use: null, weight: 3 },
  { names: ['Projets', 'Été 2024'], use: null, weight: 5 },
  { names: ['Projets', 'Été 2024', 'Devis & factures'], use: null, weight: 4 },
  { names: ['Verträge'], use: null, weight: 3 },
  { names: ['日本語'], use: null, weight: 3 },
  { names: ['日本語', '請求書'], use: null, weight: 2 },
  { names: ['العربية'], use: null, weight: 2 },
  { names: ['📦 Lists'], use: null, weight: 4 },
  { names: ['R&D ~ "quoted"'], use: null, weight: 1 },
  { names: ['Empty'], use: null, weight: 0 },
];

const people = [
  ['Marie Dupont', 'marie@example.com'],
  ['Amélie Lefèvre', 'amelie.lefevre@example.fr'],
  ['佐藤 花子', 'hanako@example.jp'],
  ['محمد علي', 'mohamed@example.org'],
  ['Jürgen Müller', 'j.mueller@example.de'],
  ['O\u2019Brien, Pat', 'pat@example.ie'],
  ['Bank of Examples', 'no-reply@bank.example'],
  ['', 'list-owner@lists.example.net'],
] as const;

const subjects = [
  'Réunion de lundi : ordre du jour',
  'Your invoice is ready',
  'Re: Re: Fwd: holiday pictures',
  '見積書の件',
  'فاتورة شهر مارس',
  'Rechnung Nr. 2024-0815 für Übernachtung',
  '🎉 Bon anniversaire !',
  'Meeting notes',
  '',
  'A subject that goes on for much longer than anybody should write it, with a second half that says the same thing again in other words',
  'CON: aux <script>alert("x")</script> / \\ * ? |',
];

const sentences = [
  'Merci pour votre message, je vous réponds dès demain matin.',
  'Please find attached the documents we talked about.',
  'お世話になっております。添付ファイルをご確認ください。',
  'مرحبا، أرجو أن تكونوا بخير.',
  'Wir sehen uns am Dienstag um halb neun.',
  'The train leaves at 07:42 from platform 3.',
  'Les photos de l’été sont enfin triées.',
  'Could you check the figures on page 12 once more?',
  'From the beginning, nothing was lost.',
  '> quoted line from an earlier mail',
  'Voilà : tout est prêt 👍',
];

const asciiOnly = (text: string): boolean => Array.from(text).every((character) => character < '\u0080');
const encodedWord = (text: string): string =>
  asciiOnly(text) ? text : `=?UTF-8?B?${Buffer.from(text).toString('base64')}?=`;
const quotedWord = (text: string): string =>
  `=?ISO-8859-1?Q?${Buffer.from(text, 'latin1')
    .toString('latin1')
    .replace(/[^A-Za-z0-9]/g, (mark) => `=${mark.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`)}?=`;

/** RFC 5322 date in the zone given in minutes. */
function dateHeader(seconds: number, zone: number): string {
  const [, weekday, day, month, year, time] = /(\w+), (\d+) (\w+) (\d+) ([\d:]+)/.exec(
    new Date((seconds + zone * 60) * 1000).toUTCString(),
  )!;
  const offset = `${zone < 0 ? '-' : '+'}${String(Math.floor(Math.abs(zone) / 60)).padStart(2, '0')}${String(Math.abs(zone) % 60).padStart(2, '0')}`;
  return `${weekday}, ${Number(day)} ${month} ${year} ${time} ${offset}`;
}

const wrapBase64 = (bytes: Buffer): string => bytes.toString('base64').replace(/.{76}/g, '$&\r\n');

const paragraphs = (random: Random, count: number): string =>
  Array.from({ length: count }, () =>
    Array.from({ length: 1 + random.below(5) }, () => random.pick(sentences)).join(' '),
  ).join('\r\n\r\n');

function headers(random: Random, seconds: number, extra: readonly string[]): string {
  const [name, address] = random.pick(people);
  const [toName, to] = random.pick(people);
  const who = (person: string, mail: string): string => (person ? `${encodedWord(`"${person}"`)} <${mail}>` : mail);
  const lines = [
    `Received: from mx${random.below(9)}.example.net by mail.example.com with ESMTPS id ${random.bytes(6).toString('hex')};`,
    `\t${dateHeader(seconds, 0)}`,
    `From: ${who(name, address)}`,
    `To: ${who(toName, to)}`,
    ...(random.chance(0.2) ? [`Cc: team@example.com, "Quoted, Name" <q@example.com>`] : []),
    `Subject: ${encodedWord(random.pick(subjects))}`,
    ...(random.chance(0.97) ? [`Date: ${dateHeader(seconds, random.pick([0, 60, 120, -300, 330, 540]))}`] : []),
    ...(random.chance(0.95) ? [`Message-ID: <${random.bytes(10).toString('hex')}@example.com>`] : []),
    ...extra,
  ];
  return lines.join('\r\n');
}

type Maker = (random: Random, seconds: number) => Buffer;

const text = (...parts: readonly string[]): Buffer => Buffer.from(parts.join('\r\n'));

const plain: Maker = (random, seconds) =>
  text(
    headers(random, seconds, [
      'MIME-Version: 1.0',
      'Content-Type: text/plain; charset=utf-8',
      'Content-Transfer-Encoding: 8bit',
    ]),
    '',
    paragraphs(random, 1 + random.below(8)),
    '',
  );

const latin: Maker = (random, seconds) =>
  Buffer.concat([
    text(
      headers(random, seconds, [
        'MIME-Version: 1.0',
        'Content-Type: text/plain; charset=iso-8859-1',
        'Content-Transfer-Encoding: 8bit',
        `X-Original-Subject: ${quotedWord('Été à Genève')}`,
      ]),
      '',
      '',
    ),
    Buffer.from('Déjà vu à la gare, où est le café ?\r\n'.repeat(1 + random.below(20)), 'latin1'),
  ]);

const shiftJis: Maker = (random, seconds) =>
  Buffer.concat([
    text(headers(random, seconds, ['MIME-Version: 1.0', 'Content-Type: text/plain; charset=Shift_JIS']), '', ''),
    Buffer.from([0x82, 0xb1, 0x82, 0xf1, 0x82, 0xc9, 0x82, 0xbf, 0x82, 0xcd, 13, 10]),
  ]);

const html: Maker = (random, seconds) => {
  const boundary = `=_${random.bytes(9).toString('hex')}`;
  const body = paragraphs(random, 2 + random.below(6));
  return text(
    headers(random, seconds, ['MIME-Version: 1.0', `Content-Type: multipart/alternative; boundary="${boundary}"`]),
    '',
    `--${boundary}`,
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: base64',
    '',
    wrapBase64(Buffer.from(body)),
    `--${boundary}`,
    'Content-Type: text/html; charset=utf-8',
    'Content-Transfer-Encoding: 8bit',
    '',
    `<html><body style="font-family:sans-serif"><p>${body.replaceAll('\r\n\r\n', '</p>\r\n<p>')}</p><img src="https://tracker.example/p.gif?${random.bytes(8).toString('hex')}"></body></html>`,
    `--${boundary}--`,
    '',
  );
};

const attachmentKinds = [
  ['application/pdf', 'rapport.pdf'],
  ['image/jpeg', 'IMG_2041.jpg'],
  ['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'Budget été.xlsx'],
  ['application/zip', 'photos.zip'],
  ['text/calendar; method=REQUEST', 'invite.ics'],
  ['application/ms-tnef', 'winmail.dat'],
  ['application/octet-stream', '請求書.bin'],
] as const;

const mixed =
  (meanBytes: number): Maker =>
  (random, seconds) => {
    const boundary = `----=_Part_${random.below(1e9)}`;
    const [type, name] = random.pick(attachmentKinds);
    // Exponential sizes: many small ones, few large, the mean as asked.
    const size = Math.max(16, Math.min(20 * meanBytes, Math.round(-Math.log(1 - random.next()) * meanBytes)));
    return text(
      headers(random, seconds, ['MIME-Version: 1.0', `Content-Type: multipart/mixed;\r\n\tboundary="${boundary}"`]),
      '',
      'This is a multi-part message in MIME format.',
      `--${boundary}`,
      'Content-Type: text/plain; charset=utf-8; format=flowed',
      '',
      paragraphs(random, 1 + random.below(3)),
      `--${boundary}`,
      `Content-Type: ${type}`,
      `Content-Disposition: attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
      'Content-Transfer-Encoding: base64',
      '',
      wrapBase64(random.bytes(size)),
      `--${boundary}--`,
      '',
    );
  };

const forwarded: Maker = (random, seconds) => {
  const boundary = `fwd-${random.below(1e9)}`;
  return Buffer.concat([
    text(
      headers(random, seconds, ['MIME-Version: 1.0', `Content-Type: multipart/mixed; boundary=${boundary}`]),
      '',
      `--${boundary}`,
      'Content-Type: text/plain',
      '',
      'See below.',
      `--${boundary}`,
      'Content-Type: message/rfc822',
      '',
      '',
    ),
    html(random, seconds - 86_400),
    text('', `--${boundary}--`, ''),
  ]);
};

/** Mail as broken programs wrote it: no headers, no body, no end, one endless line, a boundary that never comes. */
const oddities: readonly Maker[] = [
  (random, seconds) => text(headers(random, seconds, []), '', ''),
  (random, seconds) => text(headers(random, seconds, []), ''),
  (random) => Buffer.from(`just a line without headers ${random.below(1e6)}`),
  (random, seconds) => text(headers(random, seconds, []), '', 'x'.repeat(30_000 + random.below(9999)), ''),
  (random, seconds) =>
    text(headers(random, seconds, ['Content-Type: multipart/mixed; boundary="never"']), '', 'no part follows', ''),
  (random, seconds) =>
    text(headers(random, seconds, ['Content-Type: text/plain; charset=unknown-8bit']), '', '\u00e9\u00e8 ?', ''),
  (random, seconds) => text(headers(random, seconds, [`X-Long: ${'header '.repeat(900)}`]), '', 'Long header.', ''),
  (random, seconds) =>
    text(headers(random, seconds, ['Subject: =?utf-8?Q?broken=E', 'Date: not a date']), '', 'Two subjects.', ''),
  (random, seconds) => text(headers(random, seconds, []), '', '.', '..', '.leading dots', '', '', ''),
];

const flagSets: readonly (readonly string[])[] = [
  [],
  ['\\Seen'],
  ['\\Seen'],
  ['\\Seen'],
  ['\\Seen', '\\Answered'],
  ['\\Flagged'],
  ['\\Seen', '\\Flagged', '$Forwarded'],
  ['\\Seen', 'Important_travail'],
  ['\\Draft', '\\Seen'],
  ['\\Seen', '$Label1', '$MDNSent'],
];

const FIRST_DATE = Date.UTC(2004, 2, 1) / 1000;
const LAST_DATE = Date.UTC(2026, 9, 31) / 1000;

/** One message; `at` numbers it, so that every oddity appears early. */
export function sampleLetter(random: Random, at: number, options: SampleOptions): Letter {
  const { chance = 0.15, meanBytes = 4_000 } = options.attachments ?? {};
  const date = FIRST_DATE + random.below(LAST_DATE - FIRST_DATE);
  const sent = date - random.below(120);
  const make: Maker = ((): Maker => {
    if (at % 23 === 7 && !options.tidy) return oddities[Math.floor(at / 23) % oddities.length]!;
    if (random.chance(chance)) return mixed(meanBytes);
    return random.pick([plain, plain, plain, html, html, latin, shiftJis, forwarded]);
  })();
  return { bytes: make(random, sent), flags: random.pick(flagSets), date };
}

/** Folder by folder, made only when asked for: a large mailbox is never in memory as a whole. */
export function* sampleFolders(options: SampleOptions): Generator<{
  names: readonly string[];
  use: string | null;
  letters: Iterable<Letter>;
}> {
  const weight = folders.reduce((sum, folder) => sum + folder.weight, 0);
  let planned = 0;
  let shares = 0;
  for (const [number, folder] of folders.entries()) {
    shares += folder.weight;
    const count = Math.round((options.messages * shares) / weight) - planned;
    planned += count;
    yield { names: folder.names, use: folder.use, letters: lettersOf(options, number, count) };
  }
}

function* lettersOf(options: SampleOptions, folder: number, count: number): Generator<Letter> {
  const random = seeded(options.seed * 1009 + folder);
  const shared = seeded(options.seed);
  for (let at = 0; at < count; at += 1) {
    // Every fortieth message stands in other folders too, byte for byte (a copy kept by the person, or a label).
    if (at % 40 === 11) yield { ...sampleLetter(shared, at, options), flags: random.pick(flagSets) };
    else yield sampleLetter(random, at, options);
  }
}

/** A small mailbox, all in memory. */
export const sampleMailbox = (options: SampleOptions): SampleFolder[] =>
  Array.from(sampleFolders(options), ({ names, use, letters }) => ({ names, use, letters: Array.from(letters) }));

/** The bench's mailbox: 20,000 messages make about 550 MB, most of it base64 attachments. */
export const benchMailbox = (messages: number, seed = 1): SampleOptions => ({
  seed,
  messages,
  tidy: true,
  attachments: { chance: 0.3, meanBytes: 65_500 },
});
