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

/** `unknown`: it takes returns only · `certificate`: the server was not to be trusted by its date · `wrong`: it goes by the server's. */
export interface ClockTrouble {
  readonly kind: 'unknown' | 'certificate' | 'wrong';
  /** Epoch milliseconds. */
  readonly at?: number;
}

/** What it may lend while nobody answers. */
export interface PermitView {
  readonly lends: boolean;
  /** Epoch milliseconds. */
  readonly endsAt?: number;
  /** Why it took no newer one. */
  readonly fault?: string;
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
  /** When the oldest transaction that waits happened; epoch milliseconds. */
  readonly oldestAt?: number | undefined;
  readonly clock?: ClockTrouble | undefined;
  readonly permit?: PermitView | undefined;
  /** Its journal could not be read whole, epoch milliseconds when; `lost` is absent where nobody can say how much. */
  readonly damage?: { readonly at: number; readonly lost?: number | undefined } | undefined;
}

export const HEALTHS = ['offline', 'out-of-service', 'attention', 'working'] as const;
/** Worst first. */
export type Health = (typeof HEALTHS)[number];

export function healthOf(terminal: TerminalView): Health {
  if (!terminal.online) return 'offline';
  if (terminal.stage === 'out-of-service') return 'out-of-service';
  const isFine = !terminal.clock && !lacksPermit(terminal);
  return isFine && !terminal.devices.some(isInTrouble) ? 'working' : 'attention';
}

/** Where the library itself lends nothing without an answer, nothing is wrong. */
const lacksPermit = ({ permit }: TerminalView): boolean =>
  permit?.lends === false && permit.fault !== undefined && permit.fault !== 'no-permit';

/** Until when it lends while nobody answers; undefined: it would take returns only. */
export const lendsUntil = ({ permit }: TerminalView, now: number): number | undefined =>
  permit?.lends && permit.endsAt !== undefined && permit.endsAt > now ? permit.endsAt : undefined;

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
/** So does one that has waited for so long. Milliseconds. */
const LONG_WAITING_MS = 15 * 60_000;
/** Damage is spoken of for a week. */
const DAMAGE_TOLD_MS = 7 * 86_400_000;

/** What has words of its own; every other fault is said in general. */
const DEVICE_FAULTS = new Set([
  'no-answer',
  'port-missing',
  'port-lost',
  'port-busy',
  'wrong-mode',
]);

/** What needs a hand at one terminal. One that is not heard tells nothing of its devices. */
function tasksAt(terminal: TerminalView, now: number): Task[] {
  if (terminal.heardAt === undefined) return [{ key: 'task.never-heard', terminal }];
  if (!terminal.online) return [{ key: 'task.offline', terminal, since: terminal.heardAt }];
  const devices = terminal.devices.filter(isInTrouble).map((device) => ({
    key: `task.device.${DEVICE_FAULTS.has(device.code ?? '') ? device.code : 'other'}`,
    terminal,
    device,
    since: device.since,
  }));
  const stopped =
    terminal.stage === 'out-of-service' && devices.length === 0
      ? [{ key: 'task.out-of-service', terminal }]
      : [];
  const called = terminal.staffCalled ? [{ key: 'task.called', terminal }] : [];
  const uncured =
    terminal.uncured > 0 ? [{ key: 'task.uncured', terminal, count: terminal.uncured }] : [];
  return [...called, ...stopped, ...devices, ...uncured, ...tasksWithin(terminal, now)];
}

/** What is wrong inside it. */
function tasksWithin(terminal: TerminalView, now: number): Task[] {
  const { clock, damage, oldestAt, queued } = terminal;
  const isStuck = queued > MANY_WAITING || now - (oldestAt ?? now) > LONG_WAITING_MS;
  const tasks: (Task | false)[] = [
    isStuck && { key: 'task.waiting', terminal, count: queued, since: oldestAt },
    lacksPermit(terminal) && { key: 'task.permit', terminal },
    clock !== undefined && { key: `task.clock.${clock.kind}`, terminal, since: clock.at },
    damage !== undefined && now - damage.at < DAMAGE_TOLD_MS && damageTask(terminal, damage),
  ];
  return tasks.filter((task) => task !== false);
}

function damageTask(
  terminal: TerminalView,
  { at, lost }: NonNullable<TerminalView['damage']>,
): Task | false {
  if (lost === 0) return false;
  if (lost === undefined) return { key: 'task.outbox-damaged', terminal, since: at };
  return { key: 'task.outbox-lost', terminal, since: at, count: lost };
}

/** Who stands there and waits comes first, then the longest-standing: what nobody has looked at yet. */
export function tasksOf(terminals: readonly TerminalView[], now: number): Task[] {
  const isCall = ({ key }: Task) => Number(key === 'task.called');
  return terminals
    .flatMap((terminal) => tasksAt(terminal, now))
    .toSorted((a, b) => isCall(b) - isCall(a) || (a.since ?? 0) - (b.since ?? 0));
}

export const COLUMNS = [
  'name',
  'health',
  'devices',
  'queued',
  'permit',
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
  permit: (a, b) => (a.permit?.endsAt ?? 0) - (b.permit?.endsAt ?? 0),
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
