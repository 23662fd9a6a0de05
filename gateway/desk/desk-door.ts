/**
 * Who is at the desk: one person at a time. The browser holds a random number that opens this gateway's desk and
 * nothing else; the server's session stays in the memory of this process.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { DeskMe, DeskProblem } from '../desk-messages.ts';
import type { StaffApi } from '../ils/central/staff-api.ts';
import type { DeskPin } from './desk-pin.ts';
import type { DeskUser } from './rules/desk-state.ts';

export interface DeskDoorOptions {
  /** Undefined: nobody has accounts here, and the PIN is the only key. */
  readonly api: Pick<StaffApi, 'signIn' | 'signOut'> | undefined;
  readonly pin: Pick<DeskPin, 'check' | 'isSet'>;
  /** The server answers. */
  readonly online: () => boolean;
}

export type DoorAnswer =
  /** `key`: 256 bits, base64url, for the cookie. */
  | { readonly outcome: 'accepted'; readonly key: string; readonly me: DeskMe }
  | {
      readonly outcome: 'refused';
      readonly status: 401 | 409 | 429 | 503;
      readonly problem: DeskProblem;
    };

interface Sitting {
  readonly keyHash: Buffer;
  readonly user: DeskUser;
  readonly token: string | undefined;
}

export class DeskDoor {
  readonly #options: DeskDoorOptions;
  #sitting: Sitting | undefined;
  /** Called with each change; `undefined`: nobody is there any more. */
  onChange: (user: DeskUser | undefined) => void = () => undefined;

  constructor(options: DeskDoorOptions) {
    this.#options = options;
  }

  /** The server's session of who is here; undefined in device work. */
  get token(): string | undefined {
    return this.#sitting?.token;
  }

  /** @param key from the cookie */
  opens(key: string | undefined): boolean {
    if (key === undefined || !this.#sitting) return false;
    return timingSafeEqual(hashOf(key), this.#sitting.keyHash);
  }

  get me(): DeskMe | undefined {
    return this.#sitting && meOf(this.#sitting.user);
  }

  async signIn(name: string, password: string): Promise<DoorAnswer> {
    const answer = await (this.#options.api?.signIn(name, password) ?? NOBODY);
    switch (answer.outcome) {
      case 'accepted':
        return this.#enter({ mode: 'staff', name: answer.name }, answer.token);
      case 'wrong':
        return refused(401, { code: 'sign-in-wrong' });
      case 'too-many-attempts':
        return refused(429, { code: 'too-many-attempts', waitMs: answer.waitMs });
      case 'unreachable':
        return refused(503, { code: 'server-away', pinIsSet: this.#options.pin.isSet });
    }
  }

  /** Only while nobody can be asked for accounts: the PIN is everybody's who works here. */
  async enterPin(pin: string): Promise<DoorAnswer> {
    if (this.#options.api && this.#options.online())
      return refused(409, { code: 'server-answers' });
    const answer = await this.#options.pin.check(pin);
    switch (answer.outcome) {
      case 'right':
        return this.#enter({ mode: 'device' }, undefined);
      case 'wrong':
        return refused(401, { code: 'pin-wrong', triesLeft: answer.triesLeft });
      case 'locked':
        return refused(429, { code: 'pin-locked', waitMs: Math.ceil(answer.waitMs) });
      case 'not-set':
        return refused(409, { code: 'pin-not-set' });
    }
  }

  /** The server is told where it can be; its session ends by itself else. */
  signOut(): void {
    const { token } = this.#sitting ?? {};
    if (!this.#sitting) return;
    this.#sitting = undefined;
    if (token !== undefined) void this.#options.api?.signOut(token);
    this.onChange(undefined);
  }

  /** Whoever was here before is not any more. */
  #enter(user: DeskUser, token: string | undefined): DoorAnswer {
    this.signOut();
    const key = randomBytes(32).toString('base64url');
    this.#sitting = { keyHash: hashOf(key), user, token };
    this.onChange(user);
    return { outcome: 'accepted', key, me: meOf(user) };
  }
}

const NOBODY = { outcome: 'unreachable' } as const;

const hashOf = (key: string): Buffer => createHash('sha256').update(key).digest();

const meOf = ({ mode, name }: DeskUser): DeskMe => ({ mode, ...(name !== undefined && { name }) });

const refused = (
  status: Extract<DoorAnswer, { outcome: 'refused' }>['status'],
  problem: DeskProblem,
): DoorAnswer => ({ outcome: 'refused', status, problem });
