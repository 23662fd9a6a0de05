/** Lays the server, a terminal or both down on this machine: says each step, does what is not so yet. */
import { existsSync, readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { pinOf } from './certificate.ts';
import { Machine } from './machine.ts';
import type { Asked } from './plan.ts';
import { CERTIFICATE, planOf, takenAway } from './plan.ts';
import { piecesOf } from './release.ts';
import type { Step } from './steps.ts';
import { say } from './steps.ts';

const USAGE = `sudo install/install.sh --server [--name NAME]          NAME: by which others reach this machine
sudo install/install.sh --terminal [--server-url URL --pin PIN] [--profile PROFILE] [--no-screen]
sudo install/install.sh --server --terminal             both on one machine
  --check       says what is not so yet, and does nothing
  --uninstall   takes the programs away; settings, data and backups stay
  --root TREE   not this machine, but a Debian tree that becomes one`;

const PROFILES = ['kiosk', 'drop-box', 'staff-pad', 'tagging', 'van'];

const PROGRAM = join(import.meta.dirname, '..');
const text = (name: string): string => readFileSync(join(PROGRAM, 'install/files', name), 'utf8');

function settings() {
  const { values } = parseArgs({
    options: {
      server: { type: 'boolean', default: false },
      terminal: { type: 'boolean', default: false },
      check: { type: 'boolean', default: false },
      uninstall: { type: 'boolean', default: false },
      'no-screen': { type: 'boolean', default: false },
      name: { type: 'string', default: hostname() },
      'server-url': { type: 'string' },
      pin: { type: 'string' },
      profile: { type: 'string', default: 'kiosk' },
      root: { type: 'string', default: '/' },
    },
  });
  const { profile, server, terminal, uninstall } = values;
  if (!server && !terminal && !uninstall) throw new Error(USAGE);
  if (!PROFILES.includes(profile)) throw new Error(`--profile: one of ${PROFILES.join(', ')}`);
  if (terminal && !server && values['server-url'] === undefined)
    throw new Error(
      '--server-url: where this terminal finds its server, such as https://library.example:4700',
    );
  if (!values.check && process.getuid?.() !== 0) throw new Error('This needs sudo.');
  return values;
}

const { version } = JSON.parse(readFileSync(join(PROGRAM, 'package.json'), 'utf8')) as {
  version: string;
};

async function install(): Promise<void> {
  const asked = settings();
  const { check, root } = asked;
  const machine = new Machine({ root, pieces: () => piecesOf(PROGRAM) });
  if (asked.uninstall) {
    await carryOut(machine, takenAway(text), check);
    if (machine.isAlive && !check) machine.reload();
    return;
  }
  const of: Asked = {
    ...{ name: asked.name, profile: asked.profile, version, screen: !asked['no-screen'] },
    ...{ server: asked.server, terminal: asked.terminal },
    ...{ serverUrl: asked['server-url'], pin: asked.pin },
  };
  // The server first: the terminal is told the key of its certificate.
  const changed = [
    asked.server && (await carryOut(machine, planOf({ ...of, terminal: false }, text), check)),
    asked.terminal && (await carryOut(machine, terminalPlan(of, root), check)),
  ];
  if (check) return;
  if (machine.isAlive) machine.wake(unitsIn(of), changed.includes(true));
  console.log(closing(of, root));
}

function terminalPlan(of: Asked, root: string): Step[] {
  const certificate = join(root, CERTIFICATE);
  const pin = of.pin ?? (of.server && existsSync(certificate) ? pinOf(certificate) : undefined);
  const url = of.serverUrl ?? 'https://localhost:4700';
  return planOf({ ...of, pin, server: false, serverUrl: url }, text);
}

/** @returns whether anything was changed */
async function carryOut(
  machine: Machine,
  steps: readonly Step[],
  check: boolean,
): Promise<boolean> {
  let changed = false;
  for (const step of steps) {
    const isDone = machine.isDone(step);
    console.log(
      `${isDone ? '  so already' : check ? '  to do     ' : '  doing     '}  ${say(step)}`,
    );
    if (isDone || check) continue;
    await machine.do(step);
    changed = true;
  }
  return changed;
}

const unitsIn = ({ screen, server, terminal }: Asked): string[] => [
  ...(server ? ['nhip-cau-server.service', 'nhip-cau-backup.timer'] : []),
  ...(terminal ? ['nhip-cau-gateway.service'] : []),
  ...(terminal && screen ? ['nhip-cau-light.path', 'nhip-cau-screen.service'] : []),
];

function closing({ name, screen, server, terminal }: Asked, root: string): string {
  const lines = [];
  if (server)
    lines.push(
      `The server: https://${name}:4700/staff   the first password: sudo cat /var/lib/nhip-cau/server/first-password.txt`,
      `For its terminals: --server-url https://${name}:4700 --pin ${pinOf(join(root, CERTIFICATE))}`,
    );
  if (terminal)
    lines.push(
      'The terminal: settings in /etc/nhip-cau/gateway.json; how it is: curl http://localhost:4701/health',
      screen
        ? 'Its screen shows a code: type it at the server, on the page Terminals.'
        : 'It says a code: journalctl -u nhip-cau-gateway. Type it at the server, on the page Terminals.',
    );
  return lines.join('\n');
}

try {
  await install();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
