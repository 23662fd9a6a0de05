/**
 * Server-sent events that come back by themselves. `EventSource` alone dials again after a broken line only: answered once with anything
 * but a stream, by a proxy whose server restarts or a database that is busy just then, it never does again (HTML §9.2.3).
 */

/** Milliseconds. */
const AGAIN_MS = 5_000;

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
  let again: ReturnType<typeof setTimeout> | undefined;
  const fail = (): void => {
    onLost();
    if (source.readyState !== EventSource.CLOSED) return;
    again = setTimeout(dial, AGAIN_MS);
    onRefused();
  };
  const dial = (): void => {
    source = new EventSource(address);
    source.addEventListener('message', ({ data }) => onTold(String(data)));
    source.addEventListener('error', fail);
  };
  dial();
  return () => {
    clearTimeout(again);
    source.close();
  };
}
