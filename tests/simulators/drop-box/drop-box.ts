import type { IoWires, SimulatedTime } from '../io-wires.ts';
import { Bin } from './bins.ts';
import { Leaf } from './leaf.ts';
import { MEASURES } from './measures.ts';
import type { DropBoxWiring, Measures } from './measures.ts';
import type { Field, Thing, Whereabouts } from './things.ts';
import type { Body } from './track.ts';
import { WayIn } from './way-in.ts';

export interface DropBoxOptions {
  readonly wires: IoWires;
  readonly field: Field;
  readonly wiring: DropBoxWiring;
  readonly time: SimulatedTime;
  readonly measures?: Partial<Measures>;
}

type Contact = 'door' | 'tamper' | 'fire';

/**
 * The mechanics of a drop box: mouth with two eyes, shutter, trap or chute, sorter, bins. It talks with the gateway as
 * real mechanics do: through the inputs and outputs of a board, and through the tags in the field of a reader.
 */
export class SimulatedDropBox {
  readonly measures: Measures;
  readonly bins: readonly Bin[];
  readonly shutter: Leaf;
  readonly trap: Leaf | undefined;
  readonly #options: DropBoxOptions;
  readonly #gates: readonly (Leaf | undefined)[];
  readonly #way: WayIn;
  readonly #places = new Map<string, Whereabouts>();
  readonly #listeners = new Set<() => void>();
  readonly #contacts = new Set<Contact>();
  readonly #inField = new Set<Body>();
  /** On the trap, or on the slide. */
  #held: Body[] = [];
  /** At the end of the slide. */
  readonly #slid = new Set<Body>();
  #passing = 0;

  constructor(options: DropBoxOptions) {
    const { time, wires, wiring } = options;
    this.#options = options;
    this.measures = { ...MEASURES, ...options.measures };
    const { gateMs, shutterMs, trapMs } = this.measures;
    const onChange = () => this.#look();
    const leaf = (ms: number, isBlocked?: () => boolean) => new Leaf(time, ms, onChange, isBlocked);
    this.shutter = leaf(shutterMs, () => this.#isInShutter());
    if (wiring.outputs.trap !== undefined) this.trap = leaf(trapMs, () => this.#held.length > 0);
    this.#gates = wiring.bins.map(({ gate }) => (gate === undefined ? undefined : leaf(gateMs)));
    this.bins = wiring.bins.map((bin) => new Bin(bin, this.measures, time, onChange));
    this.#way = new WayIn({
      ...{ measures: this.measures, time, shutter: this.shutter, onChange },
      cameIn: (body) => this.#comesIn(body),
      wentOut: (body) => this.#leaves(body, { place: 'person' }),
    });
    wires.onOutput((number, on) => this.#switched(number, on));
    this.#look();
  }

  /** Calls back whenever something has changed. @returns unsubscribe */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  whereIs(id: string): Whereabouts {
    return this.#places.get(id) ?? { place: 'person' };
  }

  /** Resolves when the thing is there. The test's own time limit ends a vain wait. */
  reached(id: string, place: Whereabouts['place']): Promise<Whereabouts> {
    const { promise, resolve } = Promise.withResolvers<Whereabouts>();
    const look = () => {
      const where = this.whereIs(id);
      if (where.place === place) resolve(where);
    };
    const stop = this.onChange(look);
    look();
    return promise.finally(stop);
  }

  /** What is on the way in and what lies behind it, for whoever draws it: edges in millimetres from the mouth. */
  get bodies(): readonly Body[] {
    return [...this.#way.bodies, ...this.#held];
  }

  get handIsIn(): boolean {
    return this.#way.handIsIn;
  }

  /** Whether something is before the two eyes. */
  get eyes(): { readonly mouth: boolean; readonly inner: boolean } {
    const { innerEye, outerEye } = this.measures;
    const liesBehind = this.trap !== undefined && this.#held.length > 0;
    return {
      mouth: this.#way.handIsIn || this.#way.isBefore(outerEye),
      inner: this.#way.isBefore(innerEye) || liesBehind,
    };
  }

  contact(contact: Contact): boolean {
    return this.#contacts.has(contact);
  }

  /** How far the gate to this bin is turned, 0 to 1. */
  gate(bin: number): number {
    return this.#gates[bin]?.opening ?? 0;
  }

  /** A hand pushes things in, several as one; at a shutter that stays shut it gives up after a while. */
  insert(things: Thing | readonly Thing[], { patienceMs }: { patienceMs?: number } = {}): void {
    const body = this.#way.push('id' in things ? [things] : things, patienceMs);
    this.#place(body, { place: 'mouth' });
    this.#look();
  }

  /** The hand pulls back whatever it still reaches. @returns what it has got hold of */
  pullBack(): readonly Thing[] {
    const bodies = this.#way.pull();
    this.#look();
    return bodies.flatMap(({ things }) => things);
  }

  /** A person takes out what lies behind the open shutter. @returns what it is; nothing while the shutter is shut */
  takeOut(): readonly Thing[] {
    if (!this.shutter.isOpen) return [];
    const bodies = this.#held;
    this.#held = [];
    for (const body of bodies) {
      this.#place(body, { place: 'mouth' });
      this.#way.takeOut(body);
    }
    this.#look();
    return bodies.flatMap(({ things }) => things);
  }

  /** A hand, or anything else, is between the eyes and stays there. */
  holdMouth(hand = true): void {
    this.#way.handIsIn = hand;
    this.#look();
  }

  /** The next thing wedges itself when its front is there; by default it stands before both eyes. */
  wedgeNext(front = this.measures.innerEye + 20): void {
    this.#way.wedgeNext(front);
  }

  /** Staff take out what is on the way in, or lies behind it. */
  free(): readonly Thing[] {
    const bodies = [...this.#way.clear(), ...this.#held];
    this.#held = [];
    for (const body of bodies) this.#leaves(body, { place: 'staff' });
    this.#look();
    return bodies.flatMap(({ things }) => things);
  }

  setContact(contact: Contact, on: boolean): void {
    if (on) this.#contacts.add(contact);
    else this.#contacts.delete(contact);
    this.#look();
  }

  /** The door before a bin. */
  setDoor(bin: number, open: boolean): void {
    this.#bin(bin).doorIsOpen = open;
    this.#look();
  }

  setPresent(bin: number, present: boolean): void {
    this.#bin(bin).isThere = present;
    this.#look();
  }

  /** Staff take everything out. @throws Error while the door before it is shut */
  emptyBin(bin: number): readonly Thing[] {
    const things = this.#bin(bin).empty();
    for (const { id } of things) this.#places.set(id, { place: 'staff' });
    this.#look();
    return things;
  }

  /** What staff have, and what lies on the floor, is where people take it from again. */
  putAway(): void {
    for (const [id, { place }] of this.#places) {
      if (place === 'staff' || place === 'floor') this.#places.delete(id);
    }
    this.#look();
  }

  #bin(index: number): Bin {
    const bin = this.bins[index];
    if (!bin) throw new Error(`There is no bin ${index}.`);
    return bin;
  }

  #switched(number: number, on: boolean): void {
    const { bins, outputs } = this.#options.wiring;
    if (number === outputs.shutter) this.shutter.want(on);
    if (number === outputs.trap) this.trap?.want(on);
    for (const [index, { gate }] of bins.entries()) {
      if (number === gate) this.#gates[index]?.want(on);
    }
    this.#look();
  }

  #comesIn(body: Body): void {
    body.rest();
    this.#held.push(body);
    this.#place(body, { place: 'held' });
    if (this.trap) return;
    this.#options.time.at(this.measures.slideMs, () => {
      this.#slid.add(body);
      this.#look();
    });
  }

  /** To where the gates stand now. A bin without room holds up what would fall into it. */
  #fall(body: Body): void {
    const turned = this.#gates.findIndex((gate) => gate !== undefined && gate.opening >= 0.5);
    const index = Math.max(0, turned);
    const bin = this.#bin(index);
    if (!this.#held.includes(body) || !bin.hasRoomFor(body)) return;
    this.#held = this.#held.filter((other) => other !== body);
    this.#slid.delete(body);
    this.#leaves(body, { place: 'falling' });
    this.#passes();
    bin.catch(body, (inBin) =>
      this.#place(body, inBin ? { place: 'bin', bin: index } : { place: 'floor' }),
    );
  }

  #passes(): void {
    this.#passing += 1;
    this.#options.time.at(this.measures.passMs, () => {
      this.#passing -= 1;
      this.#look();
    });
  }

  #leaves(body: Body, where: Whereabouts): void {
    this.#setInField(body, false);
    this.#place(body, where);
  }

  #place({ things }: Body, where: Whereabouts): void {
    for (const { id } of things) this.#places.set(id, where);
  }

  #isInShutter(): boolean {
    return this.#way.handIsIn || this.#way.isBefore(this.measures.shutter);
  }

  /** Something has changed: what was held up may go on, and eyes, switches and field follow. */
  #look(): void {
    this.shutter.look();
    this.trap?.look();
    this.#way.goOn();
    for (const body of this.#overTheBins()) this.#fall(body);
    for (const body of this.bodies) this.#setInField(body, body.front > this.measures.innerEye);
    this.#setInputs();
    for (const listener of [...this.#listeners]) listener();
  }

  /** Nothing is under them any more. */
  #overTheBins(): readonly Body[] {
    if (!this.trap) return [...this.#slid];
    return this.trap.isOpen ? [...this.#held] : [];
  }

  #setInField(body: Body, isIn: boolean): void {
    if (this.#inField.has(body) === isIn) return;
    const tags = body.things.flatMap((thing) => thing.tags);
    if (isIn) this.#inField.add(body);
    else this.#inField.delete(body);
    if (isIn) this.#options.field.place(...tags);
    else this.#options.field.remove(...tags.map(({ uid }) => uid));
  }

  #setInputs(): void {
    const { inputs } = this.#options.wiring;
    const { inner, mouth } = this.eyes;
    this.#set(inputs.mouth, mouth);
    this.#set(inputs.inner, inner);
    this.#set(inputs.passed, this.#passing > 0);
    this.#set(inputs.shutterOpen, this.shutter.isOpen);
    this.#set(inputs.shutterShut, this.shutter.isShut);
    this.#set(inputs.trapShut, this.trap?.isShut ?? true);
    this.#set(inputs.obstructed, this.shutter.isPressing);
    for (const contact of ['door', 'tamper', 'fire'] as const) {
      this.#set(inputs[contact], this.#contacts.has(contact));
    }
    for (const { doorIsOpen, eyeIsBlocked, isThere, wiring } of this.bins) {
      this.#set(wiring.fill, eyeIsBlocked);
      this.#set(wiring.door, doorIsOpen);
      this.#set(wiring.present, isThere);
    }
  }

  #set(number: number | undefined, on: boolean): void {
    if (number !== undefined) this.#options.wires.setInput(number, on);
  }
}
