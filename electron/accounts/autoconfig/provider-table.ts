// Servers of known providers, as their own help pages give them. Only facts; an address elsewhere goes by the rules.
import type { Security } from '../../contract/accounts.ts';

/** What the server wants as user name: the whole address, or the part before the @. */
export type UserNameRule = 'address' | 'local';

export interface ServerRow {
  readonly host: string;
  readonly port: number;
  readonly security: Security;
  readonly userName: UserNameRule;
}

export interface ProviderRow {
  readonly id: string;
  readonly name: string;
  readonly domains: readonly string[];
  readonly imap: ServerRow;
  readonly smtp: ServerRow;
  /** The page where passwords for mail programs are made; null: the mailbox password signs in. */
  readonly appPasswordUrl: string | null;
  readonly oauthOnly: boolean;
}

const tls = (host: string, port: number, userName: UserNameRule = 'address'): ServerRow => ({
  host,
  port,
  security: 'tls',
  userName,
});
const imaps = (host: string, userName?: UserNameRule): ServerRow => tls(host, 993, userName);
const smtps = (host: string, userName?: UserNameRule): ServerRow => tls(host, 465, userName);
const submission = (host: string, userName: UserNameRule = 'address'): ServerRow => ({
  host,
  port: 587,
  security: 'starttls',
  userName,
});

interface Extra {
  readonly appPasswordUrl?: string;
  readonly oauthOnly?: boolean;
}

const row = (
  id: string,
  name: string,
  domains: string,
  imap: ServerRow,
  smtp: ServerRow,
  extra: Extra = {},
): ProviderRow => ({
  id,
  name,
  domains: domains.split(' ').filter(Boolean),
  imap,
  smtp,
  appPasswordUrl: extra.appPasswordUrl ?? null,
  oauthOnly: extra.oauthOnly ?? false,
});

export const providerTable: readonly ProviderRow[] = [
  row('gmail', 'Gmail', 'gmail.com googlemail.com', imaps('imap.gmail.com'), smtps('smtp.gmail.com'), {
    appPasswordUrl: 'https://myaccount.google.com/apppasswords',
  }),
  row(
    'outlook',
    'Outlook.com',
    'outlook.com outlook.fr outlook.be outlook.de outlook.at outlook.it outlook.es outlook.pt outlook.ie outlook.dk ' +
      'hotmail.com hotmail.fr hotmail.be hotmail.de hotmail.it hotmail.es hotmail.nl hotmail.ch hotmail.co.uk hotmail.ca ' +
      'live.com live.fr live.be live.de live.it live.nl live.ca live.co.uk live.com.pt msn.com passport.com windowslive.com',
    imaps('outlook.office365.com'),
    submission('smtp-mail.outlook.com'),
    { oauthOnly: true },
  ),
  row(
    'icloud',
    'iCloud',
    'icloud.com me.com mac.com',
    imaps('imap.mail.me.com', 'local'),
    submission('smtp.mail.me.com'),
    { appPasswordUrl: 'https://account.apple.com/account/manage' },
  ),
  row(
    'yahoo',
    'Yahoo Mail',
    'yahoo.com yahoo.fr yahoo.de yahoo.it yahoo.es yahoo.ca yahoo.ie yahoo.co.uk yahoo.com.br yahoo.co.in yahoo.com.au ' +
      'ymail.com rocketmail.com',
    imaps('imap.mail.yahoo.com'),
    smtps('smtp.mail.yahoo.com'),
    { appPasswordUrl: 'https://login.yahoo.com/account/security' },
  ),
  row('aol', 'AOL', 'aol.com aol.fr aol.de aol.co.uk aim.com', imaps('imap.aol.com'), smtps('smtp.aol.com'), {
    appPasswordUrl: 'https://login.aol.com/account/security',
  }),
  row(
    'gmx',
    'GMX',
    'gmx.net gmx.de gmx.at gmx.ch gmx.eu gmx.org gmx.info',
    imaps('imap.gmx.net'),
    smtps('mail.gmx.net'),
  ),
  row('gmx-com', 'GMX', 'gmx.com gmx.fr gmx.us gmx.co.uk gmx.es', imaps('imap.gmx.com'), smtps('mail.gmx.com')),
  row('web-de', 'WEB.DE', 'web.de', imaps('imap.web.de'), submission('smtp.web.de')),
  row('mail-com', 'mail.com', 'mail.com email.com', imaps('imap.mail.com'), smtps('smtp.mail.com')),
  row(
    't-online',
    'Telekom',
    't-online.de magenta.de',
    imaps('secureimap.t-online.de'),
    smtps('securesmtp.t-online.de'),
    {
      appPasswordUrl: 'https://www.telekom.de/hilfe/apps-dienste/e-mail/programme/passwort-verwalten',
    },
  ),
  row('freenet', 'freenet', 'freenet.de', imaps('mx.freenet.de'), submission('mx.freenet.de')),
  row('orange', 'Orange', 'orange.fr wanadoo.fr', imaps('imap.orange.fr'), smtps('smtp.orange.fr')),
  row('free', 'Free', 'free.fr', imaps('imap.free.fr', 'local'), smtps('smtp.free.fr', 'local')),
  row(
    'sfr',
    'SFR',
    'sfr.fr neuf.fr cegetel.net club-internet.fr numericable.fr 9online.fr',
    imaps('imap.sfr.fr'),
    smtps('smtp.sfr.fr'),
  ),
  row('bouygues', 'Bouygues Telecom', 'bbox.fr', imaps('imap.bbox.fr'), submission('smtp.bbox.fr')),
  row('laposte', 'La Poste', 'laposte.net', imaps('imap.laposte.net', 'local'), smtps('smtp.laposte.net', 'local')),
  row(
    'infomaniak',
    'Infomaniak',
    'ik.me ikmail.com etik.com infomaniak.com infomaniak.ch',
    imaps('mail.infomaniak.com'),
    smtps('mail.infomaniak.com'),
  ),
  // Addresses there are under the customer's own domain: these two are known by their server.
  row('ovh', 'OVHcloud', '', imaps('ssl0.ovh.net'), smtps('ssl0.ovh.net')),
  row('gandi', 'Gandi', '', imaps('mail.gandi.net'), smtps('mail.gandi.net')),
  row('ionos-fr', 'IONOS', 'ionos.fr 1and1.fr', imaps('imap.ionos.fr'), smtps('smtp.ionos.fr')),
  row('ionos-de', 'IONOS', 'ionos.de 1und1.de online.de onlinehome.de', imaps('imap.ionos.de'), smtps('smtp.ionos.de')),
  row('ionos-com', 'IONOS', 'ionos.com 1and1.com', imaps('imap.ionos.com'), smtps('smtp.ionos.com')),
  row(
    'fastmail',
    'Fastmail',
    'fastmail.com fastmail.fm fastmail.net fastmail.org sent.com',
    imaps('imap.fastmail.com'),
    smtps('smtp.fastmail.com'),
    { appPasswordUrl: 'https://app.fastmail.com/settings/security/devicekeys' },
  ),
  row('mailbox-org', 'mailbox.org', 'mailbox.org', imaps('imap.mailbox.org'), smtps('smtp.mailbox.org')),
  row(
    'posteo',
    'Posteo',
    'posteo.de posteo.net posteo.org posteo.eu posteo.at posteo.ch posteo.fr posteo.be posteo.nl posteo.it',
    imaps('posteo.de'),
    smtps('posteo.de'),
  ),
  row('zoho', 'Zoho Mail', 'zoho.com zohomail.com', imaps('imap.zoho.com'), smtps('smtp.zoho.com'), {
    appPasswordUrl: 'https://accounts.zoho.com/home#security/app_password',
  }),
  row('zoho-eu', 'Zoho Mail', 'zoho.eu zohomail.eu', imaps('imap.zoho.eu'), smtps('smtp.zoho.eu'), {
    appPasswordUrl: 'https://accounts.zoho.eu/home#security/app_password',
  }),
  // Proton has no IMAP of its own: Bridge, a program on this computer, speaks it and gives a password of its own. Its
  // certificate is made on the spot, so TLS could prove nothing, and the connection never leaves the computer.
  row(
    'proton',
    'Proton Mail Bridge',
    'proton.me pm.me protonmail.com protonmail.ch',
    { host: '127.0.0.1', port: 1143, security: 'none', userName: 'address' },
    { host: '127.0.0.1', port: 1025, security: 'none', userName: 'address' },
    { appPasswordUrl: 'https://proton.me/mail/bridge' },
  ),
  row('bluewin', 'Swisscom', 'bluewin.ch bluemail.ch', imaps('imaps.bluewin.ch'), smtps('smtpauths.bluewin.ch')),
  row(
    'proximus',
    'Proximus',
    'proximus.be skynet.be belgacom.net',
    imaps('imap.proximus.be'),
    submission('relay.proximus.be'),
  ),
  row('videotron', 'Vidéotron', 'videotron.ca', imaps('imap.videotron.ca'), smtps('smtp.videotron.ca')),
  row(
    'libero',
    'Libero',
    'libero.it iol.it blu.it inwind.it giallo.it',
    imaps('imapmail.libero.it'),
    smtps('smtp.libero.it'),
  ),
  row('mail-ru', 'Mail.ru', 'mail.ru inbox.ru list.ru bk.ru', imaps('imap.mail.ru'), smtps('smtp.mail.ru'), {
    appPasswordUrl: 'https://account.mail.ru/user/2-step-auth/passwords',
  }),
];
