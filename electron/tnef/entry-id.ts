// Who an entry identifier names: one-off entries ([MS-OXCDATA] 2.2.5.1) carry name and address themselves, address book
// entries (2.2.5.2) only an X.500 name.
import { decodeUtf16 } from './code-page.ts';
import { sourceOf, u16, u32, untilZero } from './cursor.ts';
import { limits } from './limits.ts';
import type { TnefPerson } from './message.ts';
import type { Scope } from './property-list.ts';

const ONE_OFF = [0x81, 0x2b, 0x1f, 0xa4, 0xbe, 0xa3, 0x10, 0x19, 0x9d, 0x6e, 0x00, 0xdd, 0x01, 0x0f, 0x54, 0x02];
/** [MS-OXOCNTC] 2.2.2.4.1: an entry inside another, as distribution lists have them. */
const WRAPPED = [0xc0, 0x91, 0xad, 0xd3, 0x51, 0x9d, 0xcf, 0x11, 0xa4, 0xa9, 0x00, 0xaa, 0x00, 0x47, 0xfa, 0xa4];
const UID_AT = 4;
const FLAGS_AT = 22;
const STRINGS_AT = 24;
const UNICODE = 0x8000;

const hasUid = (entry: Uint8Array, uid: readonly number[]): boolean =>
  entry.length > UID_AT + uid.length && uid.every((byte, index) => entry[UID_AT + index] === byte);

/** null: an entry that says nothing a person could use. `where` names the property for problems. */
export function personOfEntry(entry: Uint8Array, scope: Scope, where: string): TnefPerson | null {
  const inner = hasUid(entry, WRAPPED) ? entry.subarray(UID_AT + WRAPPED.length + 1) : entry;
  if (!hasUid(inner, ONE_OFF) || inner.length < STRINGS_AT) return null;
  const wide = (u16(sourceOf(inner), FLAGS_AT) & UNICODE) !== 0;
  const strings: string[] = [];
  let at = STRINGS_AT;
  while (strings.length < 3 && at < inner.length) {
    const bytes = wide ? untilWideZero(inner.subarray(at)) : untilZero(inner.subarray(at));
    strings.push(wide ? decodeUtf16(bytes) : scope.text(bytes, where));
    at += bytes.length + (wide ? 2 : 1);
  }
  const [name = '', type = '', address = ''] = strings;
  return { name, address: smtpAddress(type, address) };
}

function untilWideZero(bytes: Uint8Array): Uint8Array {
  for (let at = 0; at + 1 < bytes.length; at += 2) {
    if (bytes[at] === 0 && bytes[at + 1] === 0) return bytes.subarray(0, at);
  }
  return bytes;
}

/** '' when it is no address that mail can be sent to, such as an X.500 name. */
export function smtpAddress(type: string, address: string): string {
  const kind = type.trim().toUpperCase();
  const bare = address.trim().replace(/^smtp:/i, '');
  if (kind !== '' && kind !== 'SMTP' && kind !== 'MAILTO') return '';
  return bare.includes('@') && !/[\s<>]/.test(bare) ? bare : '';
}

/** FLATENTRYLIST: a count, a size, then counted entries padded to four bytes ([MS-OXCDATA] 2.3.3). */
export function entriesOf(list: Uint8Array): Uint8Array[] {
  const from = sourceOf(list);
  const entries: Uint8Array[] = [];
  const count = Math.min(u32(from, 0), limits.recipients);
  let at = 8;
  while (entries.length < count && at + 4 < list.length) {
    const size = u32(from, at);
    entries.push(list.subarray(at + 4, at + 4 + size));
    at += 4 + Math.ceil(size / 4) * 4;
  }
  return entries;
}
