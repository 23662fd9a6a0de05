import { expect, test } from 'vitest';
import { Fault } from '../../../errors.ts';
import { Unreached, whyUnreached } from './unreached.ts';

const coded = (code: string) => Object.assign(new Error('in the words of a library'), { code });

test.each([
  ['ECONNREFUSED', 'refused'],
  ['ENOTFOUND', 'name-not-found'],
  ['EAI_AGAIN', 'name-not-found'],
  ['ENETUNREACH', 'no-route'],
  ['UND_ERR_CONNECT_TIMEOUT', 'timed-out'],
  ['ECONNRESET', 'hung-up'],
  ['EPROTO', 'no-tls'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'not-trusted'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'not-trusted'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'not-trusted'],
  ['CERT_HAS_EXPIRED', 'clock'],
  ['CERT_NOT_YET_VALID', 'clock'],
  ['ESOMETHING', 'other'],
])('%s, however deep it lies, is “%s”', (code, reason) => {
  const inner = new Fault('unreachable', 'POST /', { cause: coded(code) });
  expect(whyUnreached(new Fault('unreachable', 'no token', { cause: inner })).reason).toBe(reason);
});

test('a request that was given up has timed out', async () => {
  const signal = AbortSignal.timeout(1);
  await new Promise((resolve) => signal.addEventListener('abort', resolve));
  expect(whyUnreached(signal.reason).reason).toBe('timed-out');
});

test('what the terminal found out itself stands before what the line says', () => {
  const cause = new Unreached('pin-differs', { cause: coded('ECONNRESET') });
  expect(whyUnreached(new Fault('unreachable', 'no token', { cause }))).toBe(cause);
});

test('what is no error at all is told as well', () => {
  expect(whyUnreached('gone').reason).toBe('other');
});
