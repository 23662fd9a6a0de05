/** Who is signed in at the staff pages. The session itself is a cookie that no script can read. */

export interface Account {
  readonly name: string;
}

/** Milliseconds between two questions whether the server is back. */
const ASK_AGAIN_MS = 5000;

type SignInAnswer = 'signed-in' | 'wrong' | 'too-many' | 'no-server';

export class StaffAccount {
  /** `unknown` until the server has said. */
  state = $state<'unknown' | 'signed-out' | 'signed-in' | 'no-server'>('unknown');
  name = $state('');

  /** Asks now, and again as long as nobody answers. @returns what ends it */
  keep(): () => void {
    void this.load();
    const timer = setInterval(() => {
      if (this.state === 'no-server' || this.state === 'unknown') void this.load();
    }, ASK_AGAIN_MS);
    return () => clearInterval(timer);
  }

  async load(): Promise<void> {
    // Not `/me`: its 401 stands in the browser's console like a fault, each time the page is opened.
    const response = await ask('GET', '/api/staff/session');
    if (!response?.ok) {
      // Nothing is known, and nothing changes: what was being typed is not thrown away.
      if (this.state !== 'signed-in') this.state = 'no-server';
      return;
    }
    const { member } = (await response.json()) as { member?: Account };
    if (member) this.#enter(member);
    else this.leave();
  }

  async signIn(name: string, password: string): Promise<SignInAnswer> {
    const response = await ask('POST', '/api/staff/sign-in', { name, password });
    if (response === undefined || response.status >= 500) return 'no-server';
    if (response.status === 429) return 'too-many';
    if (!response.ok) return 'wrong';
    await this.load();
    return 'signed-in';
  }

  async signOut(): Promise<void> {
    await ask('POST', '/api/staff/sign-out');
    this.leave();
  }

  /** Also when the server no longer knows the session. */
  leave(): void {
    this.state = 'signed-out';
    this.name = '';
  }

  #enter(account: Account): void {
    this.name = account.name;
    this.state = 'signed-in';
  }
}

/** Undefined when nobody answers. */
async function ask(method: string, path: string, body?: object): Promise<Response | undefined> {
  const init =
    body === undefined
      ? { method }
      : { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  try {
    return await fetch(path, init);
  } catch {
    return undefined;
  }
}
