/** A drop box without its hardware: time in the hand, a library and a pad that answer as they are told. */
import type { ItemRef, Outcome } from '../../ils/ils.ts';
import type { Label } from '../../session/rules/label.ts';
import { decide, firstDropBox, nextDeadline } from '../rules/machine.ts';
import type { Effect, Input } from '../rules/machine.ts';
import { outputsOf } from '../rules/outputs.ts';
import { DROP_BOX_TIMES, inputsNamed } from '../rules/settings.ts';
import type { DropBoxSettings } from '../rules/settings.ts';
import type { BinEntry, DropBox, Step } from '../rules/state.ts';

export const SETTINGS: DropBoxSettings = {
  kind: 'holding',
  inputs: {
    ...{ mouth: 'mouth-eye', inner: 'inner-eye', passed: 'passed-eye', obstructed: 'finger' },
    ...{ shutterShut: 'shutter-shut', trapShut: 'trap-shut', door: 'door', fire: 'fire' },
  },
  outputs: {
    ...{ shutter: 'shutter', trap: 'trap', sound: 'buzzer' },
    ...{ ready: 'green', busy: 'amber', stop: 'red' },
  },
  bins: [
    { id: 'shelf-1', capacity: 10, fill: 'shelf-1-eye', present: 'shelf-1-there' },
    { id: 'shelf-2', gate: 'gate-2' },
    { id: 'held', gate: 'gate-held' },
    { id: 'away', gate: 'gate-away' },
    { id: 'staff', gate: 'gate-staff', door: 'staff-door' },
  ],
  sorting: {
    ...{ exceptions: ['staff'], otherwise: ['shelf-1', 'shelf-2'], holds: ['held'] },
    ...{ otherLibrary: ['away'], libraries: { 'ward-4': ['shelf-2'] } },
  },
  ifTrouble: {
    ...{ 'no-tag': 'exception', 'tag-damaged': 'exception', 'foreign-tag': 'exception' },
    ...{ card: 'give-back', 'two-items': 'give-back', 'set-incomplete': 'give-back' },
    refused: 'give-back',
  },
  incompleteSets: 'check-in',
  identify: false,
  emptiedBy: { door: true },
  devices: { boards: ['io'], reader: 'pad' },
  times: DROP_BOX_TIMES,
};

/** A chute with one bin and what staff must see to in it, too. */
export const CHUTE: DropBoxSettings = {
  ...SETTINGS,
  kind: 'chute',
  inputs: { mouth: 'mouth-eye', inner: 'inner-eye' },
  bins: [{ id: 'cart' }],
  sorting: { exceptions: ['cart'], otherwise: ['cart'] },
};

export const accepted = (
  more: Partial<Extract<Outcome, { outcome: 'accepted' }>> = {},
): Outcome => ({
  outcome: 'accepted',
  item: { title: 'Dế Mèn phiêu lưu ký', author: 'Tô Hoài' },
  destination: 'shelf',
  ...more,
});
export const refused = (code: string): Outcome => ({
  outcome: 'refused',
  refusal: { code, params: {} },
});

export const labelled = (identifier: string, number = 1, of = 1): Label => ({
  kind: 'item',
  item: { identifier },
  part: { number, of },
});

/** On while nothing happens. */
const AT_REST = ['shutter-shut', 'trap-shut', 'shelf-1-there'];

type Transact = Extract<Effect, { kind: 'transact' | 'ensure' }>;

/** What lies in the machine: tags it has, and what they say. */
export type Thing = Readonly<Record<string, Label>>;

export class Play {
  box: DropBox = firstDropBox(0);
  now = 0;
  readonly effects: Effect[] = [];
  readonly settings: DropBoxSettings;
  /** What the library says of each item; `accepted` by default. Undefined: nothing yet. */
  answers: (item: ItemRef) => Outcome | undefined = () => accepted();
  /** Whether a tag takes its write. */
  takes: (uid: string) => boolean = () => true;
  #ids = 0;

  constructor(settings: DropBoxSettings = SETTINGS) {
    this.settings = settings;
  }

  static ready(settings: DropBoxSettings = SETTINGS): Play {
    return new Play(settings).start();
  }

  start(inHand?: Extract<Input, { kind: 'started' }>['inHand']): this {
    this.tell({ kind: 'started', bins: {}, ...(inHand && { inHand }) });
    return this.ready();
  }

  /** Its devices are there, and say how it is. */
  ready(): this {
    this.tell({ kind: 'device', device: 'io', ready: true });
    for (const line of inputsNamed(this.settings)) {
      if (this.box.facts.lines[line] === undefined) this.line(line, AT_REST.includes(line));
    }
    this.tell({ kind: 'device', device: 'pad', ready: true });
    return this;
  }

  get at(): Step['at'] {
    return this.box.step.at;
  }

  get outputs(): readonly string[] {
    return outputsOf(this.box, this.settings, this.now);
  }

  get dropped(): readonly BinEntry[] {
    return this.effects.flatMap((effect) => (effect.kind === 'drop' ? effect.entries : []));
  }

  get transactions(): readonly Transact['transaction'][] {
    return this.effects.flatMap((effect) =>
      effect.kind === 'transact' || effect.kind === 'ensure' ? [effect.transaction] : [],
    );
  }

  get told(): readonly string[] {
    return this.effects.flatMap((effect) => (effect.kind === 'tell' ? [effect.code] : []));
  }

  /** Everything that follows from it at once, answers included. */
  tell(input: Input): this {
    const { now, settings } = this;
    const newId = () => `id-${++this.#ids}`;
    const decision = decide(this.box, input, { now, at: 1_000_000 + now, newId, settings });
    this.box = decision.box;
    for (const effect of decision.effects) {
      this.effects.push(effect);
      this.#answer(effect);
    }
    // A shutter that is opened is no longer shut.
    const isOpened = this.outputs.includes('shutter') && this.box.facts.lines['shutter-shut']?.on;
    return isOpened ? this.line('shutter-shut', false) : this;
  }

  line(line: string, on: boolean): this {
    return this.tell({ kind: 'line', line, on });
  }

  /** Time goes on, stopping wherever the box wants to be woken. */
  pass(ms: number): this {
    const end = this.now + ms;
    for (;;) {
      const next = nextDeadline(this.box, this.settings, this.now);
      if (next === undefined || next > end) break;
      this.now = next;
      this.tell({ kind: 'tick' });
    }
    this.now = end;
    return this.tell({ kind: 'tick' });
  }

  /** A hand puts it in, and goes; the shutter comes down. */
  putIn(thing: Thing): this {
    this.line('mouth-eye', true).pass(100).line('inner-eye', true);
    for (const [uid, label] of Object.entries(thing)) {
      this.tell({ kind: 'tag-entered', tag: { uid, label } });
    }
    return this.line('mouth-eye', false).pass(50);
  }

  /** … and it is read. */
  shut(): this {
    return this.line('shutter-shut', true).pass(1_500);
  }

  /** The trap is open: it falls, past the eye below. */
  fall(thing: Thing): this {
    if (this.at === 'passing' && !this.outputs.includes('trap')) this.pass(500);
    this.line('trap-shut', false).line('inner-eye', false).line('passed-eye', true);
    for (const uid of Object.keys(thing)) this.tell({ kind: 'tag-left', uid });
    return this.line('passed-eye', false).line('trap-shut', true).pass(500);
  }

  /** A hand takes it out again. */
  takeOut(thing: Thing): this {
    this.line('mouth-eye', true).pass(100).line('inner-eye', false);
    for (const uid of Object.keys(thing)) this.tell({ kind: 'tag-left', uid });
    return this.line('mouth-eye', false).pass(500);
  }

  /** All of it, where nothing is wrong. */
  give(thing: Thing): this {
    return this.putIn(thing).shut().fall(thing);
  }

  #answer(effect: Effect): void {
    if (effect.kind === 'transact') {
      const { id, item } = effect.transaction;
      const outcome = this.answers(item);
      if (outcome) this.tell({ kind: 'outcome', transaction: id, outcome });
    }
    if (effect.kind === 'secure') {
      const { transaction, uid } = effect;
      this.tell({ kind: 'secured', transaction, uid, done: this.takes(uid) });
    }
  }
}
