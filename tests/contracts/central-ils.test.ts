/** The contract of every Ils, for the network's own server, with the sample library in it. */
import { join } from 'node:path';
import { openIdentity } from '#gateway/identity.ts';
import { Access } from '#gateway/ils/central/access.ts';
import { ServerLine } from '#gateway/ils/central/server-line.ts';
import { CentralIls } from '#gateway/ils/central-ils.ts';
import { CENTRAL } from '#server/sample/sample.ts';
import { SimulatedNetwork } from '#tests/simulators/network.ts';
import { ilsContract, type IlsUnderTest } from './ils.ts';
import { openSampleServer } from './sample-server.ts';

async function openCentral(): Promise<IlsUnderTest> {
  const sample = await openSampleServer();
  const { server, folder, card, pin, books } = sample;
  const identity = openIdentity('contract', join(folder, 'terminal-key.pem'));
  const { publicKeyText: publicKey } = identity;
  await server.db.write('terminal-add', {
    ...{ id: 'contract', name: 'Contract', libraryId: CENTRAL, publicKey, now: Date.now() },
  });
  const network = await SimulatedNetwork.before(server.url);
  const line = new ServerLine({ url: network.url() });
  const access = new Access({
    ...{ line, identity, monotonic: () => performance.now() },
    onServerTime: () => undefined,
    onIntroduced: () => undefined,
    onStranger: () => undefined,
  });
  const ils = new CentralIls({ line, access });
  return {
    ...{ ils, network, card, pin, books },
    abilities: { knowsIds: true },
    close: async () => {
      await ils.close();
      await network.close();
      await sample.close();
    },
  };
}

ilsContract('CentralIls', openCentral);
