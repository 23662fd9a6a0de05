/** Carries out what the desk asks for, and tells it what became of it. */
import type { Uid } from '../devices/device.ts';
import { Fault } from '../errors.ts';
import type { StaffApi, StaffItem } from '../ils/central/staff-api.ts';
import type { Ils } from '../ils/ils.ts';
import type { SessionLog } from '../session/effects.ts';
import type { SiteSecurityInForce } from '../site-security.ts';
import type { Sentence } from '../tags/sentence.ts';
import type { TerminalMemory } from '../terminal-memory.ts';
import type { CheckList } from './check-list.ts';
import type { DeskDoor } from './desk-door.ts';
import { wholeTag } from './desk-pad.ts';
import type { DeskPad } from './desk-pad.ts';
import type { DeskPin } from './desk-pin.ts';
import type { DeskStore } from './desk-store.ts';
import type { LabelledScan } from './rules/desk-state.ts';
import type { DeskEffect, DeskInput, Found, FoundItem } from './rules/inputs.ts';
import { tell } from './rules/sentences.ts';
import type { TagRegistrar } from './tag-registrar.ts';
import { pairWith } from './rules/learning.ts';
import { Unwritable } from './tag-writer.ts';
import type { TagWriter } from './tag-writer.ts';

export interface DeskCollaborators {
  /** Undefined: this terminal has none, and nothing is ever laid on it. */
  readonly pad: DeskPad | undefined;
  readonly writer: TagWriter | undefined;
  readonly store: Pick<DeskStore, 'register' | 'writeOf'>;
  readonly registrar: Pick<TagRegistrar, 'wake'>;
  /** Undefined: the library's own system is asked, which needs no account. */
  readonly api: Pick<StaffApi, 'itemsByLabel'> | undefined;
  readonly ils: Pick<Ils, 'item'>;
  /** Name of the terminal's library. */
  readonly library: () => string;
  readonly door: Pick<DeskDoor, 'token' | 'signOut'>;
  readonly pin: Pick<DeskPin, 'set' | 'isSet'>;
  readonly site: SiteSecurityInForce;
  readonly memory: Pick<TerminalMemory, 'keepTagging' | 'keepLearnedAfi'>;
  /** Undefined: back to the rules of the settings file. */
  readonly learnRules: (samples: readonly LabelledScan[] | undefined) => void;
  readonly checkList: CheckList;
  readonly log: SessionLog;
  /** Calls once, after a moment, unless the desk is closed meanwhile. */
  readonly later: (call: () => void) => void;
}

type Of<Kind extends DeskEffect['kind']> = Extract<DeskEffect, { kind: Kind }>;

/** A tag at the edge of the field is read once more before it is given up. */
const LOOKS = 3;

export class DeskEffects {
  readonly #with: DeskCollaborators;
  readonly #tell: (input: DeskInput) => void;

  constructor(collaborators: DeskCollaborators, tellDesk: (input: DeskInput) => void) {
    this.#with = collaborators;
    this.#tell = tellDesk;
  }

  carryOut(effect: DeskEffect): void {
    void this.#do(effect).catch((error: unknown) => {
      this.#with.log.error({ err: error, effect: effect.kind }, 'the desk failed at this');
    });
  }

  async #do(effect: DeskEffect): Promise<void> {
    switch (effect.kind) {
      case 'look':
        return this.#look(effect.uid);
      case 'find':
        return this.#find(effect);
      case 'write':
        return this.#write(effect);
      case 'register':
        return this.#register(effect);
      case 'restore':
        return this.#restore(effect.uid);
      case 'secure':
        return this.#secure(effect);
      case 'keep-settings':
        return this.#with.memory.keepTagging(effect.settings);
      case 'learn-security':
        return this.#learnSecurity(effect);
      case 'learn-rules':
        return this.#with.learnRules(effect.samples);
      case 'set-pin':
        return this.#setPin(effect.pin);
      case 'ask-again':
        return this.#askAgain(effect.id);
      case 'decide':
        return this.#decide(effect);
      case 'sign-out':
        return this.#with.door.signOut();
    }
  }

  async #look(uid: Uid): Promise<void> {
    for (let look = 1; ; look++) {
      try {
        return await this.#lookOnce(uid);
      } catch (error) {
        // A book that is lifted is no news for the log.
        const isGone = error instanceof Fault && error.code === 'tag-gone';
        const code = isGone ? error.code : this.#codeOf(error, 'the tag could not be read');
        if (!isGone || look >= LOOKS) return this.#giveUp(uid, code);
      }
    }
  }

  /**
   * Staff are told that it cannot be read; a book that is moved into the field a little later is read then, and so is
   * one that lies there while its reader finds its words again: it does not enter a second time.
   */
  #giveUp(uid: Uid, code: Fault['code']): void {
    this.#tell({ kind: 'not-looked', uid });
    if (!MENDED_LATER.includes(code)) return;
    this.#with.later(() => {
      if (this.#with.pad?.uids.includes(uid) === true) this.carryOut({ kind: 'look', uid });
    });
  }

  async #lookOnce(uid: Uid): Promise<void> {
    const { pad, registrar, writer } = this.#with;
    if (!pad || !writer) return;
    const mended = await writer.mend(uid);
    if (mended) {
      const { how, job } = mended;
      registrar.wake();
      this.#tell({ kind: 'mended', uid, how, label: job.label, part: job.part });
      // What follows from it looks at the tag itself.
      if (how === 'finished') return;
    }
    const whole = await wholeTag(pad, uid);
    const reading = await pad.readSecurity(uid);
    this.#tell({ kind: 'looked', uid, look: { ...whole, reading } });
  }

  async #find({ ask, label }: Of<'find'>): Promise<void> {
    const { api, door } = this.#with;
    if (!api) return this.#tell({ kind: 'found', ask, found: await this.#findByIls(label) });
    const answer = door.token === undefined ? undefined : await api.itemsByLabel(door.token, label);
    if (answer?.outcome === 'signed-out') return door.signOut();
    const found =
      answer?.outcome === 'accepted'
        ? ({ kind: 'items', items: answer.items.map(itemOf) } as const)
        : ({ kind: 'unanswered' } as const);
    this.#tell({ kind: 'found', ask, found });
  }

  async #findByIls(label: string): Promise<Found> {
    const answer = await this.#with.ils.item({ identifier: label });
    if (answer.outcome === 'unreachable') return { kind: 'unanswered' };
    if (answer.outcome === 'refused') return { kind: 'items', items: [] };
    const { author, title } = answer.item;
    return {
      kind: 'items',
      items: [{ author, title, library: { name: this.#with.library() }, tags: [] }],
    };
  }

  async #write({ before, job, uid, wanted }: Of<'write'>): Promise<void> {
    try {
      await this.#with.writer?.write(uid, before, wanted, job);
    } catch (error) {
      const code = this.#codeOf(error, 'the tag could not be written');
      if (MENDED_LATER.includes(code))
        return this.#tell({ kind: 'torn', uid, why: inWords(error) });
      return this.#tell({ kind: 'not-written', uid, why: inWords(error) });
    }
    this.#with.registrar.wake();
    this.#tell({ kind: 'written', uid, label: job.label, part: job.part });
  }

  async #register({ job, uid }: Of<'register'>): Promise<void> {
    this.#with.store.register(uid, job);
    this.#with.registrar.wake();
  }

  async #restore(uid: Uid): Promise<void> {
    try {
      const isRestored = (await this.#with.writer?.restore(uid)) === true;
      const why = isRestored ? {} : { why: tell('desk.nothing-to-restore', {}) };
      this.#tell({ kind: 'restored', uid, ...why });
    } catch (error) {
      const code = this.#codeOf(error, 'the tag could not be put back');
      const isBegun = this.#with.store.writeOf(uid)?.state === 'begun';
      if (isBegun && MENDED_LATER.includes(code))
        return this.#tell({ kind: 'torn', uid, why: inWords(error) });
      this.#tell({ kind: 'restored', uid, why: inWords(error) });
    }
    this.#with.registrar.wake();
  }

  async #secure({ uid, wanted }: Of<'secure'>): Promise<void> {
    try {
      await this.#with.pad?.secure(uid, wanted, this.#with.site.current);
      this.#tell({ kind: 'secured', uid, wanted });
    } catch (error) {
      this.#codeOf(error, 'the tag could not be secured by hand');
      this.#tell({ kind: 'secured', uid, wanted, why: inWords(error) });
    }
  }

  async #learnSecurity({ pair }: Of<'learn-security'>): Promise<void> {
    const { memory, site } = this.#with;
    if (pair) site.learn(pairWith(pair));
    else site.forget();
    this.#tell({ kind: 'site', site: site.current });
    await memory.keepLearnedAfi(pair);
  }

  async #setPin(pin: string): Promise<void> {
    const { log, pin: own } = this.#with;
    try {
      await own.set(pin);
      this.#tell({ kind: 'pin', isSet: true });
    } catch (error) {
      log.error({ err: error }, 'the PIN of the desk could not be kept');
      this.#tell({ kind: 'pin', isSet: own.isSet, why: tell('desk.disk-failed', {}) });
    }
  }

  async #askAgain(id: string): Promise<void> {
    const { checkList } = this.#with;
    try {
      await checkList.askAgain(id);
    } finally {
      this.#tell({ kind: 'doubts', doubts: checkList.list() });
      this.#tell({ kind: 'checked', id });
    }
  }

  async #decide({ by, done, id }: Of<'decide'>): Promise<void> {
    const { checkList } = this.#with;
    checkList.decide(id, done, by);
    this.#tell({ kind: 'doubts', doubts: checkList.list() });
  }

  /** @throws what is no fault: a bug of ours */
  #codeOf(error: unknown, message: string): Fault['code'] {
    if (!(error instanceof Fault)) throw error;
    this.#with.log.warn({ err: error, code: error.code }, message);
    return error.code;
  }
}

/** Nobody knows what the tag holds now. */
const MENDED_LATER: readonly Fault['code'][] = [
  'tag-gone',
  'port-lost',
  'port-missing',
  'port-busy',
  'no-answer',
  'malformed',
];

function inWords(error: unknown): Sentence {
  if (error instanceof Unwritable) return error.why;
  switch (error instanceof Fault ? error.code : undefined) {
    case 'tag-gone':
      return tell('desk.tag-gone', {});
    case 'tag-refused':
      return tell('desk.tag-refused', {});
    case 'not-supported':
      return tell('desk.not-supported', {});
    case 'not-verified':
      return tell('desk.not-verified', {});
    case 'disk-failed':
      return tell('desk.disk-failed', {});
    default:
      return tell('desk.reader-away', {});
  }
}

const itemOf = ({ author, library, tags, title }: StaffItem): FoundItem => ({
  ...{ author, library, tags, title },
});
