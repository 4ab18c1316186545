// Who a row of the list names: everybody who wrote, "me" for oneself; in Sent and Drafts those it is for.
import type { Row } from '../../electron/contract/mail.ts';
import { mailWords as t } from './mail.ts';

const nameOf = ({ name, address }: Row['people'][number]): string => name.trim() || address;

export function rowPeople({ people, outgoing }: Pick<Row, 'people' | 'outgoing'>): string {
  const names = people.map((one) => (one.isMe && (people.length > 1 || outgoing) ? t.me : nameOf(one)));
  if (names.length === 0) return outgoing ? t.to('–') : t.noSender;
  const said = names.join(', ');
  return outgoing ? t.to(said) : said;
}
