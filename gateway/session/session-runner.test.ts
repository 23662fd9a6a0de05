import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { v7 as newId } from 'uuid';
import { ManualTimer, settled } from '#tests/simulators/manual-timer.ts';
import type { TagMemory } from '../devices/device.ts';
import { Fault } from '../errors.ts';
import type {
  AccountAnswer,
  CardQuery,
  LookupOutcome,
  Outcome,
  PatronAnswer,
  Transaction,
  TransactionId,
} from '../ils/ils.ts';
import type { Snapshot } from '../messages.ts';
import { JournalFile } from '../outbox/journal-file.ts';
import { Outbox } from '../outbox/outbox.ts';
import { OutboxTransactions } from '../outbox/transactions.ts';
import type { SecurityReading } from '../tags/security.ts';
import { encodeBasicBlock } from '../tags/iso28560-3.ts';
import type { Clock } from './clock.ts';
import { SessionRunner } from './session-runner.ts';
import { CARD, DUE, MAI, MORNING, PIN, SETTINGS, labelOf } from './testing/play.ts';
import type { Wanted } from './transactions.ts';

/** The far end of the line: a library that lends what it is asked for, and can be made to fall silent. */
class Library {
  state: 'answers' | 'unreachable' | 'silent' = 'answers';
  readonly heard: Transaction[] = [];

  async patron({ card }: CardQuery): Promise<PatronAnswer> {
    if (this.state !== 'answers') return { outcome: 'unreachable' };
    if (card === CARD) return { outcome: 'accepted', patron: MAI };
    return { outcome: 'refused', refusal: { code: 'card-unknown', params: {} } };
  }

  async account({ pin }: CardQuery): Promise<AccountAnswer> {
    if (pin !== PIN) return { outcome: 'refused', refusal: { code: 'pin-wrong', params: {} } };
    return { outcome: 'accepted', account: { loans: [] } };
  }

  transact = async (transaction: Transaction): Promise<Outcome> => {
    if (this.state === 'unreachable') return { outcome: 'unreachable' };
    this.heard.push(transaction);
    return this.state === 'silent' ? { outcome: 'unknown' } : accepted(transaction);
  };

  lookup = async (id: TransactionId): Promise<LookupOutcome> => {
    if (this.state !== 'answers') return { outcome: 'unreachable' };
    const known = this.heard.find((each) => each.id === id);
    return known ? accepted(known) : { outcome: 'never-arrived' };
  };
}

const accepted = ({ act }: Transaction): Extract<Outcome, { outcome: 'accepted' }> => ({
  outcome: 'accepted',
  item: { title: 'Cho tôi xin một vé đi tuổi thơ', author: 'Nguyễn Nhật Ánh' },
  ...(act !== 'checkin' && { dueAt: DUE }),
});

/** The far end of the pad: what each tag says to the gate, and when its writing fails. */
class Gate {
  readonly says = new Map<string, Wanted>();
  failures = 0;
  /** Called in the middle of a write, as a witness of what is on disk by then. */
  duringWrite: (uid: string) => void = () => undefined;

  readonly isGone = new Set<string>();
  reads = 0;

  async read(uid: string, known?: SecurityReading): Promise<SecurityReading> {
    if (known) return known;
    this.reads += 1;
    if (this.isGone.has(uid)) throw new Fault('tag-gone', 'lifted');
    return { afi: this.says.get(uid) === 'disarmed' ? 0xc2 : 0x07, eas: undefined };
  }

  async set(uid: string, wanted: Wanted): Promise<void> {
    this.duringWrite(uid);
    if (this.failures-- > 0) throw new Fault('tag-gone', 'pulled away');
    this.says.set(uid, wanted);
  }
}

const uidOf = (n: number): string => `E0040100000000${String(n).padStart(2, '0')}`;
const tagOf = (n: number): TagMemory => ({
  uid: uidOf(n),
  afi: 0x07,
  dsfid: 0x3e,
  blockSize: 4,
  memory: encodeBasicBlock({
    typeOfUsage: 1,
    partsInItem: 1,
    partNumber: 1,
    primaryItemId: labelOf(n),
    isil: 'VN-0042',
  }),
});

class Terminal {
  readonly library = new Library();
  readonly gate = new Gate();
  readonly timer = new ManualTimer(MORNING);
  /** How wrong the wall clock is, until somebody sets it. */
  wrongBy = 0;
  readonly clock: Clock = {
    now: () => this.timer.now() + this.wrongBy,
    steady: () => this.timer.now(),
    at: (delay, call) => this.timer.at(delay, call),
  };
  readonly logged: object[] = [];
  readonly drawn: Snapshot[] = [];
  readonly folder = mkdtempSync(join(tmpdir(), 'session-'));
  file = this.#open();
  outbox = this.#outbox();
  runner = this.#start(false);

  #open(): JournalFile {
    return JournalFile.open(join(this.folder, 'outbox.db'));
  }

  #outbox(): Outbox {
    const { timer } = this;
    return new Outbox(this.file, {
      version: 'test',
      readClocks: () => ({
        wall: timer.now(),
        monotonic: timer.now(),
        boot: 'boot',
        serverOffset: 0,
      }),
    });
  }

  #start(recovered: boolean): SessionRunner {
    const { gate, library, logged, outbox, timer } = this;
    const transactions = new OutboxTransactions({
      outbox,
      ils: library,
      timer,
      random: () => 0.5,
      onFault: (error) => logged.push({ error }),
    });
    const log = {
      warn: (facts: object) => logged.push(facts),
      error: (facts: object) => logged.push(facts),
    };
    const runner = new SessionRunner({
      ...{ clock: this.clock, ils: library, log, newId, recovered, transactions, security: gate },
      settings: SETTINGS,
      terminal: { name: 'Máy 1', library: 'Thư viện tỉnh', timeZone: 'Asia/Ho_Chi_Minh' },
      online: true,
      timeKnown: true,
    });
    runner.subscribe((snapshot) => this.drawn.push(snapshot));
    for (const device of ['pad', 'scanner']) {
      runner.deviceEvent({ kind: 'device-status', device, status: { state: 'ready' } });
    }
    transactions.relayer.schedule();
    return runner;
  }

  async ready(): Promise<this> {
    await this.timer.advance(500);
    return this;
  }

  async borrowing(): Promise<this> {
    await this.ready();
    const scan = { text: CARD, symbology: 'code128', guessed: false } as const;
    this.runner.deviceEvent({ kind: 'scanned', device: 'scanner', scan });
    await settled();
    return this;
  }

  async lay(n: number): Promise<this> {
    this.runner.deviceEvent({ kind: 'tag-entered', device: 'pad', tag: tagOf(n) });
    await settled();
    return this;
  }

  async restart(): Promise<void> {
    this.runner.close();
    this.outbox.close();
    this.file = this.#open();
    this.outbox = this.#outbox();
    const { queued, ambiguous, abandoned } = this.outbox.recover();
    this.runner = this.#start(queued + ambiguous + abandoned > 0);
    await settled();
  }

  /** What a dying card does sooner or later. */
  spoilDisk(): void {
    this.file.run('ALTER TABLE tags RENAME TO lost');
  }

  mendDisk(): void {
    this.file.run('ALTER TABLE lost RENAME TO tags');
    this.runner.setOutboxWritable(true);
  }

  close(): void {
    this.runner.close();
    this.outbox.close();
    rmSync(this.folder, { recursive: true });
  }
}

let terminal: Terminal;
beforeEach(() => {
  terminal = new Terminal();
});
afterEach(() => terminal.close());

const shown = (): Snapshot => terminal.runner.snapshot;

describe('the runner', () => {
  test('S120 card, book, loan, disarmed, finish: through a real outbox, each step drawn', async () => {
    await terminal.borrowing();
    expect(shown()).toMatchObject({ screen: 'borrow', patron: { initial: 'M' } });
    await terminal.lay(1);
    expect(terminal.library.heard).toMatchObject([
      { act: 'checkout', card: CARD, item: { identifier: labelOf(1), owner: 'VN-0042' } },
    ]);
    expect(terminal.gate.says.get(uidOf(1))).toBe('disarmed');
    expect(shown().lines).toMatchObject([{ ils: 'accepted', security: 'done', dueAt: DUE }]);
    terminal.runner.command({ kind: 'finish' });
    expect(shown().screen).toBe('done');
    expect(terminal.drawn.at(-1)).toEqual(shown());
    expect(terminal.drawn.map(({ lines }) => lines[0]?.ils)).toContain('pending');
  });

  test('S121 recorded before it is sent, marked before it is written, marked again when read back', async () => {
    const { gate, library } = terminal;
    const states: unknown[] = [];
    const transact = library.transact;
    library.transact = (transaction) => {
      states.push(terminal.outbox.find(transaction.id)?.state);
      return transact(transaction);
    };
    gate.duringWrite = () => states.push(terminal.outbox.uncured());
    await terminal.borrowing();
    await terminal.lay(1);
    expect(states).toMatchObject(['sent', [{ uid: uidOf(1), wanted: 'disarmed' }]]);
    expect(terminal.outbox.uncured()).toEqual([]);
  });

  test('S122 the disk will not take it: nothing is sent, nothing written, and staff are needed', async () => {
    await terminal.borrowing();
    terminal.spoilDisk();
    await terminal.lay(1);
    expect(terminal.library.heard).toEqual([]);
    expect(terminal.gate.says.size).toBe(0);
    expect(shown().lines).toMatchObject([{ ils: 'refused', security: 'not-needed' }]);
    expect(terminal.logged).toContainEqual(expect.objectContaining({ act: 'checkout' }));
    expect(JSON.stringify(terminal.logged)).not.toContain(CARD);
  });

  test('S123 a write that fails is tried again by itself while the book lies there', async () => {
    terminal.gate.failures = 1;
    await terminal.borrowing();
    await terminal.lay(1);
    expect(shown()).toMatchObject({ screen: 'put-back', lines: [{ security: 'failed' }] });
    await terminal.timer.advance(SETTINGS.times.securityRetry);
    expect(shown()).toMatchObject({ screen: 'borrow', lines: [{ security: 'done' }] });
    expect(terminal.gate.says.get(uidOf(1))).toBe('disarmed');
  });

  test('S57 a tag that may be silent stays so when the disk refuses the next write: the loan is kept', async () => {
    terminal.gate.failures = 1;
    terminal.gate.duringWrite = (uid) => terminal.gate.says.set(uid, 'disarmed');
    await terminal.borrowing();
    await terminal.lay(1);
    terminal.spoilDisk();
    await terminal.timer.advance(SETTINGS.times.securityRetry);
    terminal.mendDisk();
    terminal.runner.deviceEvent({ kind: 'tag-left', device: 'pad', uid: uidOf(1) });
    terminal.runner.command({ kind: 'finish' });
    terminal.runner.command({ kind: 'not-finished', choice: 'leave-it' });
    await settled();
    expect(terminal.library.heard.map(({ act }) => act)).toEqual(['checkout']);
    expect(shown()).toMatchObject({ screen: 'done', lines: [{ undone: false }] });
  });

  test('S124 nobody answers: the return is kept here and goes out when somebody does', async () => {
    await terminal.ready();
    terminal.library.state = 'unreachable';
    terminal.runner.command({ kind: 'start-return' });
    await terminal.lay(1);
    expect(shown().lines).toMatchObject([{ ils: 'queued', security: 'done' }]);
    terminal.library.state = 'answers';
    await terminal.timer.advance(120_000);
    expect(terminal.library.heard).toMatchObject([{ act: 'checkin', mode: 'promise' }]);
  });

  test('S125 an answer that was not heard is looked up; only then is the tag disarmed', async () => {
    await terminal.borrowing();
    terminal.library.state = 'silent';
    await terminal.lay(1);
    expect(shown().lines).toMatchObject([{ ils: 'unknown', security: 'not-needed' }]);
    expect(terminal.gate.says.size).toBe(0);
    terminal.library.state = 'answers';
    await terminal.timer.advance(20_000);
    expect(terminal.gate.says.get(uidOf(1))).toBe('disarmed');
    expect(terminal.library.heard).toHaveLength(1);
  });

  test('S126 a sudden end before the answer: the screen says so, and the tag is cured once it is known', async () => {
    await terminal.borrowing();
    terminal.library.state = 'silent';
    await terminal.lay(1);
    await terminal.restart();
    await terminal.lay(1);
    await terminal.timer.advance(500);
    expect(shown()).toMatchObject({ screen: 'restarted', lines: [] });
    expect(terminal.gate.says.size).toBe(0);
    terminal.library.state = 'answers';
    await terminal.timer.advance(20_000);
    expect(terminal.gate.says.get(uidOf(1))).toBe('disarmed');
    terminal.runner.deviceEvent({ kind: 'tag-left', device: 'pad', uid: uidOf(1) });
    await terminal.timer.advance(SETTINGS.times.padClear);
    expect(shown().screen).toBe('start');
  });

  test('O10 what was to be disarmed yesterday is left armed, also by a gateway that has not been restarted since', async () => {
    terminal.gate.failures = 99;
    await terminal.borrowing();
    await terminal.lay(1);
    terminal.runner.deviceEvent({ kind: 'tag-left', device: 'pad', uid: uidOf(1) });
    terminal.runner.command({ kind: 'finish' });
    terminal.runner.command({ kind: 'not-finished', choice: 'leave-it' });
    terminal.gate.failures = 0;
    await terminal.timer.advance(25 * 3_600_000);
    await terminal.lay(1);
    expect(terminal.gate.says.size).toBe(0);
  });

  test('S127 idle is noticed without anybody asking', async () => {
    await terminal.borrowing();
    await terminal.timer.advance(60_000);
    expect(terminal.drawn.at(-1)?.screen).toBe('still-there');
    await terminal.timer.advance(20_000);
    expect(terminal.drawn.at(-1)?.screen).toBe('start');
  });

  test.each([-10 * 365, 3])('S87 the clock is set by %i days: nobody loses time', async (days) => {
    terminal.wrongBy = days * 24 * 3_600_000;
    await terminal.borrowing();
    expect(shown().screen).toBe('borrow');
    await terminal.timer.advance(50_000);
    terminal.wrongBy = 0;
    await terminal.timer.advance(9_999);
    await terminal.lay(1);
    expect(shown().screen).toBe('borrow');
    terminal.wrongBy = days * 24 * 3_600_000;
    await terminal.timer.advance(59_999);
    expect(shown().screen).toBe('borrow');
    await terminal.timer.advance(1);
    expect(shown().screen).toBe('still-there');
    await terminal.timer.advance(20_000);
    expect(shown().screen).toBe('pad-not-empty');
  });

  test('S128 closed, it decides nothing any more', async () => {
    await terminal.borrowing();
    terminal.runner.close();
    const drawn = terminal.drawn.length;
    await terminal.lay(1);
    await terminal.timer.advance(120_000);
    expect(terminal.library.heard).toEqual([]);
    expect(terminal.drawn).toHaveLength(drawn);
  });
});
