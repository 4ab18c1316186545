import { describe, expect, it } from 'vitest';
import { AppError } from '../contract/errors.ts';
import { smtpError } from './errors.ts';

const failure = (fields: object): Error => Object.assign(new Error('library text'), fields);
const refused = (response: string): AppError =>
  smtpError(failure({ code: 'EAUTH', response, responseCode: Number(response.slice(0, 3)) }), 'smtp.example', 465);

describe('refused sign-in', () => {
  it.each([
    ['535 5.7.8 Error: authentication failed: authentication failure', 'account.wrong_password'],
    [
      '535-5.7.8 Username and Password not accepted. For more information, go to\n535 5.7.8 https://support',
      'account.wrong_password',
    ],
    ['535 Incorrect authentication data', 'account.wrong_password'],
    ['534-5.7.9 Application-specific password required. Learn more at', 'account.app_password_required'],
    ['535 5.7.139 Authentication unsuccessful, basic authentication is disabled. [X.Y]', 'account.oauth_required'],
    ['535 5.7.0 (#AUTH005) Too many bad auth attempts.', 'account.blocked'],
    ['454 4.7.0 Temporary authentication failure', 'account.blocked'],
    ['421 4.7.0 Too many login attempts', 'account.blocked'],
    ['538 5.7.11 Encryption required for requested authentication mechanism', 'network.protocol'],
    ['503 5.5.1 Error: authentication not enabled', 'network.protocol'],
  ])('%s', (response, code) => {
    const error = refused(response);
    expect(error.code).toBe(code);
    expect(error.params).toMatchObject({ host: 'smtp.example', port: 465 });
    expect(error.detail).toBe(response.replace('\n', ' '));
  });
});

describe('failed connection', () => {
  it.each([
    [{ code: 'ETIMEDOUT' }, 'network.timeout'],
    [{ code: 'ETLS', command: 'STARTTLS', response: '502 not known' }, 'network.no_starttls'],
    [{ code: 'ETLS', command: 'STARTTLS' }, 'network.tls'],
    [{ code: 'ESOCKET', originalCode: 'CERT_HAS_EXPIRED' }, 'network.tls'],
    [{ code: 'ESOCKET', originalCode: 'ECONNRESET' }, 'network.lost'],
    [{ code: 'ECONNECTION', originalCode: 'ECONNREFUSED' }, 'network.port_closed'],
    [{ code: 'EPROTOCOL' }, 'network.protocol'],
    [{ code: 'EDNS' }, 'network.host_not_found'],
    [{ code: 'ECONNECTION', response: '421 too many connections', responseCode: 421 }, 'account.blocked'],
    [{ code: 'ECONNECTION', response: '554 go away', responseCode: 554 }, 'network.protocol'],
    [{}, 'network.lost'],
  ])('%j', (fields, code) => {
    expect(smtpError(failure(fields), 'smtp.example', 465).code).toBe(code);
  });
  it('keeps what is ours already', () => {
    const ours = new AppError('cancelled');
    expect(smtpError(ours, 'h', 1)).toBe(ours);
  });
});
