import { describe, expect, it } from 'vitest';
import { AppError } from '../contract/errors.ts';
import { isLoopbackHost, networkError } from './network.ts';

const coded = (code: string, cause?: unknown): Error => Object.assign(new Error(code, { cause }), { code });

describe('isLoopbackHost', () => {
  it.each(['localhost', 'LOCALHOST', 'mail.localhost', '127.0.0.1', '127.9.9.9', '::1', '[::1]', '::ffff:127.0.0.1'])(
    'knows %s',
    (host) => expect(isLoopbackHost(host)).toBe(true),
  );
  it.each(['localhost.example', 'notlocalhost', '128.0.0.1', '10.0.0.1', '::2', '127.0.0.1.example', ''])(
    'refuses %j',
    (host) => expect(isLoopbackHost(host)).toBe(false),
  );
});

describe('networkError', () => {
  it.each([
    ['ENOTFOUND', 'network.host_not_found'],
    ['ECONNREFUSED', 'network.port_closed'],
    ['ETIMEDOUT', 'network.timeout'],
    ['ECONNRESET', 'network.lost'],
    ['CERT_HAS_EXPIRED', 'network.tls'],
    ['ERR_SSL_SOMETHING_NEW', 'network.tls'],
  ])('%s is %s', (code, expected) => {
    expect(networkError(coded(code), 'mail.example', 993)).toMatchObject({
      code: expected,
      detail: code,
      params: { host: 'mail.example', port: 993 },
    });
  });
  it('looks through causes and aggregates', () => {
    expect(networkError(new Error('outer', { cause: coded('ECONNREFUSED') }), 'h', 1)?.code).toBe(
      'network.port_closed',
    );
    expect(networkError(new AggregateError([coded('EHOSTUNREACH')]), 'h', 1)?.code).toBe('network.port_closed');
  });
  it('leaves alone what it does not know, and keeps what is translated already', () => {
    expect(networkError(new TypeError('bug'), 'h', 1)).toBeNull();
    expect(networkError('text', 'h', 1)).toBeNull();
    const known = new AppError('cancelled');
    expect(networkError(known, 'h', 1)).toBe(known);
  });
  it('ends on a cause that points to itself', () => {
    const error = new Error('round');
    error.cause = error;
    expect(networkError(error, 'h', 1)).toBeNull();
  });
});
