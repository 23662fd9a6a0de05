/** The contract of every Ils, for SIP2 against our own server over the wire, with the sample library in it. */
import { pino } from 'pino';
import { Sip2Connection } from '#gateway/ils/sip2/connection.ts';
import { dialectOf } from '#gateway/ils/sip2/rules/dialects.ts';
import { Sip2Ils } from '#gateway/ils/sip2-ils.ts';
import { CENTRAL } from '#server/sample/sample.ts';
import { SimulatedNetwork } from '#tests/simulators/network.ts';
import { ilsContract, type IlsUnderTest } from './ils.ts';
import { openSampleServer } from './sample-server.ts';
import { TIME_ZONE, untilReady } from './sip2-under-test.ts';

const LOGIN = { user: 'kiosk', password: 'kiosk' };

async function openOwn(): Promise<IlsUnderTest> {
  const sample = await openSampleServer({
    sip2: {
      listen: { port: 0 },
      accounts: [{ login: LOGIN.user, password: LOGIN.password, library: CENTRAL }],
    },
  });
  const { server, card, pin, books } = sample;
  if (server.sip2?.port === undefined) throw new Error('the server has no SIP2 door');
  const network = await SimulatedNetwork.before(`http://127.0.0.1:${server.sip2.port}`);
  const connection = new Sip2Connection(
    {
      ...{ host: '127.0.0.1', port: network.port, login: LOGIN, institution: CENTRAL },
      dialect: dialectOf('ours'),
    },
    { log: pino({ level: 'silent' }), backOff: { firstMs: 1, longestMs: 2 }, random: () => 0 },
  );
  const site = { timeZone: TIME_ZONE, patronPins: true, givenName: 'last' } as const;
  const ils = new Sip2Ils({ connection, site, now: Date.now, overtakingMs: 0 });
  return {
    ...{ ils, network, card, pin, books },
    abilities: { knowsIds: false },
    reachable: () => untilReady(connection),
    close: async () => {
      await ils.close();
      await network.close();
      await sample.close();
    },
  };
}

ilsContract('Sip2Ils before our own server', openOwn);
