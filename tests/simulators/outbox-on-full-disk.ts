/**
 * A gateway's outbox in a process of its own, so that its disk can be made to fail (RLIMIT_FSIZE, another user): does
 * what each line says, and answers `done`, or `failed` and the code of the fault. `node outbox-on-full-disk.ts FILE`
 */
import { createInterface } from 'node:readline';
import { Fault } from '#gateway/errors.ts';
import type { Transaction } from '#gateway/ils/ils.ts';
import { Outbox } from '#gateway/outbox/outbox.ts';

const [path = ''] = process.argv.slice(2);
const readClocks = () => ({ wall: Date.now(), monotonic: 0, boot: 'child', serverOffset: 0 });
const accepted = { outcome: 'accepted', item: { title: 'T', author: 'A' } } as const;
const PENDING = { state: 'pending', previous: { afi: 0x07, eas: undefined } } as const;

let outbox: Outbox | undefined;

function opened(): Outbox {
  outbox ??= Outbox.open(path, { readClocks, version: '1' });
  return outbox;
}

function record(id: string, mode: Transaction['mode']): void {
  const item = { identifier: `VV.${id}` };
  const row = { id, act: 'checkout', mode, item, occurredAt: Date.now() } as const;
  opened().record(row, [{ uid: 'E00401001234ABCD' }], 's1');
}

const ACTS: Readonly<Record<string, (id: string) => void>> = {
  open: () => void opened(),
  record: (id) => record(id, 'attempt'),
  'record-promise': (id) => record(id, 'promise'),
  claim: (id) => void opened().claim(id),
  settle: (id) => opened().settle(id, accepted),
  reject: (id) => opened().reject(id, { outcome: 'unreachable' }),
  promise: (id) => opened().promise(id),
  mark: (id) => opened().markSecurity(id, 'E00401001234ABCD', 'disarmed', PENDING),
  prune: () => void opened().prune(),
  probe: () => {
    if (!opened().canWrite()) throw new Fault('disk-failed', 'the probe');
  },
};

function answerTo(line: string): string {
  const [act = '', id = ''] = line.split(' ');
  try {
    ACTS[act]?.(id);
    return 'done';
  } catch (error) {
    return error instanceof Fault ? `failed ${error.code}` : `broken ${String(error)}`;
  }
}

for await (const line of createInterface({ input: process.stdin })) console.log(answerTo(line));
