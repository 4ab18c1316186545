// Reading mail: folders, lists, messages, changes, search. Everything is answered from the local store; what the server
// has to say arrives as events.
import * as v from 'valibot';
import { call, event } from './define.ts';
import { AppErrorShape, Blob, Bytes, Count, FolderRole, Nothing, Time } from './shapes.ts';

/** A message's id here: stays the same when the message moves; newer messages have larger ids. */
export const MessageId = v.pipe(v.number(), v.integer(), v.minValue(0));
export const ThreadId = v.pipe(v.number(), v.integer(), v.minValue(0));
export const FolderId = v.pipe(v.number(), v.integer(), v.minValue(0));

export const Person = v.object({ name: v.string(), address: v.string() });
export type Person = v.InferOutput<typeof Person>;

export const MailFolder = v.object({
  id: FolderId,
  accountId: v.string(),
  parentId: v.nullable(FolderId),
  /** The server's own full name. */
  path: v.string(),
  /** Names from the top, as a person reads them. */
  names: v.array(v.string()),
  role: v.nullable(FolderRole),
  /** False: only a name that holds other folders. */
  selectable: v.boolean(),
  subscribed: v.boolean(),
  total: Count,
  unread: Count,
  /** Starred ones among those that are here. */
  starred: Count,
  /** Headers that are here, of `total`. Equal once the folder was read to its end. */
  known: Count,
  /** What of each message is kept here; null = as the account says. */
  keep: v.nullable(v.picklist(['headers', 'recent', 'everything'])),
});
export type MailFolder = v.InferOutput<typeof MailFolder>;

/** What a list shows. */
export const View = v.variant('kind', [
  v.object({ kind: v.literal('folder'), folderId: FolderId }),
  /** The folders of that role of all accounts. */
  v.object({ kind: v.literal('role'), role: FolderRole }),
  v.object({ kind: v.literal('starred') }),
  /** The query as typed (contract/query.ts); null accounts = all of them. */
  v.object({ kind: v.literal('search'), query: v.string(), accountIds: v.nullable(v.array(v.string())) }),
]);
export type View = v.InferOutput<typeof View>;

export const sorts = ['date', 'from', 'subject', 'size'] as const;
export const quickFilters = ['all', 'unread', 'starred', 'files', 'contacts'] as const;

export const ListOptions = v.object({
  view: View,
  /** One row per thread, or one per message. */
  threads: v.boolean(),
  sort: v.picklist(sorts),
  ascending: v.boolean(),
  /** 'contacts': from people the person has written to. */
  filter: v.picklist(quickFilters),
});
export type ListOptions = v.InferOutput<typeof ListOptions>;

export const Row = v.object({
  /** Of the newest message of the thread in this view, or of the message. */
  id: MessageId,
  threadId: ThreadId,
  accountId: v.string(),
  folderId: FolderId,
  /** Who wrote (in Sent and Drafts: who it is for), oldest first, each once; at most five. */
  people: v.array(v.object({ name: v.string(), address: v.string(), isMe: v.boolean() })),
  /** The people are those it was sent to. */
  outgoing: v.boolean(),
  subject: v.string(),
  preview: v.string(),
  /** Received, else sent. */
  at: Time,
  unread: v.boolean(),
  starred: v.boolean(),
  answered: v.boolean(),
  forwarded: v.boolean(),
  draft: v.boolean(),
  hasFiles: v.boolean(),
  muted: v.boolean(),
  /** Messages of the thread in all folders but trash and junk; 1 when the list is by message. */
  count: Count,
  unreadCount: Count,
  sizeBytes: Bytes,
  /** A change of it waits for the server. */
  pending: v.boolean(),
});
export type Row = v.InferOutput<typeof Row>;

export const ListPage = v.object({
  /** Changes whenever the list's members or their order change. */
  revision: v.number(),
  total: Count,
  /** Messages in the view, where rows are threads. */
  messages: Count,
  unread: Count,
  from: Count,
  rows: v.array(Row),
  /** Where `around` stands; null when it is not in the list (any more). */
  index: v.nullable(Count),
  /** By day: where each group begins; empty when not sorted by date. `at` is the start of the day, week or month. */
  groups: v.array(
    v.object({
      kind: v.picklist(['future', 'today', 'yesterday', 'week', 'month', 'undated']),
      at: Time,
      index: Count,
    }),
  ),
  /** A search only: how far it reaches. null otherwise. */
  reach: v.nullable(
    v.object({
      /** Messages whose text is in the index, of all those known in the places searched. */
      indexed: Count,
      known: Count,
      /** What was asked of servers for the rest. */
      server: v.picklist(['none', 'asking', 'asked', 'offline']),
      /** Words or operators that could not be understood, as typed. */
      ignored: v.array(v.string()),
      /** Words to mark in the rows. */
      words: v.array(v.string()),
      /** There are older matches than the list holds (the newest 10,000): more words narrow it. */
      more: v.optional(v.boolean()),
    }),
  ),
});
export type ListPage = v.InferOutput<typeof ListPage>;

export const ThreadMessage = v.object({
  id: MessageId,
  accountId: v.string(),
  folderId: FolderId,
  from: v.nullable(Person),
  isMe: v.boolean(),
  preview: v.string(),
  at: Time,
  unread: v.boolean(),
  starred: v.boolean(),
  draft: v.boolean(),
  hasFiles: v.boolean(),
});
export type ThreadMessage = v.InferOutput<typeof ThreadMessage>;

export const Thread = v.object({
  id: ThreadId,
  subject: v.string(),
  muted: v.boolean(),
  /** Oldest first. Each message once, wherever its copies are. */
  messages: v.array(ThreadMessage),
});
export type Thread = v.InferOutput<typeof Thread>;

export const MessagePart = v.object({
  /** What mail.part takes. */
  index: Count,
  name: v.string(),
  mimeType: v.string(),
  sizeBytes: Bytes,
  inline: v.boolean(),
  contentId: v.nullable(v.string()),
  contentLocation: v.nullable(v.string()),
  kind: v.picklist(['file', 'message', 'calendar', 'contact', 'winmail', 'signature', 'sealed', 'reference']),
  fromWinmail: v.boolean(),
  /** Stands inside the attached message of that name. */
  within: v.nullable(v.string()),
});
export type MessagePart = v.InferOutput<typeof MessagePart>;

export const verdicts = ['pass', 'fail', 'softfail', 'neutral', 'none', 'temperror', 'permerror', 'policy'] as const;
const Verdict = v.nullable(v.picklist(verdicts));

/** Facts about a message that a person should know before trusting it. */
export const noticeKinds = [
  'reply_elsewhere',
  'name_imitates_address',
  'name_imitates_contact',
  'lookalike_domain',
  'link_elsewhere',
  'authentication_failed',
  'first_time',
  'external',
  'many_from',
] as const;

export const Trust = v.object({
  /** As the receiving server states it; null when no server we trust says anything. */
  authentication: v.nullable(
    v.object({ by: v.string(), domain: v.string(), spf: Verdict, dkim: Verdict, dmarc: Verdict }),
  ),
  notices: v.array(
    v.object({
      kind: v.picklist(noticeKinds),
      tone: v.picklist(['warn', 'info']),
      params: v.record(v.string(), v.union([v.string(), v.number()])),
    }),
  ),
});
export type Trust = v.InferOutput<typeof Trust>;

export const Hop = v.object({
  from: v.string(),
  by: v.string(),
  at: v.nullable(Time),
  /** Since the hop before; null when one of the times is missing. */
  delayMs: v.nullable(v.number()),
  /** By TLS, or it never left one machine. */
  encrypted: v.boolean(),
});

export const ReadMessage = v.object({
  id: MessageId,
  threadId: ThreadId,
  accountId: v.string(),
  folderId: FolderId,
  messageId: v.string(),
  subject: v.string(),
  from: v.array(Person),
  sender: v.array(Person),
  replyTo: v.array(Person),
  to: v.array(Person),
  cc: v.array(Person),
  bcc: v.array(Person),
  /** Recipients beyond those listed (200 of each). */
  morePeople: Count,
  /** Addresses of this person's own accounts among all of them. */
  me: v.array(v.string()),
  at: Time,
  sentAt: v.nullable(Time),
  sizeBytes: Bytes,
  text: v.string(),
  textCut: v.boolean(),
  /** As it came: the page sanitises it. null: only text. */
  html: v.nullable(v.string()),
  bodyFromWinmail: v.boolean(),
  winmailName: v.nullable(v.string()),
  parts: v.array(MessagePart),
  seal: v.nullable(v.picklist(['pgp_encrypted', 'pgp_signed', 'smime_encrypted', 'smime_signed'])),
  trust: Trust,
  route: v.object({ mailer: v.string(), hops: v.array(Hop) }),
  /** Pictures that would come from the network, tracking pixels not counted. */
  remoteImages: Count,
  trackers: Count,
  /** Why remote pictures may be shown already; null: they may not. */
  imagesAllowed: v.nullable(v.picklist(['message', 'sender'])),
  unsubscribe: v.nullable(
    v.variant('kind', [
      v.object({ kind: v.literal('one_click'), host: v.string() }),
      v.object({ kind: v.literal('mailto'), address: v.string() }),
      v.object({ kind: v.literal('web'), url: v.string() }),
    ]),
  ),
  listId: v.string(),
  wantsReceipt: v.boolean(),
  /** What was wrong with the message, in plain English for the source view; empty mostly. */
  problems: v.array(v.string()),
});
export type ReadMessage = v.InferOutput<typeof ReadMessage>;

/** Which messages a change is for: these, or everything a list shows. */
export const Target = v.variant('kind', [
  v.object({ kind: v.literal('messages'), ids: v.pipe(v.array(MessageId), v.maxLength(10_000)) }),
  /** Each of the threads, as far as it is in the view's places. */
  v.object({ kind: v.literal('threads'), ids: v.pipe(v.array(ThreadId), v.maxLength(10_000)), view: View }),
  v.object({ kind: v.literal('all'), list: ListOptions, except: v.array(MessageId) }),
]);
export type Target = v.InferOutput<typeof Target>;

export const Change = v.variant('kind', [
  v.object({ kind: v.literal('read'), value: v.boolean() }),
  v.object({ kind: v.literal('star'), value: v.boolean() }),
  v.object({ kind: v.literal('move'), folderId: FolderId }),
  /** To the account's folder of that role, which is made when there is none. */
  v.object({ kind: v.literal('archive') }),
  v.object({ kind: v.literal('junk') }),
  v.object({ kind: v.literal('not_junk') }),
  v.object({ kind: v.literal('trash') }),
  /** For good. */
  v.object({ kind: v.literal('delete') }),
  v.object({ kind: v.literal('mute'), value: v.boolean() }),
]);
export type Change = v.InferOutput<typeof Change>;

export const Changed = v.object({
  /** What mail.undo takes; null when it cannot be undone (delete). */
  undoId: v.nullable(v.number()),
  messages: Count,
  /** Where they went; null when they stayed. */
  folderId: v.nullable(FolderId),
});

export const accountStates = ['idle', 'connecting', 'syncing', 'offline', 'waiting'] as const;
export const AccountStatus = v.object({
  accountId: v.string(),
  /** 'offline': goes on by itself; 'waiting': needs the person (`error` says why). */
  state: v.picklist(accountStates),
  /** The folder being read; null otherwise. */
  folderId: v.nullable(FolderId),
  /** Of the first reading: headers and texts that are here, of those wanted. */
  headers: v.object({ done: Count, total: Count }),
  texts: v.object({ done: Count, total: Count }),
  /** Changes that wait for the server. */
  queued: Count,
  checkedAt: v.nullable(Time),
  error: v.nullable(AppErrorShape),
  /** The last time the server refused a change for good, and which; null when none or dismissed. */
  refused: v.nullable(v.object({ at: Time, messages: Count, error: AppErrorShape })),
  /** The store was damaged and is being rebuilt from the server. */
  rebuilt: v.boolean(),
});
export type AccountStatus = v.InferOutput<typeof AccountStatus>;

export const SyncSettings = v.object({
  keep: v.picklist(['headers', 'recent', 'everything']),
  /** keep 'recent': texts and files of the last so many months. */
  months: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1200)),
  /** The server whose Authentication-Results count (authserv-id); null: learnt from the newest mail. */
  authservId: v.nullable(v.string()),
});
export type SyncSettings = v.InferOutput<typeof SyncSettings>;

const Message = v.object({ id: MessageId });

export const mail = {
  folders: call(Nothing, v.array(MailFolder)),
  status: call(Nothing, v.array(AccountStatus)),
  /** Starts at `from`, or so that `around` is in the middle. At most 500 rows. */
  list: call(
    v.object({
      list: ListOptions,
      from: Count,
      count: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(500)),
      around: v.nullable(MessageId),
    }),
    ListPage,
  ),
  /** The folder on screen is watched (IDLE) beside the inbox; null: none. */
  watch: call(v.object({ view: v.nullable(View) }), Nothing),
  /**
   * `messageId`: the one that is opened: copies in its folder are preferred, and when that is trash or junk, what lies there
   * shows too.
   * Throws mail.gone.
   */
  thread: call(v.object({ threadId: ThreadId, messageId: v.optional(MessageId) }), Thread),
  /** Fetched from the server first where only its header is here. Never marks it read. Throws mail.gone, network.*, account.*. */
  read: call(Message, ReadMessage),
  /** One attachment's bytes. Throws mail.gone. */
  part: call(v.object({ id: MessageId, index: Count }), Blob),
  /** The chosen attachments as one .zip. */
  partsZip: call(v.object({ id: MessageId, parts: v.array(Count) }), Blob),
  /** The message as it is on the server: for .eml and for showing the source. */
  source: call(Message, Blob),
  /** The header fields, decoded, in their order. */
  headers: call(Message, v.array(v.object({ name: v.string(), value: v.string() }))),
  /** A remote picture, fetched without cookies or referrer, from public hosts only. Throws mail.image_refused. */
  remoteImage: call(v.object({ id: MessageId, url: v.pipe(v.string(), v.maxLength(8192)) }), Blob),
  /** For this message, or from now on for its sender. */
  allowImages: call(v.object({ id: MessageId, for: v.picklist(['message', 'sender']) }), Nothing),
  allowedSenders: call(Nothing, v.array(v.object({ address: v.string(), at: Time }))),
  forbidSender: call(v.object({ address: v.string() }), Nothing),
  /** At once here, queued for the server. Throws mail.gone, mail.no_folder. */
  change: call(v.object({ target: Target, change: Change }), Changed),
  /** Throws mail.too_late when it cannot be undone any more. */
  undo: call(v.object({ undoId: v.number() }), Nothing),
  /** Asks the servers for what the local index does not reach; the list is told by mail.changed when they have answered. */
  searchServer: call(v.object({ query: v.string(), accountIds: v.nullable(v.array(v.string())) }), Nothing),
  /** People and addresses for completing from:, to: and the like, the most used first; at most 20. */
  people: call(v.object({ start: v.string() }), v.array(Person)),
  /** Posts the one click (RFC 8058) or sends the mail. Throws mail.unsubscribe_refused, network.*, smtp.*. */
  unsubscribe: call(Message, Nothing),
  /** Sends the message as attachment to the address of the settings, then moves it to junk. Throws smtp.*, mail.no_report_address. */
  reportPhishing: call(Message, Changed),
  /** Throws mail.folder_exists, mail.folder_refused, network.*: folders change on the server first. */
  createFolder: call(
    v.object({
      accountId: v.string(),
      parentId: v.nullable(FolderId),
      name: v.pipe(v.string(), v.minLength(1), v.maxLength(200)),
    }),
    MailFolder,
  ),
  /** Renames and moves. */
  changeFolder: call(
    v.object({
      id: FolderId,
      parentId: v.nullable(FolderId),
      name: v.pipe(v.string(), v.minLength(1), v.maxLength(200)),
    }),
    MailFolder,
  ),
  subscribeFolder: call(v.object({ id: FolderId, value: v.boolean() }), Nothing),
  /** With everything in it, for good; the page has asked first. */
  deleteFolder: call(v.object({ id: FolderId }), Nothing),
  /** Trash and junk only: everything in it, for good. */
  emptyFolder: call(v.object({ id: FolderId }), Changed),
  keepFolder: call(
    v.object({ id: FolderId, keep: v.nullable(v.picklist(['headers', 'recent', 'everything'])) }),
    Nothing,
  ),
  syncSettings: call(v.object({ accountId: v.string() }), SyncSettings),
  saveSyncSettings: call(v.object({ accountId: v.string(), settings: SyncSettings }), SyncSettings),
  /** Tries a waiting or offline account again now. null = all. */
  checkNow: call(v.object({ accountId: v.nullable(v.string()) }), Nothing),
  dismissRefused: call(v.object({ accountId: v.string() }), Nothing),
};

export const mailEvents = {
  /** Messages of these folders came, went or changed; at most four a second. `search`: a server answered a search. */
  'mail.changed': event(
    v.object({ folderIds: v.array(FolderId), messageIds: v.array(MessageId), search: v.boolean() }),
  ),
  'mail.folders': event(v.array(MailFolder)),
  'mail.status': event(AccountStatus),
  /** New unread mail in an inbox, for notifications; at most five are named. */
  'mail.arrived': event(v.object({ accountId: v.string(), count: Count, rows: v.array(Row) })),
};
