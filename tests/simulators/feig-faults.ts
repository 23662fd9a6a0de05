/** What a simulated reader was told to do wrong, and a record of when it did. */

/** How a write of the AFI goes wrong. */
export type WriteFailure =
  /** Status 03: the tag did not confirm. */
  | 'write-error'
  /** Status 95, ISO error 12: locked. */
  | 'protected'
  /** Status 00, and the byte is not kept: only reading back finds out. */
  | 'pretends';

export type PullAwayMoment = 'inventory' | 'read' | 'write-afi' | 'after-write';

export interface FiredFault {
  readonly fault:
    'write-failure' | 'pull-away' | 'misread' | 'ghost' | 'bit-error' | 'silence' | 'gap';
  /** Name of the command at which it fired. */
  readonly command: string;
  /** How many commands the reader had taken by then, this one included. */
  readonly at: number;
}

type LineFault = 'misread' | 'bit-error' | 'silence';

export class FeigFaults {
  readonly fired: FiredFault[] = [];
  readonly writeFailures = new Map<string, { left: number; how: WriteFailure }>();
  readonly pullAway = new Map<string, PullAwayMoment>();
  readonly ghosts: string[] = [];
  readonly oddTags = new Set<string>();
  #armed: { fault: LineFault; at: string | undefined }[] = [];
  gapMs = 0;
  scanMode = false;
  bareOverflow = false;

  /** @param at name of the command it waits for; any without one */
  arm(fault: LineFault, times: number, at?: string): void {
    for (let time = 0; time < times; time++) this.#armed.push({ fault, at });
  }

  /** Takes one fault that is armed for this command, and records that it fired. */
  take(fault: LineFault, command: string, at: number): boolean {
    const index = this.#armed.findIndex(
      (armed) => armed.fault === fault && (armed.at ?? command) === command,
    );
    if (index < 0) return false;
    this.#armed.splice(index, 1);
    this.fired.push({ fault, command, at });
    return true;
  }

  takeGap(command: string, at: number): number {
    const gap = this.gapMs;
    this.gapMs = 0;
    if (gap > 0) this.fired.push({ fault: 'gap', command, at });
    return gap;
  }

  takeWriteFailure(uid: string, command: string, at: number): WriteFailure | undefined {
    const failure = this.writeFailures.get(uid);
    if (!failure || failure.left === 0) return undefined;
    failure.left -= 1;
    this.fired.push({ fault: 'write-failure', command, at });
    return failure.how;
  }

  /** The tags that are to be pulled away at this moment. */
  takePullAway(moment: PullAwayMoment, uid: string | undefined, command: string, at: number) {
    const gone = [...this.pullAway].filter(
      ([tag, when]) => when === moment && (uid === undefined || tag === uid),
    );
    for (const [tag] of gone) {
      this.pullAway.delete(tag);
      this.fired.push({ fault: 'pull-away', command, at });
    }
    return gone.map(([tag]) => tag);
  }
}
