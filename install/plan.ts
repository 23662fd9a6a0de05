/** Which steps make a server, a terminal, or both of a Debian machine (install/README.md says what lies where). */
import type { Owned, Step } from './steps.ts';

export interface Asked {
  readonly server: boolean;
  readonly terminal: boolean;
  /** A terminal with a screen: a drop box may have none. */
  readonly screen: boolean;
  /** Of this program. */
  readonly version: string;
  /** By which terminals and staff know the server. */
  readonly name: string;
  readonly profile: string;
  /** Where the terminal finds its server, and by which key it knows it. */
  readonly serverUrl: string | undefined;
  readonly pin: string | undefined;
}

/** Text of a file below `install/files`. */
export type FileText = (name: string) => string;

const UNITS = '/etc/systemd/system';
const LIB = '/usr/local/lib/nhip-cau';
const ETC = '/etc/nhip-cau';
export const CERTIFICATE = `${ETC}/server-cert.pem`;
const KEY = `${ETC}/server-key.pem`;

const roots = (mode: number): Owned => ({ owner: 'root', group: 'root', mode });

const SERVER_UNITS = ['nhip-cau-server.service', 'nhip-cau-backup.timer'];
const GATEWAY_UNITS = ['nhip-cau-gateway.service'];
const SCREEN_UNITS = ['nhip-cau-screen.service', 'nhip-cau-light.path'];

export function planOf(asked: Asked, text: FileText): Step[] {
  const { screen, server, terminal } = asked;
  return [
    { kind: 'packages', names: packagesFor(asked) },
    ...common(text),
    ...(server ? serverSteps(asked, text) : []),
    ...(terminal ? terminalSteps(asked, text) : []),
    ...(terminal && screen ? screenSteps(text) : []),
    { kind: 'units', names: unitsOf(asked) },
  ];
}

/** What was laid down goes; settings, data, backups and accounts stay. */
export function takenAway(text: FileText): Step[] {
  const all = { server: true, terminal: true, screen: true, version: '', name: '', profile: '' };
  const asked = { ...all, serverUrl: undefined, pin: undefined };
  const laid = planOf(asked, text).flatMap((step) =>
    step.kind === 'file' && !step.once ? [step.path] : [],
  );
  const whole = [LIB, '/opt/nhip-cau', '/opt/nhip-cau-server'];
  const single = laid.filter((path) => !path.startsWith(LIB));
  return [
    { kind: 'no-units', names: [...unitsOf(asked)].reverse() },
    ...[...single, ...whole].map((path): Step => ({ kind: 'gone', path })),
  ];
}

const packagesFor = ({ screen, server, terminal }: Asked): string[] => [
  ...['ca-certificates', 'systemd-timesyncd', 'unattended-upgrades'],
  ...(server ? ['openssl', 'age'] : []),
  ...(terminal && screen
    ? ['cage', 'chromium', 'curl', 'fonts-noto-core', 'libpam-systemd', 'wlr-randr']
    : []),
];

const unitsOf = ({ screen, server, terminal }: Asked): string[] => [
  ...(server ? SERVER_UNITS : []),
  ...(terminal ? GATEWAY_UNITS : []),
  ...(terminal && screen ? SCREEN_UNITS : []),
];

const unit = (name: string, text: FileText): Step => ({
  ...{ kind: 'file', path: `${UNITS}/${name}`, text: text(`systemd/${name}`) },
  ...roots(0o644),
});

const common = (text: FileText): Step[] => [
  { kind: 'folder', path: ETC, ...roots(0o755) },
  { kind: 'folder', path: '/var/lib/nhip-cau', ...roots(0o755) },
  fileAt('/usr/local/bin/nhip-cau', text('nhip-cau'), 0o755),
  fileAt('/etc/systemd/system.conf.d/nhip-cau.conf', text('systemd/manager.conf')),
  fileAt('/etc/systemd/journald.conf.d/nhip-cau.conf', text('systemd/journald.conf')),
];

function serverSteps({ name, version }: Asked, text: FileText): Step[] {
  const account = 'nhip-cau-server';
  const own = { owner: account, group: account, mode: 0o700 };
  const opt = '/opt/nhip-cau-server';
  const settings = {
    listen: { host: '0.0.0.0', port: 4700 },
    dataFolder: '/var/lib/nhip-cau/server',
    tls: { certificate: CERTIFICATE, key: KEY },
    publicUrl: `https://${name}:4700`,
  };
  return [
    { kind: 'account', name: account, groups: [] },
    { kind: 'folder', path: '/var/lib/nhip-cau/server', ...own },
    { kind: 'folder', path: '/var/backups/nhip-cau', ...own },
    { kind: 'certificate', certificate: CERTIFICATE, key: KEY, name, group: account },
    settingsAt(`${ETC}/server.json`, settings, account),
    { kind: 'folder', path: opt, ...roots(0o755) },
    { kind: 'folder', path: `${opt}/versions`, ...roots(0o755) },
    { kind: 'release', path: `${opt}/versions/${version}`, owner: 'root', group: 'root' },
    // Its tables are changed by the first start of a newer one, and no older one works with them then.
    {
      ...{ kind: 'backup', unit: 'nhip-cau-backup.service' },
      ...{ link: `${opt}/current`, to: `versions/${version}` },
    },
    { kind: 'link', path: `${opt}/current`, to: `versions/${version}`, owner: 'root' },
    ...['nhip-cau-server.service', 'nhip-cau-backup.service', 'nhip-cau-backup.timer'].map((one) =>
      unit(one, text),
    ),
  ];
}

function terminalSteps(asked: Asked, text: FileText): Step[] {
  const account = 'nhip-cau-gateway';
  const opt = '/opt/nhip-cau';
  const own = { owner: account, group: account };
  const { version } = asked;
  return [
    { kind: 'account', name: account, groups: ['dialout', 'lp'] },
    { kind: 'folder', path: '/var/lib/nhip-cau/gateway', ...own, mode: 0o700 },
    settingsAt(`${ETC}/gateway.json`, gatewaySettings(asked), account),
    // Sticky: it may put releases and its link there, and touch nothing of root's.
    { kind: 'folder', path: opt, owner: 'root', group: account, mode: 0o1775 },
    { kind: 'folder', path: `${opt}/versions`, ...own, mode: 0o755 },
    { kind: 'release', path: `${opt}/versions/${version}`, ...own },
    { kind: 'link', path: `${opt}/current`, to: `versions/${version}`, owner: account },
    { kind: 'folder', path: LIB, ...roots(0o755) },
    fileAt(`${LIB}/launch-gateway`, text('launch-gateway'), 0o755),
    unit('nhip-cau-gateway.service', text),
    fileAt('/etc/udev/rules.d/60-nhip-cau.rules', text('udev/60-nhip-cau.rules')),
  ];
}

/** Enough to begin with, without any hardware: a scanner that types, or nothing at all, and the server. */
function gatewaySettings({ name, pin, profile, server, serverUrl }: Asked): object {
  const url = serverUrl ?? (server ? 'https://localhost:4700' : `https://${name}:4700`);
  return {
    terminal: { profile, language: 'vi' },
    dataFolder: '/var/lib/nhip-cau/gateway',
    server: { url, ...(pin !== undefined && { tlsPin: pin }) },
    devices: [{ id: 'scanner', driver: 'keyboard-wedge' }],
    updates: {},
  };
}

const screenSteps = (text: FileText): Step[] => [
  { kind: 'account', name: 'nhip-cau-screen', groups: [] },
  ...['await-gateway', 'show-screen', 'light'].map((name) =>
    fileAt(`${LIB}/${name}`, text(`screen/${name}`), 0o755),
  ),
  ...['nhip-cau-screen.service', 'nhip-cau-light.path', 'nhip-cau-light.service'].map((one) =>
    unit(one, text),
  ),
  fileAt('/etc/chromium/policies/managed/nhip-cau.json', text('chromium/nhip-cau.json')),
  {
    ...{ kind: 'file', path: '/etc/udev/rules.d/61-nhip-cau-touch.rules', once: true },
    ...{ text: text('udev/61-nhip-cau-touch.rules'), ...roots(0o644) },
  },
];

const fileAt = (path: string, text: string, mode = 0o644): Step => ({
  ...{ kind: 'file', path, text, ...roots(mode) },
});

const settingsAt = (path: string, settings: object, group: string): Step => ({
  ...{ kind: 'file', path, text: `${JSON.stringify(settings, undefined, 2)}\n`, once: true },
  ...{ owner: 'root', group, mode: 0o640 },
});
