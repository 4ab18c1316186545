import { describe, expect, it } from 'vitest';
import { headerFields } from '../../mime/index.ts';
import { unsubscribeOf } from './unsubscribe.ts';

const way = (...lines: string[]): ReturnType<typeof unsubscribeOf> =>
  unsubscribeOf(headerFields(Buffer.from(`${lines.join('\r\n')}\r\n\r\n`)));
const ONE_CLICK = 'List-Unsubscribe-Post: List-Unsubscribe=One-Click';

describe('unsubscribeOf', () => {
  it('takes one click where it is offered over HTTPS, else the letter, else the page', () => {
    const both =
      'List-Unsubscribe: <mailto:out@list.example?subject=off%20please&body=x>,\r\n <https://list.example/u?\r\n id=7>';
    expect(way(both, ONE_CLICK)).toEqual({ kind: 'one_click', url: 'https://list.example/u?id=7' });
    expect(way(both)).toEqual({ kind: 'mailto', address: 'out@list.example', subject: 'off please', body: 'x' });
    expect(way('List-Unsubscribe: <http://list.example/u>', ONE_CLICK)).toEqual({
      kind: 'web',
      url: 'http://list.example/u',
    });
    expect(way('List-Unsubscribe: <mailto:out@list.example>')).toMatchObject({ subject: 'unsubscribe', body: '' });
  });

  it('says nothing of what cannot be done', () => {
    expect(way('Subject: x', ONE_CLICK)).toBeNull();
    expect(
      way('List-Unsubscribe: <javascript:alert(1)>, <mailto:a@b.example,c@d.example>, <ftp://x/>, <mailto:>'),
    ).toBeNull();
    expect(way('List-Unsubscribe: write to the office', ONE_CLICK)).toBeNull();
  });

  it('lets no header into the letter', () => {
    const found = way('List-Unsubscribe: <mailto:out@list.example?subject=a%0D%0ABcc:%20x@y.example>');
    expect(found).toMatchObject({ subject: 'a Bcc: x@y.example' });
  });
});
