/** The line to the stand: actions go out as POST, the state comes as server-sent events. */

/** @typedef {import('../stand/bench-messages.ts').BenchAction} BenchAction */
/** @typedef {import('../stand/bench-messages.ts').BenchMessage} BenchMessage */

/**
 * @param {(message: BenchMessage) => void} listener
 * @param {(connected: boolean) => void} onConnection
 */
export function listen(listener, onConnection) {
  // EventSource dials again by itself, and the stand begins each connection with the whole state.
  const source = new EventSource('/bench/events');
  source.addEventListener('open', () => onConnection(true));
  source.addEventListener('error', () => onConnection(false));
  source.addEventListener('message', (event) => listener(JSON.parse(event.data)));
}

/**
 * @param {BenchAction} action
 * @returns {Promise<string | undefined>} why it could not be done
 */
export async function act(action) {
  try {
    const response = await fetch('/bench/act', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(action),
    });
    if (response.ok) return undefined;
    const { message } = await response.json();
    return String(message);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
