/** What every Port does alike: one listener for bytes, and one call to each of the others when the line is gone. */
export class PortListeners {
  #data: (bytes: Uint8Array) => void = () => {};
  #closed = false;
  readonly #onClose: (() => void)[] = [];

  get closed(): boolean {
    return this.#closed;
  }

  setData(listener: (bytes: Uint8Array) => void): void {
    this.#data = listener;
  }

  /** A listener that comes after the loss is told of it all the same. */
  addClose(listener: () => void): void {
    if (this.#closed) queueMicrotask(listener);
    else this.#onClose.push(listener);
  }

  /** Bytes that come before anybody listens belong to no exchange, and are dropped. */
  readonly data = (bytes: Uint8Array): void => {
    if (!this.#closed) this.#data(bytes);
  };

  readonly close = (): void => {
    if (this.#closed) return;
    this.#closed = true;
    for (const listener of this.#onClose.splice(0)) listener();
  };
}
