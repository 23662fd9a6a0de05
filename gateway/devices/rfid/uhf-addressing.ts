import { Fault } from '../../errors.ts';
import type { Inventory, Uid } from '../device.ts';
import {
  BANK,
  decodeUhfInventory,
  readWords,
  targetByEpc,
  targetByTid,
  TID_WORDS,
  tidInventory18,
  tidInventory288,
  UHF_COMMAND,
  UHF_STATUS,
} from './uhf-command-frames.ts';
import type { UhfTarget, UhfVariant } from './uhf-command-frames.ts';
import type { UhfLine } from './uhf-line.ts';
import type { UhfResponse } from './uhf-reader18-frames.ts';
import { statusFault } from './uhf-status.ts';

/** How tags are found and told apart; a tag is its TID, whatever its EPC bank says. */
export interface UhfAddressing {
  inventory(): Promise<Inventory>;
  /** What a command to this tag, and to no other, must say. @throws Fault `tag-gone`, `tag-refused` */
  target(uid: Uid, purpose: 'read' | 'write'): Promise<UhfTarget>;
  /** Its EPC is being rewritten. `undefined`: nobody knows what it is now. */
  renamed(uid: Uid, epc: Uint8Array | undefined): void;
}

/** Statuses with which an inventory ends, and with which its frames come. */
const ROUND_OVER: ReadonlySet<number> = new Set([
  UHF_STATUS.ok,
  UHF_STATUS.finished,
  UHF_STATUS.scanTimeOver,
  UHF_STATUS.moreFollows,
  UHF_STATUS.memoryFull,
]);

interface Round {
  /** As the reader told them, twice where two tags said the same. */
  readonly ids: readonly string[];
  readonly complete: boolean;
}

/** Reads what all frames of an inventory tell. */
function roundOf(answers: readonly UhfResponse[], variant: UhfVariant): Round {
  const ids: string[] = [];
  let last: number = UHF_STATUS.ok;
  for (const answer of answers) {
    last = answer.status;
    if (last === UHF_STATUS.noTag) return { ids, complete: true };
    if (!ROUND_OVER.has(last)) throw statusFault(answer);
    const found = decodeUhfInventory(answer.data, variant);
    if (!found) throw new Fault('malformed', 'an inventory that does not fit its count');
    ids.push(...found.map(hexOf));
  }
  return { ids, complete: last === UHF_STATUS.finished || last === UHF_STATUS.ok };
}

/**
 * EPC Gen2 §6.3.2.1.3: a TID begins with E2. Anything else was misread, or is a chip without a serial number, which
 * cannot be told from its like.
 */
const isTid = (id: string): boolean => /^E2[0-9A-F]{22}$/.test(id);

/** Readers that take a mask of any bank: every command names the TID, so equal EPCs cannot be mixed up. */
export class TidAddressing implements UhfAddressing {
  readonly #line: UhfLine;
  /** 288: the limit of one round, in tenths of a second; ten tags take two or three. */
  readonly #tenths = 10;

  constructor(line: UhfLine) {
    this.#line = line;
  }

  async inventory(): Promise<Inventory> {
    const request = tidInventory288(this.#tenths);
    const answers = await this.#line.requestAll(UHF_COMMAND.inventory, request, this.#tenths * 100);
    const { ids, complete } = roundOf(answers, '288');
    return { uids: [...new Set(ids)].filter(isTid), complete };
  }

  async target(uid: Uid): Promise<UhfTarget> {
    return targetByTid(Buffer.from(uid, 'hex'));
  }

  renamed(): void {}
}

export interface EpcAddressingOptions {
  /** Can tell TIDs in one round (firmware 2.36 and later). */
  readonly tidRounds: boolean;
  /** How long a round may take, as the reader is set. */
  readonly roundMs: number;
}

/**
 * Readers that know tags by their EPC only. Fresh labels from one roll often carry the same EPC, and a command reaches
 * whichever of them answers first; so the TID behind an EPC is read before each act, and nothing is written while two
 * tags in the field say the same.
 */
export class EpcAddressing implements UhfAddressing {
  readonly #line: UhfLine;
  readonly #options: EpcAddressingOptions;
  /** EPC by TID of the tags in the field, as far as they were looked for. */
  readonly #epcs = new Map<Uid, string>();

  constructor(line: UhfLine, options: EpcAddressingOptions) {
    this.#line = line;
    this.#options = options;
  }

  async inventory(): Promise<Inventory> {
    const { uids, complete } = this.#options.tidRounds
      ? await this.#tidRound()
      : await this.#roundByEpc();
    for (const uid of [...this.#epcs.keys()]) {
      if (complete && !uids.includes(uid)) this.#epcs.delete(uid);
    }
    return { uids, complete };
  }

  async target(uid: Uid, purpose: 'read' | 'write'): Promise<UhfTarget> {
    if (purpose === 'write' || !this.#epcs.has(uid)) await this.#meet(purpose);
    const epc = this.#epcs.get(uid);
    if (epc === undefined) throw new Fault('tag-gone', 'no tag with this TID is in the field');
    const target = targetByEpc(Buffer.from(epc, 'hex'));
    if ((await this.#tidOf(target)) === uid) return target;
    this.#epcs.delete(uid);
    throw new Fault('tag-gone', 'another tag answers to its EPC');
  }

  renamed(uid: Uid, epc: Uint8Array | undefined): void {
    if (epc) this.#epcs.set(uid, hexOf(epc));
    else this.#epcs.delete(uid);
  }

  async #tidRound(): Promise<Inventory> {
    const { ids, complete } = await this.#round(tidInventory18());
    return { uids: [...new Set(ids)].filter(isTid), complete };
  }

  /** Older firmware: each EPC that is new is asked for its TID. Of two tags with one EPC only one can be told. */
  async #roundByEpc(): Promise<Inventory> {
    const { ids, complete } = await this.#round(new Uint8Array());
    await this.#learn(ids);
    const known = new Map([...this.#epcs].map(([uid, epc]) => [epc, uid]));
    const uids = [...new Set(ids)].flatMap((epc) => known.get(epc) ?? []);
    return { uids, complete: complete && uids.length === ids.length };
  }

  /**
   * Finds out which EPC belongs to which TID.
   * @throws Fault `tag-refused`, `tag-gone` when that must not be relied on for writing
   */
  async #meet(purpose: 'read' | 'write'): Promise<void> {
    const { ids, complete } = await this.#round(new Uint8Array());
    await this.#learn(ids);
    if (purpose === 'read') return;
    // A reader may leave out what it has told already: then there are more TIDs than EPCs.
    const tids = this.#options.tidRounds ? await this.#tidRound() : undefined;
    if (new Set(ids).size !== ids.length || (tids && tids.uids.length > ids.length)) {
      throw new Fault('tag-refused', 'two tags on the pad have the same EPC: one at a time');
    }
    if (complete && tids?.complete !== false) return;
    throw new Fault('tag-gone', 'the look was cut short: another tag may have the same EPC');
  }

  async #learn(epcs: readonly string[]): Promise<void> {
    const known = new Set(this.#epcs.values());
    for (const epc of new Set(epcs)) {
      if (known.has(epc)) continue;
      const tid = await this.#tidOf(targetByEpc(Buffer.from(epc, 'hex')));
      if (tid !== undefined && isTid(tid)) this.#epcs.set(tid, epc);
    }
  }

  /** @returns undefined where no tag answers with a whole TID */
  async #tidOf(target: UhfTarget): Promise<string | undefined> {
    const place = { bank: BANK.tid, word: 0 };
    const request = readWords(target, place, TID_WORDS);
    const answer = await this.#line.request(UHF_COMMAND.read, request);
    if (answer.status === UHF_STATUS.ok) return hexOf(answer.data);
    const fault = statusFault(answer);
    if (fault.code === 'tag-gone' || fault.code === 'tag-refused') return undefined;
    throw fault;
  }

  async #round(request: Uint8Array): Promise<Round> {
    const { roundMs } = this.#options;
    return roundOf(await this.#line.requestAll(UHF_COMMAND.inventory, request, roundMs), '18');
  }
}

const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex').toUpperCase();
