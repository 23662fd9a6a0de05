/** The gateway of one terminal as a program. Here and in what it builds with, and nowhere else, drivers are named. */
import { parseArgs } from 'node:util';
import { pino } from 'pino';
import { BuiltIo, feigLinesOf } from './build-io.ts';
import { builtPrinter, type PrinterConfig } from './build-printer.ts';
import { PAD_DRIVERS } from './config/device-config.ts';
import { type Config, ConfigFault, type DeviceConfig, readConfig } from './config.ts';
import { serialScanner } from './devices/barcode/scanner.ts';
import { zebraScanner } from './devices/barcode/zebra-scanner.ts';
import { pn532Reader } from './devices/cards/pn532-reader.ts';
import { openPort } from './devices/ports.ts';
import type { Port, RfidReader } from './devices/device.ts';
import type { EscposPrinter } from './devices/printer/receipt-printer.ts';
import { FeigReader } from './devices/rfid/feig-reader.ts';
import { RfidPad } from './devices/rfid/rfid-pad.ts';
import { ThreeMReader } from './devices/rfid/three-m-reader.ts';
import { UhfReader } from './devices/rfid/uhf-reader.ts';
import type { BuiltDevice } from './device-watch.ts';
import { Gateway, type GatewayOptions, type RunningGateway } from './gateway.ts';
import type { Hardware } from './hardware.ts';
import type { Identity } from './identity.ts';
import { START_AGAIN } from './exit-codes.ts';
import { LogTail } from './log-tail.ts';
import { createLog } from './logging.ts';
import { securityOf, SiteSecurityInForce } from './site-security.ts';

/** @throws Error when the port is taken, the key cannot be read, or the data folder cannot be made */
export function startGateway(
  config: Config,
  options: GatewayOptions = {},
): Promise<RunningGateway> {
  const logTail = new LogTail(pino.destination(1));
  const log = createLog(config.logLevel, logTail);
  return Gateway.start(config, build(config), log, { ...options, logTail });
}

function build(config: Config): Hardware {
  const site = new SiteSecurityInForce(config.security);
  const boards = new BuiltIo();
  let pad: RfidPad | undefined;
  let printer: EscposPrinter | undefined;
  const shared = feigLinesOf(config.devices, feigReaderOf(config.devices.find(isFeig)));
  const devices: BuiltDevice[] = [];
  for (const device of config.devices) {
    if (isPad(device)) {
      const built = padOf(device, shared?.openReader ?? readerOf(device));
      pad = built;
      const { id, port } = device;
      const kind = 'rfid-reader';
      const model = () => built.model;
      devices.push({ id, kind, open: openPort(port), start: built.start, model });
    } else if (device.driver === 'modbus-io') devices.push(boards.modbus(device));
    else if (device.driver === 'feig-io') devices.push(boards.feig(device, shared));
    else if (device.driver === 'escpos') {
      const built = builtPrinter(device);
      printer = built.printer;
      devices.push(built.device);
    } else devices.push(...beside(device));
  }
  const { io } = boards;
  const security = securityOf(pad, () => site.current);
  return {
    ...{ devices, security, site },
    ...{ ...(pad && { pad }), ...(printer && { printer }), ...(io && { io }) },
  };
}

type Of<Driver extends DeviceConfig['driver']> = Extract<DeviceConfig, { driver: Driver }>;
type PadConfig = Of<(typeof PAD_DRIVERS)[number]>;

const isPad = (device: DeviceConfig): device is PadConfig =>
  PAD_DRIVERS.some((driver) => driver === device.driver);

type IoConfig = Of<'modbus-io' | 'feig-io'>;

/** Devices beside pad, printer and boards. */
function beside(
  device: Exclude<DeviceConfig, PadConfig | IoConfig | PrinterConfig>,
): readonly BuiltDevice[] {
  switch (device.driver) {
    case 'serial-scanner':
      return [scannerOf(device)];
    // It types into the kiosk's page: there is no line to open.
    case 'keyboard-wedge':
      return [];
    case 'pn532':
      return [cardReaderOf(device)];
    case 'zebra-ssi':
      return [zebraOf(device)];
  }
}

function scannerOf({ id, port, silenceMs }: Of<'serial-scanner'>): BuiltDevice {
  const start = serialScanner(id, silenceMs === undefined ? {} : { silenceMs });
  return { id, kind: 'barcode-scanner', open: openPort(port), start };
}

function zebraOf({ hostTrigger = false, id, port }: Of<'zebra-ssi'>): BuiltDevice {
  const start = zebraScanner(id, { hostTrigger });
  return { id, kind: 'barcode-scanner', open: openPort(port), start };
}

function cardReaderOf({ id, port, number }: Of<'pn532'>): BuiltDevice {
  const start = pn532Reader(id, number === undefined ? {} : { number });
  return { id, kind: 'card-reader', open: openPort(port), start };
}

function padOf(device: PadConfig, openReader: (port: Port) => Promise<RfidReader>): RfidPad {
  const { id, absencesBeforeLeft, pauseMs } = device;
  return new RfidPad(id, openReader, {
    ...(absencesBeforeLeft !== undefined && { absencesBeforeLeft }),
    ...(pauseMs !== undefined && { pauseMs }),
  });
}

const isFeig = (device: DeviceConfig): device is Of<'feig-iso-host'> =>
  device.driver === 'feig-iso-host';

function feigReaderOf(
  device: Of<'feig-iso-host'> | undefined,
): (port: Port) => Promise<FeigReader> {
  const { easCommand } = device ?? {};
  return (port) => FeigReader.open(port, easCommand === undefined ? {} : { easCommand });
}

function readerOf(device: PadConfig): (port: Port) => Promise<RfidReader> {
  switch (device.driver) {
    case 'feig-iso-host':
      return feigReaderOf(device);
    case '3m-d6':
      return (port) => ThreeMReader.open(port);
    case 'uhfreader18': {
      const { powerDbm, password } = device;
      const options = {
        ...(powerDbm !== undefined && { powerDbm }),
        ...(password !== undefined && { password }),
      };
      return (port) => UhfReader.open(port, options);
    }
  }
}

function introduce({ publicKeyText, terminalId }: Identity): void {
  // Nobody has called it anything yet: the server will.
  const called = terminalId === publicKeyText ? '' : `--id ${terminalId} `;
  console.log(
    `The server does not know this terminal. Its public key is ${publicKeyText}\n` +
      'Type the code on its screen at the staff page, Terminals; or register it where the server runs, with the id of its library:\n' +
      `  npm run server -- terminal add ${called}--name "Kiosk" --library LIBRARY --key ${publicKeyText}`,
  );
}

/** @throws ConfigFault */
function settings(args: readonly string[]): Config {
  const { values } = parseArgs({ args: [...args], options: { config: { type: 'string' } } });
  if (values.config === undefined) {
    throw new ConfigFault(['Say where the settings are: npm run gateway -- --config FILE']);
  }
  return readConfig(values.config, process.env);
}

async function run(): Promise<void> {
  const gateway = await startGateway(settings(process.argv.slice(2)), {
    onStranger: introduce,
    onRestart: () => stop(START_AGAIN),
  });
  console.log(`The kiosk is at ${gateway.url}/`);
  const stop = (code = 0) => {
    // A second signal ends it at once.
    process.once('SIGTERM', () => process.exit(1)).once('SIGINT', () => process.exit(1));
    void gateway.close().then(() => process.exit(code));
  };
  process.once('SIGTERM', () => stop()).once('SIGINT', () => stop());
}

if (import.meta.main) {
  try {
    await run();
  } catch (error) {
    const { message } = error instanceof Error ? error : new Error(String(error));
    console.error(message);
    process.exit(1);
  }
}
