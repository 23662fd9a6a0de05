/** Who is signed in at the desk of this terminal. The session itself is a cookie that no script can read. */
import type { DeskProblem } from '#gateway/desk-messages.ts';

/** What the door said: the problem as the gateway names it, or that nobody is there to say anything. */
export type Trouble = DeskProblem | { readonly code: 'no-gateway' };

export class DeskAccount {
  /** `unknown` until the gateway has said. */
  state = $state<'unknown' | 'signed-out' | 'signed-in'>('unknown');
  /** Whether the form should offer the account or the terminal's PIN first. */
  online = $state(true);
  pinIsSet = $state(false);

  /** Asks whether the session still stands; while the gateway is away nothing is known, and nothing changes. */
  async load(): Promise<void> {
    const response = await ask('GET', 'me');
    if (response?.ok) this.state = 'signed-in';
    else if (response?.status === 401) this.#leave((await response.json()) as DeskProblem);
  }

  /** @returns undefined when it worked */
  signIn(name: string, password: string): Promise<Trouble | undefined> {
    return this.#enter('sign-in', { name, password });
  }

  /** By the terminal's own PIN: device work only. */
  signInByPin(pin: string): Promise<Trouble | undefined> {
    return this.#enter('pin', { pin });
  }

  async signOut(): Promise<void> {
    await ask('POST', 'sign-out');
    await this.load();
  }

  async #enter(door: string, body: object): Promise<Trouble | undefined> {
    const response = await ask('POST', door, body);
    if (response === undefined) return { code: 'no-gateway' };
    if (!response.ok) return this.#refused(await problemIn(response));
    this.state = 'signed-in';
    return undefined;
  }

  #refused(problem: Trouble): Trouble {
    if (problem.code === 'no-gateway') return problem;
    if (problem.code === 'server-away') this.online = false;
    if (problem.code === 'server-answers') this.online = true;
    if (problem.pinIsSet !== undefined) this.pinIsSet = problem.pinIsSet;
    return problem;
  }

  #leave({ online = true, pinIsSet = false }: DeskProblem): void {
    this.state = 'signed-out';
    this.online = online;
    this.pinIsSet = pinIsSet;
  }
}

/** A gateway that cannot answer in its own words, its disk being full, is as good as away. */
async function problemIn(response: Response): Promise<Trouble> {
  const isTold = response.headers.get('content-type')?.startsWith('application/json') === true;
  return isTold ? ((await response.json()) as DeskProblem) : { code: 'no-gateway' };
}

/** Undefined when nobody answers. */
async function ask(method: string, door: string, body?: object): Promise<Response | undefined> {
  const headers = { 'content-type': 'application/json' };
  const init = body === undefined ? { method } : { method, headers, body: JSON.stringify(body) };
  try {
    return await fetch(`/desk/api/${door}`, init);
  } catch {
    return undefined;
  }
}
