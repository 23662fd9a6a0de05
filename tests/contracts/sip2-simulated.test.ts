/** The contract of every Ils, for SIP2 against a system of another make that behaves as the standard says. */
import { SimulatedNetwork } from '#tests/simulators/network.ts';
import { ilsContract, type IlsUnderTest } from './ils.ts';
import { BOOKS, CARD, openSip2, PIN, untilReady } from './sip2-under-test.ts';

async function openSimulated(): Promise<IlsUnderTest> {
  let network: SimulatedNetwork | undefined;
  const { ils, connection, close } = await openSip2({
    through: async (port) => {
      network = await SimulatedNetwork.before(`http://127.0.0.1:${port}`);
      return network.port;
    },
  });
  if (!network) throw new Error('nobody was dialled');
  const between = network;
  return {
    ...{ ils, network: between, card: CARD, pin: PIN, books: BOOKS },
    abilities: { knowsIds: false },
    reachable: () => untilReady(connection),
    close: async () => {
      await close();
      await between.close();
    },
  };
}

ilsContract('Sip2Ils before a simulated system', openSimulated);
