import { X509Certificate } from 'node:crypto';
import { afterEach, describe, expect, test } from 'vitest';
import { LOOPBACK_TLS } from '#tests/fixtures/loopback-tls.ts';
import { Sip2Peer } from '#tests/simulators/sip2-peer.ts';
import { createLog } from '../../logging.ts';
import { Sip2Connection } from './connection.ts';
import { dialectOf } from './rules/dialects.ts';
import type { TlsSettings } from './socket.ts';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).toReversed()) await one.close();
});

describe('over TLS', () => {
  const pin = new X509Certificate(LOOPBACK_TLS.cert).fingerprint256;
  const connect = async (tls: TlsSettings) => {
    const peer = await Sip2Peer.start(() => undefined, LOOPBACK_TLS);
    const settings = {
      ...peer.address,
      login: { user: 'kiosk', password: 'secret' },
      dialect: dialectOf('generic'),
      tls,
    };
    const connection = new Sip2Connection(settings, { log: createLog('silent') });
    open.push(peer, connection);
    return { ready: await connection.connect(), peer };
  };

  test.each([
    ['its certificate’s own fingerprint', { pin }],
    ['without colons, in small letters', { pin: pin.replaceAll(':', '').toLowerCase() }],
    ['the authority that signed it', { ca: LOOPBACK_TLS.cert }],
    ['that authority and the name in it', { ca: LOOPBACK_TLS.cert, serverName: 'localhost' }],
  ])('believed by %s', async (_, tls) => {
    expect((await connect(tls)).ready).toEqual({ ready: true });
  });

  test.each([
    ['by another fingerprint', { pin: pin.replaceAll('A', 'B') }],
    ['by the authorities of this machine', {}],
    ['for another name', { ca: LOOPBACK_TLS.cert, serverName: 'library.example' }],
  ])('not believed %s, and no password is said', async (_, tls) => {
    const { ready, peer } = await connect(tls);
    const why = expect.stringMatching(/certificate|altnames/);
    expect(ready).toEqual({ ready: false, reason: 'no-line', why });
    expect(peer.heard).toEqual([]);
  });
});
