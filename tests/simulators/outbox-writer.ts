/**
 * A gateway's outbox in a process of its own, to be killed: does what its arguments say and writes a line after
 * each step that returned. `node outbox-writer.ts FILE STATE` takes one row so far; STATE `loop` records on and on.
 */
import { v7 as newId } from 'uuid';
import { Outbox } from '#gateway/outbox/outbox.ts';

const [path = '', state = ''] = process.argv.slice(2);
const readClocks = () => ({ wall: Date.now(), monotonic: 0, boot: 'child', serverOffset: 0 });
const outbox = Outbox.open(path, { readClocks, version: '1' });

function record(): string {
  const id = newId();
  const item = { identifier: `VV.${id}` };
  const transaction = {
    id,
    act: 'checkout',
    mode: 'attempt',
    item,
    occurredAt: Date.now(),
  } as const;
  outbox.record(transaction, [{ uid: 'E00401001234ABCD' }], 's1');
  return id;
}

const accepted = { outcome: 'accepted', item: { title: 'T', author: 'A' } } as const;

const HALF_WRITTEN = { state: 'pending', previous: { afi: 0x07, eas: undefined } } as const;

/** Each state, by the steps that lead to it. */
const STEPS: Readonly<Record<string, readonly ((id: string) => void)[]>> = {
  recorded: [],
  promised: [(id) => outbox.promise(id)],
  sent: [(id) => outbox.claim(id)],
  ambiguous: [(id) => outbox.claim(id), (id) => outbox.doubt(id)],
  settled: [(id) => outbox.claim(id), (id) => outbox.settle(id, accepted)],
  rejected: [(id) => outbox.claim(id), (id) => outbox.reject(id, { outcome: 'unreachable' })],
  'half-written': [
    (id) => outbox.claim(id),
    (id) => outbox.settle(id, accepted),
    (id) => outbox.markSecurity(id, 'E00401001234ABCD', 'disarmed', HALF_WRITTEN),
  ],
};

if (state === 'loop') {
  for (;;) process.stdout.write(`${record()}\n`);
}
const id = record();
for (const step of STEPS[state] ?? []) step(id);
process.stdout.write(`${id}\n`);
setInterval(() => undefined, 60_000);
