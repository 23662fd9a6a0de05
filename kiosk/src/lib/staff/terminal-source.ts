/** From the words of the server's API to what the staff page draws. */
import type { ClockTrouble, DeviceView, PermitView, TerminalView } from './terminal-view.ts';

interface TerminalOfServer {
  readonly id: string;
  readonly name: string;
  readonly library: {
    readonly id: string;
    readonly name: string;
    readonly path: readonly string[];
  };
  readonly online: boolean;
  readonly heardAt?: number;
  readonly state?: {
    readonly stage: string;
    readonly devices: readonly DeviceView[];
    readonly queued: number;
    readonly lastTransactionAt?: number;
    readonly staffCalled?: boolean;
    readonly uncured?: number;
    readonly clock?: {
      readonly known: boolean;
      readonly fault?: string;
      readonly certificateAt?: number;
    };
    readonly outbox?: OutboxOfServer;
    readonly permit?: PermitView;
  };
}

interface OutboxOfServer {
  readonly oldestAt?: number;
  readonly recoveredAt?: number;
  readonly lost?: number;
}

/** Data of each event of `GET /api/staff/terminals/events`. */
export interface TerminalList {
  /** Epoch milliseconds. */
  readonly serverTime: number;
  readonly terminals: readonly TerminalOfServer[];
}

export function viewsOf({ terminals }: Pick<TerminalList, 'terminals'>): TerminalView[] {
  return terminals.map(({ id, name, library, online, heardAt, state }) => ({
    id,
    name,
    path: library.path,
    online,
    heardAt,
    stage: state?.stage,
    devices: state?.devices ?? [],
    queued: state?.queued ?? 0,
    lastTransactionAt: state?.lastTransactionAt,
    staffCalled: state?.staffCalled ?? false,
    uncured: state?.uncured ?? 0,
    oldestAt: state?.outbox?.oldestAt,
    clock: state?.clock && clockTrouble(state.clock),
    permit: state?.permit,
    damage: state?.outbox && damageOf(state.outbox),
  }));
}

function clockTrouble({
  certificateAt,
  fault,
  known,
}: NonNullable<NonNullable<TerminalOfServer['state']>['clock']>): ClockTrouble | undefined {
  if (!known) return { kind: 'unknown' };
  if (certificateAt !== undefined) return { kind: 'certificate', at: certificateAt };
  return fault === undefined ? undefined : { kind: 'wrong' };
}

const damageOf = ({ lost, recoveredAt }: OutboxOfServer): TerminalView['damage'] =>
  recoveredAt === undefined ? undefined : { at: recoveredAt, lost };
