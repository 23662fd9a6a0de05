/** Tells whoever watches that something about the terminals has changed; what, they look up with their own rights. */
export class TerminalNews {
  readonly #watchers = new Set<() => void>();
  #version = 0;

  /** Read it before looking something up: what changes meanwhile is then not missed. */
  get version(): number {
    return this.#version;
  }

  announce(): void {
    this.#version += 1;
    for (const watcher of this.#watchers) watcher();
  }

  /** @returns resolves when there is news after `seen`, after `waitMs`, or when the signal aborts */
  next(seen: number, waitMs: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.#watchers.delete(done);
        signal.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, waitMs);
      this.#watchers.add(done);
      signal.addEventListener('abort', done);
      if (signal.aborted || this.#version !== seen) done();
    });
  }
}
