/** `npm run devices`: which serial lines there are, and what is at the end of one. For the person who installs. */
import { detectDevice } from '../devices/detect/detect.ts';
import type { Detected, OpenAt } from '../devices/detect/detect.ts';
import { listenForScan } from '../devices/detect/scanner-listening.ts';
import { isFree, listSerialPorts } from '../devices/detect/serial-ports.ts';
import { NETWORK_TRIES, SCANNER_LINES, SERIAL_TRIES } from '../devices/detect/tries.ts';
import { deviceRow, foundInWords, portInWords } from '../devices/detect/words.ts';
import { openPort } from '../devices/ports.ts';
import type { PortAddress } from '../devices/ports.ts';

const USAGE = `npm run devices                          lists the serial lines of this computer
npm run devices -- detect PATH           asks what is at the end of a line: /dev/ttyUSB0, COM3
npm run devices -- detect HOST:PORT      the same of a reader on the network
npm run devices -- detect all            of every line that is free
npm run devices -- help                  says this

Nothing is switched or written. But a receipt printer prints what it does not understand: a line or two of
nonsense may come out before it is recognised.`;

/** Words for a person go to stderr, so that what is to be pasted can be piped. */
const say = (words: string): void => console.error(words);

async function list(): Promise<number> {
  const ports = await listSerialPorts();
  if (ports.length === 0) say('There is no serial line here: is the device plugged in?');
  for (const port of ports) console.log(portInWords(port));
  return 0;
}

async function detect(target: string, signal: AbortSignal): Promise<number> {
  const network = /^([^/\\]+):(\d+)$/.exec(target);
  const found = network
    ? await onNetwork({ host: network[1] ?? '', port: Number(network[2]) }, signal)
    : await onLine(target, signal, { listen: true });
  return found ? 0 : 1;
}

async function detectAll(signal: AbortSignal): Promise<number> {
  let found = 0;
  for (const port of await listSerialPorts()) {
    if (!isFree(port)) {
      say(portInWords(port));
      continue;
    }
    say(`\n${port.path}`);
    if (await onLine(port.stablePath ?? port.path, signal, { listen: false })) found += 1;
  }
  return found > 0 ? 0 : 1;
}

async function onNetwork(
  tcp: { readonly host: string; readonly port: number },
  signal: AbortSignal,
): Promise<boolean> {
  const open: OpenAt = () => openPort({ tcp })();
  const { detected } = await detectDevice(open, { tries: NETWORK_TRIES, say, signal });
  if (detected) tell(detected, { tcp });
  else say('Nothing answered in a protocol that is known here.');
  return detected !== undefined;
}

async function onLine(
  serial: string,
  signal: AbortSignal,
  { listen }: { readonly listen: boolean },
): Promise<boolean> {
  const openAt: OpenAt = (line) => openPort({ serial, ...(line ?? { baudRate: 9600 }) })();
  const { detected, noiseAt } = await detectDevice(openAt, { tries: SERIAL_TRIES, say, signal });
  if (detected) {
    tell(detected, { serial, ...(detected.line ?? { baudRate: 9600 }) });
    return true;
  }
  say('No reader answered.');
  if (noiseAt.length > 0)
    say('But something sends by itself: a scanner, or a reader in scan mode.');
  if (!listen) return false;
  return scanner(serial, openAt, signal);
}

async function scanner(serial: string, openAt: OpenAt, signal: AbortSignal): Promise<boolean> {
  const heard = await listenForScan(openAt, { lines: SCANNER_LINES, say, signal });
  if (!heard) {
    say(
      'Nothing that could be read. Power? Cable? Is a scanner set to USB serial, not to keyboard?',
    );
    return false;
  }
  const aim = heard.scan.symbology ?? 'no AIM identifier: switch it on';
  const model = { name: `A scanner, which read ${heard.scan.text.length} characters (${aim})` };
  tell({ found: { driver: 'serial-scanner', model }, line: heard.line }, { serial, ...heard.line });
  return true;
}

function tell({ found, line }: Detected, port: PortAddress): void {
  say(`\n${foundInWords(found, line)}\nFor "devices" in the settings file:\n`);
  console.log(JSON.stringify(deviceRow(found, port), null, 2));
}

function command(args: readonly string[], signal: AbortSignal): Promise<number> | undefined {
  const [verb, target, ...more] = args;
  if (verb === undefined) return list();
  if (verb !== 'detect' || target === undefined || more.length > 0) return undefined;
  return target === 'all' ? detectAll(signal) : detect(target, signal);
}

if (import.meta.main) {
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort()).once('SIGTERM', () => stop.abort());
  const args = process.argv.slice(2);
  try {
    const code = await command(args, stop.signal);
    const isHelp = args.length === 1 && /^(help|--help|-h)$/.test(args[0] ?? '');
    if (code === undefined) (isHelp ? console.log : console.error)(USAGE);
    process.exitCode = code ?? (isHelp ? 0 : 2);
  } catch (error) {
    if (stop.signal.aborted) say('\nStopped; the line is closed.');
    else say(error instanceof Error ? error.message : String(error));
    process.exitCode = stop.signal.aborted ? 130 : 1;
  }
}
