/** The gateway of one terminal as a program. The only place that names concrete drivers. */
import { parseArgs } from 'node:util';
import { type Config, ConfigFault, type DeviceConfig, readConfig } from './config.ts';
import { serialScanner } from './devices/barcode/scanner.ts';
import { openPort } from './devices/ports.ts';
import { FeigReader } from './devices/rfid/feig-reader.ts';
import { RfidPad } from './devices/rfid/rfid-pad.ts';
import { Fault } from './errors.ts';
import {
  type BuiltDevice,
  Gateway,
  type GatewayOptions,
  type Hardware,
  type RunningGateway,
} from './gateway.ts';
import type { Identity } from './identity.ts';
import { createLog } from './logging.ts';
import type { Security } from './session/security.ts';
import { afiFor } from './tags/security.ts';

/** @throws Error when the port is taken, the key cannot be read, or the data folder cannot be made */
export function startGateway(
  config: Config,
  options: GatewayOptions = {},
): Promise<RunningGateway> {
  return Gateway.start(config, build(config), createLog(config.logLevel), options);
}

function build(config: Config): Hardware {
  let pad: RfidPad | undefined;
  const devices = config.devices.map((device): BuiltDevice => {
    if (device.driver === 'serial-scanner') return scannerOf(device);
    pad = padOf(device);
    const { id, port } = device;
    return { id, kind: 'rfid-reader', open: openPort(port), start: pad.start };
  });
  return { devices, security: securityOf(pad, config.security) };
}

type Of<Driver extends DeviceConfig['driver']> = Extract<DeviceConfig, { driver: Driver }>;

function scannerOf({ id, port, silenceMs }: Of<'serial-scanner'>): BuiltDevice {
  const start = serialScanner(id, silenceMs === undefined ? {} : { silenceMs });
  return { id, kind: 'barcode-scanner', open: openPort(port), start };
}

function padOf({ id, absencesBeforeLeft, pauseMs }: Of<'feig-iso-host'>): RfidPad {
  return new RfidPad(id, (port) => FeigReader.open(port), {
    ...(absencesBeforeLeft !== undefined && { absencesBeforeLeft }),
    ...(pauseMs !== undefined && { pauseMs }),
  });
}

function securityOf(pad: RfidPad | undefined, site: Config['security']): Security {
  const values = { armed: site.armedAfi, disarmed: site.disarmedAfi };
  return {
    async set(uid, wanted) {
      if (!pad) throw new Fault('port-missing', 'this terminal has no pad');
      await pad.writeAfiVerified(uid, afiFor(wanted, values));
    },
  };
}

function introduce({ publicKeyText, terminalId }: Identity): void {
  console.log(
    `The server does not know this terminal. Its public key is ${publicKeyText}\n` +
      'Register it where the server runs, with the id of its library:\n' +
      `  npm run server -- terminal add --id ${terminalId} --name "Kiosk" --library LIBRARY --key ${publicKeyText}`,
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
  const gateway = await startGateway(settings(process.argv.slice(2)), { onStranger: introduce });
  console.log(`The kiosk is at ${gateway.url}/`);
  const stop = () => {
    // A second signal ends it at once.
    process.once('SIGTERM', () => process.exit(1)).once('SIGINT', () => process.exit(1));
    void gateway.close().then(() => process.exit(0));
  };
  process.once('SIGTERM', stop).once('SIGINT', stop);
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
