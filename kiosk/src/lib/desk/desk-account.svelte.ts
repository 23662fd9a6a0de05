/** Who is signed in at the desk of this terminal. The session itself is a cookie that no script can read. */

export type SignInAnswer =
  | { readonly kind: 'signed-in' }
  | { readonly kind: 'wrong' }
  | { readonly kind: 'too-many'; readonly waitSeconds?: number }
  /** The library's server does not answer: the terminal's own PIN is left. */
  | { readonly kind: 'no-server' }
  | { readonly kind: 'no-gateway' };

export class DeskAccount {
  /** `unknown` until the gateway has said. */
  state = $state<'unknown' | 'signed-out' | 'signed-in'>('unknown');

  /** Asks whether the session still stands; while the gateway is away nothing is known, and nothing changes. */
  async load(): Promise<void> {
    const response = await ask('GET', 'me');
    if (response === undefined || response.status >= 500) return;
    this.state = response.ok ? 'signed-in' : 'signed-out';
  }

  signIn(name: string, password: string): Promise<SignInAnswer> {
    return this.#enter('sign-in', { name, password });
  }

  /** By the terminal's own PIN: device work only. */
  signInByPin(pin: string): Promise<SignInAnswer> {
    return this.#enter('pin', { pin });
  }

  async signOut(): Promise<void> {
    await ask('POST', 'sign-out');
    this.state = 'signed-out';
  }

  async #enter(door: string, body: object): Promise<SignInAnswer> {
    const response = await ask('POST', door, body);
    const answer = answerOf(response);
    if (answer.kind === 'signed-in') this.state = 'signed-in';
    return answer;
  }
}

function answerOf(response: Response | undefined): SignInAnswer {
  if (response === undefined) return { kind: 'no-gateway' };
  if (response.ok) return { kind: 'signed-in' };
  if (response.status >= 500) return { kind: 'no-server' };
  if (response.status !== 429) return { kind: 'wrong' };
  const wait = Number(response.headers.get('Retry-After') ?? Number.NaN);
  return { kind: 'too-many', ...(Number.isFinite(wait) && { waitSeconds: wait }) };
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
