/** Who may speak: accounts of terminals, and how often a password may be tried. */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { isSecret, nobodysSecret } from '../secrets/argon2id.ts';
import type { Account } from './rules/account.ts';
import { LoginLimit } from './login-limit.ts';

export class LoginDesk {
  readonly #accounts: ReadonlyMap<string, Account>;
  readonly #tell: (address: string) => void;
  readonly #limit = new LoginLimit();
  /** Of this process alone, so that what is remembered is of no use elsewhere. */
  readonly #key = randomBytes(32);
  /** Of each account, the password that was found right: Argon2id is compared once, not at every connection of a morning. */
  readonly #right = new Map<string, Buffer>();
  /** By address, the last password that is being looked at. */
  readonly #underWay = new Map<string, Promise<unknown>>();

  /** @param tell of wrong passwords that were looked at: a flood of others is not to fill the log */
  constructor(accounts: readonly Account[], tell: (address: string) => void) {
    this.#tell = tell;
    this.#accounts = new Map(accounts.map((account) => [account.login, account]));
    for (const { login, password } of accounts)
      if (!isHash(password)) this.#right.set(login, this.#digest(password));
  }

  /**
   * One after the other from one address: a thousand lines that ask at once would all be let in to try before the first of them has failed.
   * @param now epoch milliseconds
   * @returns the account, if the password is right; a wrong one takes as long whether there is such an account or not
   */
  async logIn(
    login: string,
    password: string,
    address: string,
    now: number,
  ): Promise<Account | undefined> {
    const before = this.#underWay.get(address);
    const judged = Promise.allSettled([before]).then(() =>
      this.#judge(login, password, address, now),
    );
    this.#underWay.set(address, judged);
    try {
      return await judged;
    } finally {
      if (this.#underWay.get(address) === judged) this.#underWay.delete(address);
    }
  }

  async #judge(
    login: string,
    password: string,
    address: string,
    now: number,
  ): Promise<Account | undefined> {
    if (!this.#limit.allows(login, address, now)) return undefined;
    const account = this.#accounts.get(login);
    if (account && (await this.#isRight(account, password))) {
      this.#limit.forget(login, address);
      return account;
    }
    if (!account || !isHash(account.password)) await isSecret(password, await nobodysSecret);
    this.#limit.count(login, address, now);
    this.#tell(address);
    return undefined;
  }

  async #isRight({ login, password }: Account, given: string): Promise<boolean> {
    const digest = this.#digest(given);
    const known = this.#right.get(login);
    if (known && timingSafeEqual(known, digest)) return true;
    if (!isHash(password) || !(await isSecret(given, password))) return false;
    this.#right.set(login, digest);
    return true;
  }

  #digest(password: string): Buffer {
    return createHmac('sha256', this.#key).update(password.normalize('NFC')).digest();
  }
}

const isHash = (password: string): boolean => password.startsWith('$argon2id$');
