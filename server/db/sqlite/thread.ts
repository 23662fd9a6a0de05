import { Worker } from 'node:worker_threads';
import { DatabaseFault } from '../fault.ts';
import type { Answer, FromThread, ThreadData, ToThread } from './thread-messages.ts';

interface Pending {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: DatabaseFault) => void;
}

/** The main thread's handle on one thread of the database: calls go out numbered, answers find their callers. */
export class DatabaseThread {
  /** Resolves when the thread has opened the file; rejects when it could not. */
  readonly ready: Promise<void>;
  /** Resolves with the reason when the thread has ended without being asked to. */
  readonly failed: Promise<Error>;
  readonly #worker: Worker;
  readonly #pending = new Map<number, Pending>();
  readonly #ended: Promise<void>;
  #lastId = 0;
  #failure: DatabaseFault | undefined;
  #closing = false;

  constructor(script: URL, data: ThreadData) {
    this.#worker = new Worker(script, { workerData: data });
    const ready: PromiseWithResolvers<void> = Promise.withResolvers();
    const failed = Promise.withResolvers<Error>();
    this.ready = ready.promise;
    this.failed = failed.promise;
    this.#ended = new Promise((resolve) => this.#worker.once('exit', () => resolve()));
    this.#worker.on('message', (message: FromThread) => {
      if (message.kind === 'ready') ready.resolve();
      else message.answers.forEach((answer) => this.#settle(answer));
    });
    const fail = (reason: Error) => {
      this.#fail(reason);
      ready.reject(reason);
      failed.resolve(reason);
    };
    this.#worker.once('error', fail);
    this.#worker.once('exit', (code) => {
      if (!this.#closing) fail(new Error(`a thread of the database ended with code ${code}`));
    });
  }

  /** How many calls wait for an answer. */
  get load(): number {
    return this.#pending.size;
  }

  call(name: string, input: unknown): Promise<unknown> {
    if (this.#failure) return Promise.reject(this.#failure);
    const id = (this.#lastId += 1);
    return new Promise((resolve, reject) => {
      this.#say({ kind: 'call', call: { id, name, input } });
      this.#pending.set(id, { resolve, reject });
    });
  }

  /** The thread answers what it has been asked before, then ends. */
  async close(): Promise<void> {
    this.#closing = true;
    if (!this.#failure) this.#say({ kind: 'close' });
    await this.#ended;
  }

  #settle(answer: Answer): void {
    const pending = this.#pending.get(answer.id);
    this.#pending.delete(answer.id);
    if (answer.outcome === 'done') pending?.resolve(answer.value);
    else pending?.reject(faultOf(answer));
  }

  #fail(reason: Error): void {
    this.#failure ??= new DatabaseFault('crashed', 'the database has stopped', { cause: reason });
    for (const { reject } of this.#pending.values()) reject(this.#failure);
    this.#pending.clear();
  }

  #say(message: ToThread): void {
    this.#worker.postMessage(message);
  }
}

function faultOf({ code, message, stack }: Extract<Answer, { outcome: 'failed' }>): DatabaseFault {
  const fault = new DatabaseFault(code, message);
  // The stack of the thread says where it happened; the one made here says nothing.
  if (stack !== undefined) fault.stack = stack;
  return fault;
}
