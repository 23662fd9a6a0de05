/** The screen of a drop box: the session's, where that has something to say; else one picture and one sentence. */
import type { ScreenSource } from '../app.ts';
import type { KioskCommand } from '../kiosk-command.ts';
import type { Snapshot } from '../messages.ts';
import type { SessionRunner } from '../session/session-runner.ts';
import type { DropBoxRunner } from './drop-box-runner.ts';
import { screenFor } from './rules/screen-name.ts';

export class DropBoxScreen implements ScreenSource {
  readonly #session: SessionRunner;
  readonly #box: DropBoxRunner;
  readonly #elsewhere: () => string | undefined;
  readonly #subscribers = new Set<(snapshot: Snapshot) => void>();
  readonly #stop: () => void;

  constructor(session: SessionRunner, box: DropBoxRunner, elsewhere: () => string | undefined) {
    this.#session = session;
    this.#box = box;
    this.#elsewhere = elsewhere;
    this.#stop = session.subscribe(() => this.draw());
  }

  get snapshot(): Snapshot {
    const below = this.#session.snapshot;
    const dropBox = this.#box.view;
    const screen = screenFor(below, dropBox.fault);
    const elsewhere = this.#elsewhere();
    const told = { ...dropBox, ...(elsewhere !== undefined && { elsewhere }) };
    return { ...below, screen, dropBox: told };
  }

  subscribe(listener: (snapshot: Snapshot) => void): () => void {
    this.#subscribers.add(listener);
    return () => this.#subscribers.delete(listener);
  }

  command(command: KioskCommand): void {
    this.#session.command(command);
  }

  draw(): void {
    const { snapshot } = this;
    for (const subscriber of this.#subscribers) subscriber(snapshot);
  }

  close(): void {
    this.#stop();
    this.#subscribers.clear();
  }
}
