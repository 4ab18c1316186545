import { describe, expect, it } from 'vitest';
import { isLoopbackHost } from './loopback.ts';

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
