// What a server makes of a message whose line ends are not in order: many store bare LF as CRLF, drop a last lone CR or
// add a last line end. Such a copy is not byte for byte the same, but restoring it again would only double it.

const CR = 13;
const LF = 10;

/** The forms a server may keep instead of these bytes; empty for a message in order (every line ends in CRLF). */
export function storedForms(bytes: Buffer): Buffer[] {
  let bare = 0;
  for (let at = bytes.indexOf(LF); at >= 0; at = bytes.indexOf(LF, at + 1)) if (bytes[at - 1] !== CR) bare += 1;
  const open = bytes.length > 0 && bytes.at(-1) !== LF;
  if (bare === 0 && !open) return [];
  const crlf = Buffer.allocUnsafe(bytes.length + bare);
  let size = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    if (bytes[at] === LF && bytes[at - 1] !== CR) crlf[size++] = CR;
    crlf[size++] = bytes[at] ?? 0;
  }
  const forms = bare ? [crlf] : [];
  if (!open) return forms;
  const bodyEnd = crlf.at(-1) === CR ? size - 1 : size;
  if (bodyEnd < size) forms.push(crlf.subarray(0, bodyEnd));
  return [...forms, Buffer.concat([crlf.subarray(0, bodyEnd), Buffer.from('\r\n')])];
}
