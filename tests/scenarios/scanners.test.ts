/** Scanners of every line on a whole gateway: a book is returned by its label, and a health card is declined. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, test } from 'vitest';
import { parseConfig } from '#gateway/config.ts';
import type { ConfigInput } from '#gateway/config.ts';
import { startGateway } from '#gateway/main.ts';
import { letIn } from '#tests/fixtures/let-in.ts';
import { SimulatedBarcodeScanner } from '#tests/simulators/barcode-scanner.ts';
import { PtyLine } from '#tests/simulators/pty-line.ts';
import { SimulatedZebraScanner } from '#tests/simulators/zebra-scanner.ts';
import { Screen } from '#tests/stand/screen.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

type Scan = (text: string) => Promise<void>;

async function onLine(driver: 'serial-scanner' | 'zebra-ssi') {
  const line = await PtyLine.open({ baudRate: 9600 });
  closing.push(() => line.close());
  const scanner =
    driver === 'zebra-ssi' ? SimulatedZebraScanner.on(line) : SimulatedBarcodeScanner.on(line);
  const scan: Scan = (text) => scanner.scan(text);
  const { serial, baudRate } = line.address;
  const port = { serial, baudRate };
  const device =
    driver === 'zebra-ssi'
      ? ({ id: 'scanner', driver, port } as const)
      : ({ id: 'scanner', driver, port, silenceMs: 2000 } as const);
  return { scan, device };
}

async function open(device: ConfigInput['devices'][number]): Promise<Screen> {
  const folder = mkdtempSync(join(tmpdir(), 'scanners-'));
  closing.push(() => rmSync(folder, { recursive: true }));
  letIn(folder);
  const gateway = await startGateway(
    parseConfig({
      terminal: { id: 'kiosk-1', profile: 'kiosk' },
      listen: { host: '127.0.0.1', port: 0 },
      dataFolder: folder,
      // Nobody answers there: returns are taken all the same.
      server: { url: 'http://127.0.0.1:9' },
      devices: [device],
      logLevel: 'silent',
    }),
  );
  closing.push(() => gateway.close());
  const screen = await Screen.open(gateway.url);
  closing.push(() => screen.close());
  return screen;
}

test.each(['serial-scanner', 'zebra-ssi'] as const)('%s', async (driver) => {
  const { device, scan } = await onLine(driver);
  const screen = await open(device);
  await screen.until(
    ({ screen: name, terminal }) => name === 'returns-only' && terminal.scannerReady,
  );
  screen.tap({ kind: 'start-return' });
  await screen.until(({ screen: name }) => name === 'return');
  await scan('VV.000001');
  await screen.until(({ lines }) => lines[0]?.ils === 'queued');
  await scan('GD4010123456789|4e677579e1bb856e|01/01/1990|1|48c3a0|01 - 001|01/01/2026');
  await screen.until(({ notice }) => notice?.code === 'health-card-scanned');
});
