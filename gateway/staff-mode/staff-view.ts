/** What staff are shown of the terminal at the machine: its parts as they are, nothing of a patron. */
import type { DropBoxPart } from '../drop-box/drop-box.ts';
import { printed, receiptCodeOf } from '../outbox/rules/receipt-code.ts';
import type { Terminal } from '../part.ts';
import { VERSION } from '../release.ts';
import type { StaffDevice, StaffDoubt, StaffView } from '../staff-messages.ts';
import type { House } from './house.ts';
import type { Inside } from './rules/staff-state.ts';

export interface Facts {
  readonly terminal: Terminal;
  readonly box: DropBoxPart | undefined;
  readonly house: House;
  /** Epoch milliseconds: since when the library answers, or does not. */
  readonly onlineSince: number;
  /** Acts that the server has not been told. */
  readonly acts: number;
  /** Inputs of switched lines that are on. */
  readonly inputsOn: readonly string[];
}

export function staffView(inside: Inside, facts: Facts): StaffView {
  const { box, house, terminal } = facts;
  const { counters, journal, pause, runner } = terminal;
  const { crowded, device, note, page, scan, tags, who } = inside;
  const printer = printerOf(facts);
  return {
    ...{
      page,
      by: who.card ? 'card' : 'pin',
      crowded,
      isKnown: who.card?.account !== undefined,
      tags: tags.map(({ tag }) => tag),
    },
    ...(note && { note }),
    ...(device !== undefined && { device }),
    ...(scan && { scan }),
    ...{ devices: devicesOf(terminal), inputsOn: facts.inputsOn },
    ...(printer && { printer }),
    ...(box && { box: box.forStaff }),
    ...{ doubts: journal.toCheck().map(doubtOf), uncured: runner.uncured },
    ...{ counters: counters.state, state: stateOf(facts) },
    ...(pause.current && { paused: { since: pause.current.since, by: pause.current.by } }),
    largeText: house.current.largeText ?? false,
  };
}

const devicesOf = ({ devices, hardware }: Terminal): readonly StaffDevice[] =>
  devices.list().map(({ code, id, kind, model, since, state }) => ({
    ...{ id, kind, since, state },
    ...(code !== undefined && { code }),
    ...(model !== undefined && { model }),
    canRestart: hardware.devices.some((device) => device.id === id),
  }));

function printerOf({ house, terminal }: Facts): StaffView['printer'] {
  const { condition } = terminal.hardware.printer ?? {};
  const changedAt = house.current.paperChangedAt;
  return condition && { ...condition, ...(changedAt !== undefined && { changedAt }) };
}

type Doubt = ReturnType<Terminal['journal']['toCheck']>[number];

const doubtOf = ({ act, id, kind, label, occurredAt }: Doubt): StaffDoubt => ({
  ...{ id, act, kind, label, at: occurredAt, code: printed(receiptCodeOf(id)) },
});

function stateOf({ acts, onlineSince, terminal }: Facts): StaffView['state'] {
  const { journal, permits, system, time } = terminal;
  const oldestAt = journal.oldestQueuedAt();
  return {
    ...{ version: VERSION, online: system.online, onlineSince, acts },
    ...{ timeKnown: time.known, outboxOpen: journal.isOpen, queued: journal.queued() },
    ...(oldestAt !== undefined && { oldestAt }),
    ...(permits && { permit: permitOf(permits) }),
  };
}

function permitOf({
  watch,
}: NonNullable<Terminal['permits']>): NonNullable<StaffView['state']['permit']> {
  const { endsAt, lends } = watch.health;
  return { lends, ...(endsAt !== undefined && { endsAt }) };
}
