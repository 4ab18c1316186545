// The certificate of an export: what was found, saved and verified, folder by folder, with the reason for each message
// that is missing. JSON for programs, one HTML page without scripts or outside references for people and printers.
import { errorWords, type Language } from '../contract/errors.ts';
import type { ExportResult } from '../contract/results.ts';
import { certificateWords } from './certificate-words.ts';

export const certificatePaths = (file: string): { jsonPath: string; htmlPath: string } => {
  const base = file.replace(/\.(malle|zip)$/i, '');
  return { jsonPath: `${base}.certificate.json`, htmlPath: `${base}.certificate.html` };
};

/**
 * The machine-readable certificate that stands beside the archive. Stable keys, two-space indent, final newline. `basis`:
 * see finished-before.ts.
 */
export const certificateJson = (result: ExportResult, basis: string): string =>
  `${JSON.stringify({ type: 'malleposte-certificate', typeVersion: 1, ...result, certificate: undefined, basis }, null, 2)}\n`;

/**
 * The one inside the archive, written before the file is closed: it cannot know the file's own fingerprint, nor the
 * result of reading the closed file back, so `verified` and `files` are null there and the one beside completes it.
 */
export function certificateInside(
  result: Omit<ExportResult, 'verified' | 'files' | 'complete' | 'certificate'>,
): Uint8Array {
  const { folders, ...rest } = result;
  const inside = {
    type: 'malleposte-certificate',
    typeVersion: 1,
    ...rest,
    verified: null,
    files: null,
    folders: folders.map((folder) => ({ ...folder, verified: null })),
    note: 'Written before the archive was closed. The result of reading it back, and its fingerprint, are in the certificate beside it.',
  };
  return Buffer.from(`${JSON.stringify(inside, null, 2)}\n`);
}

const escape = (text: string): string =>
  text.replace(
    /[&<>"']/g,
    (mark) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' })[mark] ?? mark,
  );

/** Fingerprints are read aloud and compared by eye: eight groups of eight. */
const grouped = (sha256: string): string => (sha256.match(/.{8}/g) ?? [sha256]).join(' ');

/** The page to look at and to print. */
export function certificateHtml(result: ExportResult, language: Language): string {
  const words = certificateWords[language];
  const number = new Intl.NumberFormat(language);
  const date = new Intl.DateTimeFormat(language, { dateStyle: 'full', timeStyle: 'medium' });
  const n = (value: number): string => number.format(value);
  const accounts = [...new Set(result.folders.map((folder) => folder.account))];

  const folderRows = accounts
    .map((account) => {
      const rows = result.folders
        .filter((folder) => folder.account === account)
        .map(
          (folder) =>
            `<tr><td>${escape(folder.names.join(' / '))}</td><td>${n(folder.found)}</td><td>${n(folder.saved)}</td>` +
            `<td>${n(folder.verified)}</td><td class="${folder.found === folder.verified ? 'ok' : 'bad'}">${n(folder.found - folder.verified)}</td></tr>`,
        );
      return `<tr class="account"><th colspan="5">${escape(account)}</th></tr>${rows.join('')}`;
    })
    .join('');

  const failedRows = result.failed
    .map((failed) => {
      const { what, advice } = errorWords(failed.error, language);
      const name = failed.subject ?? (failed.key ? `UID ${failed.key}` : words.wholeFolder);
      const detail = failed.error.detail ? `<br><q>${escape(failed.error.detail)}</q>` : '';
      return `<tr><td>${escape(failed.folder)}</td><td>${escape(name)}</td><td>${escape(`${what} ${advice}`)}${detail}</td></tr>`;
    })
    .join('');

  const files = result.files
    .map(
      (file) =>
        `<tr><td>${escape(fileName(file.path))}</td><td>${escape(words.bytes(n(file.sizeBytes)))}</td><td><code>${grouped(file.sha256)}</code></td></tr>`,
    )
    .join('');

  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escape(words.title)}</title>
<style>
body{font:14px/1.5 -apple-system,"Segoe UI","Inter","Noto Sans",sans-serif;color:#161B23;background:#fff;max-width:820px;margin:40px auto;padding:0 24px}
h1{font-size:26px;line-height:34px;margin:0 0 4px}h2{font-size:15px;margin:28px 0 8px}p{margin:4px 0;color:#434D5B}
.ledger{display:flex;flex-wrap:wrap;gap:12px 28px;border:1px solid #CBD1D9;border-radius:12px;padding:18px 24px;margin-top:20px}
.ledger b{display:block;font-size:30px;line-height:36px;font-variant-numeric:tabular-nums}.ledger i{font-style:normal;font-size:26px;color:#566070;align-self:center}
table{border-collapse:collapse;width:100%}td,th{text-align:left;padding:6px 12px 6px 0;border-bottom:1px solid #E2E6EB;vertical-align:top;overflow-wrap:anywhere}
.counts td:not(:first-child),.counts thead th:not(:first-child){text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
.account th{padding-top:14px}code{font:12px/20px ui-monospace,Consolas,monospace}.ok{color:#156440}.bad{color:#834400;font-weight:600}q{color:#566070}
@media print{body{margin:0;max-width:none}tr{break-inside:avoid}}
</style>
</head>
<body>
<h1 class="${result.complete ? 'ok' : 'bad'}">${escape(result.complete ? words.complete : words.incomplete(n(result.missing)))}</h1>
<p>${escape(words.finished(date.format(result.finishedAt), words.duration(result.durationMs)))}</p>
<p>${result.accounts.map((account) => escape(`${account.address}, ${account.host}`)).join('<br>')}</p>
<div class="ledger"><span><b>${n(result.found)}</b>${words.found}</span><i>${result.found === result.saved ? '=' : '≠'}</i><span><b>${n(result.saved)}</b>${words.saved}</span><i>${result.saved === result.verified ? '=' : '≠'}</i><span><b>${n(result.verified)}</b>${words.verified}</span><span><b class="${result.missing === 0 ? 'ok' : 'bad'}">${n(result.missing)}</b>${words.missing}</span></div>
<p>${escape(words.distinct(n(result.distinct)))}${result.later > 0 ? ` ${escape(words.later(n(result.later)))}` : ''}</p>
<h2>${words.fingerprints}</h2>
<table>${files}</table>
<p>${escape(words.fingerprintNote)}</p>
<h2>${words.folders}</h2>
<table class="counts"><thead><tr><th>${words.folder}</th><th>${words.found}</th><th>${words.saved}</th><th>${words.verified}</th><th>${words.difference}</th></tr></thead><tbody>${folderRows}</tbody></table>
${failedRows ? `<h2>${words.failed}</h2><table><tbody>${failedRows}</tbody></table>` : ''}
<h2>${words.openWithout}</h2>
<p>${escape(result.format === 'malle' ? words.openMalle : words.openZip)}</p>
<p>${escape(words.made(result.version))}</p>
</body>
</html>
`;
}

const fileName = (file: string): string => file.split(/[\\/]/).at(-1) ?? file;
