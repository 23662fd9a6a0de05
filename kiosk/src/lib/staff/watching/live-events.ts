/**
 * Server-sent events that come back by themselves. `EventSource` alone dials again after a broken line only: answered once with anything
 * but a stream, by a proxy whose server restarts or a database that is busy just then, it never does again (HTML §9.2.3). Nor does it
 * notice a line that does not break: of a server that lost its power, of a laptop that slept.
 */

/** Milliseconds. */
const AGAIN_MS = 5_000;
/** The server says something, be it that nothing is new, every 15 s. Milliseconds. */
const SILENCE_MS = 60_000;

export interface Watching {
  readonly onTold: (data: string) => void;
  /** From now on what is seen is from before. */
  readonly onLost: () => void;
  /** The server, or whoever stands before it, will not: it may no longer know the session. */
  readonly onRefused: () => void;
}

/** @returns what ends it */
export function watch(address: string, { onLost, onRefused, onTold }: Watching): () => void {
  let source: EventSource;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const dialIn = (ms: number): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      source.close();
      onLost();
      dial();
    }, ms);
  };
  const fail = (): void => {
    onLost();
    if (source.readyState !== EventSource.CLOSED) return;
    dialIn(AGAIN_MS);
    onRefused();
  };
  const dial = (): void => {
    dialIn(SILENCE_MS);
    source = new EventSource(address);
    source.addEventListener('still', () => dialIn(SILENCE_MS));
    source.addEventListener('message', ({ data }) => {
      dialIn(SILENCE_MS);
      onTold(String(data));
    });
    source.addEventListener('error', fail);
  };
  dial();
  return () => {
    clearTimeout(timer);
    source.close();
  };
}
