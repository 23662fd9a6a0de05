/** The server of a run: a child that is killed and comes again, and what staff do at its desk. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { v7 as newId } from 'uuid';
import { z } from 'zod';
import { freePort } from '#tests/stand/ports.ts';
import { ChaosChild } from './child.ts';
import type { ChildOptions } from './child.ts';
import type { DeskAct, Shape } from './script.ts';
import { barcodeOf, fillServer, patronIdOf } from './world.ts';

export interface ServerOptions {
  readonly folder: string;
  readonly gateways: string;
  readonly cache: string;
  readonly shape: Shape;
  readonly plant: string | undefined;
  readonly tell: (text: string) => void;
}

/** Terminals' clocks are put right to a second or two; a book rests for longer before it is used elsewhere. */
const CLOCK_UNCERTAINTY_SECONDS = 2;
const DESK_LIMIT_MS = 3_000;

const Blocked = z.object({ blockId: z.string() });

export class ChaosServer {
  readonly port: number;
  readonly #options: ServerOptions;
  readonly #program: ChildOptions;
  readonly #blocks = new Map<number, string>();
  #child: ChaosChild | undefined;
  #up: Promise<unknown> = Promise.resolve();
  #cookie: string | undefined;

  private constructor(options: ServerOptions, port: number) {
    const { cache, folder, plant } = options;
    this.port = port;
    this.#options = options;
    const settings = join(folder, 'server.json');
    writeFileSync(
      settings,
      JSON.stringify({
        listen: { host: '127.0.0.1', port },
        ...{ dataFolder: folder, pagesFolder: folder, logLevel: 'error' },
        clockUncertaintySeconds: CLOCK_UNCERTAINTY_SECONDS,
      }),
    );
    this.#program = {
      ...{ main: 'server/main.ts', settings, cache, plant },
      health: `http://127.0.0.1:${port}/health`,
    };
  }

  static async start(options: ServerOptions): Promise<ChaosServer> {
    mkdirSync(options.folder, { recursive: true });
    await fillServer(join(options.folder, 'server.db'), options.shape, options.gateways);
    const server = new ChaosServer(options, await freePort());
    await server.#begin();
    return server;
  }

  get file(): string {
    return join(this.#options.folder, 'server.db');
  }

  get whenUp(): Promise<unknown> {
    return this.#up;
  }

  get output(): string {
    return this.#child?.output ?? '';
  }

  /** As a power cut does it; it is back after so long. Returns when it is dead. */
  async kill(forMs: number): Promise<void> {
    const { promise, reject, resolve } = Promise.withResolvers<unknown>();
    this.#up = promise;
    promise.catch(() => undefined);
    await this.#child?.kill();
    delay(forMs)
      .then(() => this.#begin())
      .then(resolve, reject);
  }

  /** One that has ended by itself is started again. */
  async watch(): Promise<void> {
    await this.#up;
    if (!this.#child?.hasEnded) return;
    this.#options.tell(`the server ended by itself: ${this.#child.output}`);
    this.#up = this.#begin();
    await this.#up;
  }

  /** @returns what the desk was told; a server that is down is told nothing */
  async act(act: DeskAct): Promise<string> {
    try {
      await this.#signIn();
      return await this.#carryOut(act);
    } catch (error) {
      return `not done: ${error instanceof Error ? error.message : String(error)}`;
    }
  }

  async close(): Promise<void> {
    await this.#up.catch(() => undefined);
    await this.#child?.kill();
  }

  async #begin(): Promise<void> {
    this.#child = await ChaosChild.start(this.#program);
  }

  async #carryOut(act: DeskAct): Promise<string> {
    const patron = patronIdOf(act.patron);
    const at = { id: newId(), library: 'central' };
    switch (act.kind) {
      case 'block': {
        const blocks = `/staff/patrons/${patron}/blocks`;
        const answer = await this.#ask('POST', blocks, { ...at, reason: 'staff' });
        const block = Blocked.safeParse(JSON.parse(answer));
        if (block.success) this.#blocks.set(act.patron, block.data.blockId);
        return answer;
      }
      case 'unblock': {
        // Whoever has been blocked longest.
        const [first] = this.#blocks;
        if (!first) return 'nobody is blocked';
        this.#blocks.delete(first[0]);
        const path = `/staff/patrons/${patronIdOf(first[0])}/blocks/${first[1]}?library=${at.library}`;
        return this.#ask('DELETE', path);
      }
      case 'hold': {
        const item = barcodeOf(act.book);
        return this.#ask('POST', '/staff/holds', { ...at, patron, item, pickup: 'central' });
      }
    }
  }

  async #signIn(): Promise<void> {
    if (this.#cookie !== undefined) return;
    const file = join(this.#options.folder, 'first-password.txt');
    const [name, password] = readFileSync(file, 'utf8').trim().split(' ');
    const response = await this.#fetch('POST', '/staff/sign-in', { name, password });
    this.#cookie = (response.headers.get('set-cookie') ?? '').split(';')[0];
    await response.body?.cancel();
  }

  async #ask(method: string, path: string, body?: object): Promise<string> {
    return (await this.#fetch(method, path, body)).text();
  }

  #fetch(method: string, path: string, body?: object): Promise<Response> {
    const url = `http://127.0.0.1:${this.port}`;
    return fetch(`${url}/api${path}`, {
      method,
      signal: AbortSignal.timeout(DESK_LIMIT_MS),
      headers: {
        origin: url,
        ...(body && { 'content-type': 'application/json' }),
        ...(this.#cookie !== undefined && { cookie: this.#cookie }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
  }
}
