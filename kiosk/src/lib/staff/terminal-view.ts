/** A terminal as the staff page draws it, and what is read off it. Pure: `now` comes in. */

export type DeviceState = 'opening' | 'ready' | 'faulty' | 'closed';

export interface DeviceView {
  readonly id: string;
  readonly kind: 'barcode-scanner' | 'card-reader' | 'rfid-reader';
  readonly state: DeviceState;
  readonly code?: string | undefined;
  /** Epoch milliseconds of the last change. */
  readonly since: number;
}

export interface TerminalView {
  readonly id: string;
  readonly name: string;
  /** Names of the libraries from the root of the tree down to where it stands. */
  readonly path: readonly string[];
  /** Heard lately; false also when it was never heard. */
  readonly online: boolean;
  /** Epoch milliseconds; absent when it was never heard. */
  readonly heardAt?: number | undefined;
  readonly stage?: string | undefined;
  readonly devices: readonly DeviceView[];
  readonly queued: number;
  readonly lastTransactionAt?: number | undefined;
  /** Somebody at its screen asks for help. */
  readonly staffCalled: boolean;
  /** Books whose tag does not say to the gate what it should. */
  readonly uncured: number;
}

export const HEALTHS = ['offline', 'out-of-service', 'attention', 'working'] as const;
/** Worst first. */
export type Health = (typeof HEALTHS)[number];

export function healthOf(terminal: TerminalView): Health {
  if (!terminal.online) return 'offline';
  if (terminal.stage === 'out-of-service') return 'out-of-service';
  return terminal.devices.some(isInTrouble) ? 'attention' : 'working';
}

const isInTrouble = (device: DeviceView): boolean =>
  device.state === 'faulty' || device.state === 'closed';

/** Something staff should go and do: the key of a sentence and what fills it in. */
export interface Task {
  readonly key: string;
  readonly terminal: TerminalView;
  readonly device?: DeviceView;
  /** Epoch milliseconds since when; absent when unknown. */
  readonly since?: number | undefined;
  readonly count?: number;
}

/** More than a busy hour's worth waiting while the terminal is heard means that it is not getting through. */
const MANY_WAITING = 20;

/** What has words of its own; every other fault is said in general. */
const DEVICE_FAULTS = new Set([
  'no-answer',
  'port-missing',
  'port-lost',
  'port-busy',
  'wrong-mode',
]);

/** What needs a hand at one terminal. One that is not heard tells nothing of its devices. */
function tasksAt(terminal: TerminalView): Task[] {
  if (terminal.heardAt === undefined) return [{ key: 'task.never-heard', terminal }];
  if (!terminal.online) return [{ key: 'task.offline', terminal, since: terminal.heardAt }];
  const devices = terminal.devices.filter(isInTrouble).map((device) => ({
    key: `task.device.${DEVICE_FAULTS.has(device.code ?? '') ? device.code : 'other'}`,
    terminal,
    device,
    since: device.since,
  }));
  const waiting =
    terminal.queued > MANY_WAITING
      ? [{ key: 'task.waiting', terminal, count: terminal.queued }]
      : [];
  const stopped =
    terminal.stage === 'out-of-service' && devices.length === 0
      ? [{ key: 'task.out-of-service', terminal }]
      : [];
  const called = terminal.staffCalled ? [{ key: 'task.called', terminal }] : [];
  const uncured =
    terminal.uncured > 0 ? [{ key: 'task.uncured', terminal, count: terminal.uncured }] : [];
  return [...called, ...stopped, ...devices, ...waiting, ...uncured];
}

/** Who stands there and waits comes first, then the longest-standing: what nobody has looked at yet. */
export function tasksOf(terminals: readonly TerminalView[]): Task[] {
  const isCall = ({ key }: Task) => Number(key === 'task.called');
  return terminals
    .flatMap(tasksAt)
    .toSorted((a, b) => isCall(b) - isCall(a) || (a.since ?? 0) - (b.since ?? 0));
}

export const COLUMNS = [
  'name',
  'health',
  'devices',
  'queued',
  'last-transaction',
  'heard',
] as const;
export type Column = (typeof COLUMNS)[number];
export interface Sorting {
  readonly column: Column;
  readonly descending: boolean;
}

const compareText = new Intl.Collator('vi', { numeric: true }).compare;

const compare: Record<Column, (a: TerminalView, b: TerminalView) => number> = {
  name: (a, b) => compareText(a.name, b.name),
  health: (a, b) => HEALTHS.indexOf(healthOf(a)) - HEALTHS.indexOf(healthOf(b)),
  devices: (a, b) => b.devices.filter(isInTrouble).length - a.devices.filter(isInTrouble).length,
  queued: (a, b) => a.queued - b.queued,
  'last-transaction': (a, b) => (a.lastTransactionAt ?? 0) - (b.lastTransactionAt ?? 0),
  heard: (a, b) => (a.heardAt ?? 0) - (b.heardAt ?? 0),
};

/** Folds case, marks and đ, so that "phuong" finds "Phường". */
const fold = (text: string): string =>
  text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase().replaceAll('đ', 'd');

/** Every word typed must be in the terminal's name or in one of its libraries'. */
function matches(terminal: TerminalView, query: string): boolean {
  const text = fold([terminal.name, ...terminal.path].join(' '));
  return fold(query)
    .split(/\s+/u)
    .every((word) => text.includes(word));
}

/** The terminals of one library, in the order of the tree. */
export interface Group {
  readonly path: readonly string[];
  readonly terminals: readonly TerminalView[];
}

export function groupsOf(
  terminals: readonly TerminalView[],
  query: string,
  sorting: Sorting,
): Group[] {
  const found = terminals.filter((terminal) => matches(terminal, query));
  const byPath = Map.groupBy(found, ({ path }) => path.join('\n'));
  const direction = sorting.descending ? -1 : 1;
  return [...byPath.entries()]
    .toSorted(([a], [b]) => compareText(a, b))
    .map(([path, members]) => ({
      path: path.split('\n'),
      terminals: members.toSorted((a, b) => direction * compare[sorting.column](a, b)),
    }));
}
