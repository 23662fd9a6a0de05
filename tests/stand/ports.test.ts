import { expect, test } from 'vitest';
import { SimulatedNetwork } from '#tests/simulators/network.ts';
import { TcpLine } from '#tests/simulators/tcp-line.ts';
import { freePort, ownPorts } from './ports.ts';

/** From here on Linux gives ports to whoever asks for any. */
const ANYBODYS = 32_768;

test('two that begin to look at the same place have no port in common', async () => {
  const [one, other] = [await ownPorts(7), await ownPorts(7)];
  expect(Math.abs(one - other)).toBeGreaterThanOrEqual(100);
  const given = await freePort();
  expect([one, other].filter((first) => given >= first && given < first + 100)).toEqual([]);
});

test('what is given up for a moment is nobody else’s meanwhile: a network that is cut, a line that is unplugged', async () => {
  const network = await SimulatedNetwork.before('http://127.0.0.1:9');
  const line = await TcpLine.open();
  const { port } = line.address.tcp;
  expect(network.port).toBeLessThan(ANYBODYS);
  expect(port).toBeLessThan(ANYBODYS);
  network.simulateCut();
  await line.unplug();
  expect([network.port, port]).not.toContain(await freePort());
  await Promise.all([network.heal(), line.plug()]);
  await Promise.all([network.close(), line.close()]);
});
