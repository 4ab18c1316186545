// People as a reader's header names them.
import type { Person, ReadMessage } from '../../../api.ts';
import { readerWords as t } from '../../../text/reader.ts';

/** More are only counted, until the details are shown. */
const FEW = 3;

/** Invisible and direction-changing characters would show another name than the one that is there. */
const HIDDEN = /[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]/g;
export const cleanText = (text: string): string => text.replace(HIDDEN, '').trim();

export const nameOf = ({ name, address }: Person): string => cleanText(name) || address;

/** "Sophie Lambert <sophie@...>"; the address alone when there is no name. */
export const fullOf = ({ name, address }: Person): string => {
  const clean = cleanText(name);
  return clean && address && clean !== address ? `${clean} <${address}>` : clean || address;
};

export const isMe = (info: ReadMessage, { address }: Person): boolean => info.me.includes(address.toLowerCase());

/** "me, Paul Girard and 2 others": this person first. */
export function recipientsSay(info: ReadMessage): string {
  const all = [...info.to, ...info.cc, ...info.bcc];
  const names = [
    ...(all.some((person) => isMe(info, person)) ? [t.me] : []),
    ...all.filter((person) => !isMe(info, person)).map(nameOf),
  ];
  const others = names.length + info.morePeople;
  if (others === 0) return t.noRecipient;
  if (others <= FEW && info.morePeople === 0) {
    const [last = ''] = names.slice(-1);
    const first = names.slice(0, -1).join(', ');
    return t.to(first ? t.and(first, last) : last);
  }
  const shown = names.slice(0, FEW - 1);
  return t.to(t.andMore(shown.join(', '), others - shown.length));
}
