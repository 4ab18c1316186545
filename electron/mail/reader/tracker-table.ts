// Addresses whose only purpose is to tell that, when and where a message is read: as the senders of bulk mail and the
// read-receipt services document them. A row is a host (with all below it), a path, or both.

interface Tracker {
  /** This host and those below it; '' = any host. */
  readonly host: string;
  /** What the path and query have to look like; null = any. */
  readonly path: RegExp | null;
}

const trackers: readonly Tracker[] = [
  // Bulk mail: pixels that stand beside real pictures on the same hosts.
  { host: 'list-manage.com', path: /^\/track\/open\.php/ },
  { host: 'mandrillapp.com', path: /^\/track\/open\.php/ },
  { host: 'sendgrid.net', path: /^\/(?:wf|ss)\/o/ },
  { host: 'mailgun.org', path: /^\/o\// },
  { host: 'mjt.lu', path: /^\/(?:oo|oc|o)\// },
  { host: 'sendibm1.com', path: null },
  { host: 'sendibm3.com', path: null },
  { host: 'sibautomation.com', path: null },
  { host: 'hubspotemail.net', path: /\/e\d*t\/o/ },
  { host: 'hubspotlinks.com', path: null },
  { host: 'customeriomail.com', path: /^\/e\/o\// },
  { host: 'sparkpostmail.com', path: /^\/q\// },
  { host: 'pstmrk.it', path: /^\/open\// },
  { host: 'awstrack.me', path: /^\/I0\// },
  { host: 'exct.net', path: /^\/open\.aspx/ },
  { host: 'rs6.net', path: /^\/on\.jsp/ },
  { host: 'createsend1.com', path: /^\/t\/.*\/o\.gif/ },
  { host: 'cmail19.com', path: /\/o\.gif/ },
  { host: 'cmail20.com', path: /\/o\.gif/ },
  { host: 'klclick.com', path: null },
  { host: 'trk.klaviyomail.com', path: null },
  { host: 'intercom-mail.com', path: /^\/via\/o/ },
  { host: 'substack.com', path: /^\/o\// },
  { host: 'emltrk.com', path: null },
  { host: 'mailpanion.com', path: null },
  // Read receipts that people add to their own mail.
  { host: 'mailtrack.io', path: null },
  { host: 'mltrk.io', path: null },
  { host: 'mailfoogae.appspot.com', path: null },
  { host: 'yesware.com', path: null },
  { host: 'bananatag.com', path: null },
  { host: 'bl-1.com', path: null },
  { host: 'boomeranggmail.com', path: null },
  { host: 'getnotify.com', path: null },
  { host: 'readnotify.com', path: null },
  { host: 'didtheyreadit.com', path: null },
  { host: 'r.superhuman.com', path: null },
  { host: 'cirrusinsight.com', path: null },
  { host: 'mixmax.com', path: /^\/api\/track/ },
  { host: 'toutapp.com', path: null },
  { host: 'outreach.io', path: /\/api\/mailings\/opened/ },
  { host: 'salesloft.com', path: /^\/t\// },
  { host: 'saleshandy.com', path: null },
  { host: 'mailbutler.io', path: /^\/tracking/ },
  { host: 'docsend.com', path: /^\/track/ },
  // What counts visitors of web pages, put into mail.
  { host: 'google-analytics.com', path: null },
  { host: 'googleadservices.com', path: null },
  { host: 'doubleclick.net', path: null },
  { host: 'facebook.com', path: /^\/tr\b/ },
  { host: 'linkedin.com', path: /^\/emimp\// },
  { host: 'bat.bing.com', path: null },
  { host: 'scorecardresearch.com', path: null },
  { host: 'omtrdc.net', path: null },
  { host: '2o7.net', path: null },
  { host: 'demdex.net', path: null },
  { host: 'liadm.com', path: null },
  { host: 'rlcdn.com', path: null },
  { host: 'agkn.com', path: null },
  { host: 'pippio.com', path: null },
  // Names that say what they are, wherever they stand.
  {
    host: '',
    path: /\/(?:open|track|tracking|pixel|beacon|spacer_open|openrate|open-tracking)\.(?:gif|png|php|aspx|jsp)(?:$|[?#/])/i,
  },
  { host: '', path: /\/(?:wf|track|tracking|email|e|t)\/opens?(?:$|[?/])/i },
  { host: '', path: /\/(?:track|tracking)\/(?:pixel|beacon|read)\b/i },
];

export function isTrackerUrl(url: URL): boolean {
  const host = url.hostname.replace(/\.$/, '').toLowerCase();
  const place = url.pathname + url.search;
  return trackers.some(
    (row) =>
      (row.host === '' || host === row.host || host.endsWith(`.${row.host}`)) &&
      (row.path === null || row.path.test(place)),
  );
}
