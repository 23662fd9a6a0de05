/** Programs of the bench in processes of their own, so that what is measured shares no event loop with what measures. */
import { fork } from 'node:child_process';
import type { ChildProcess, Serializable } from 'node:child_process';
import { once } from 'node:events';

/** A program that runs until it is stopped, and says once what others need to know of it. */
export interface Child<Ready> {
  readonly ready: Ready;
  /** Sends an order and waits for the one answer. */
  ask(order: Serializable): Promise<unknown>;
  stop(): Promise<void>;
}

/**
 * @param script  a module that sends one message when it is ready, answers each order with one, and ends on `disconnect`
 * @throws Error when it ends before it is ready
 */
export async function startChild<Ready>(
  script: URL,
  settings: object,
  parse: (message: unknown) => Ready,
): Promise<Child<Ready>> {
  const child = fork(script, [JSON.stringify(settings)], {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const ready = parse(await nextMessage(child, script));
  return {
    ready,
    ask: (order) => {
      child.send(order);
      return nextMessage(child, script);
    },
    stop: () => stop(child),
  };
}

async function nextMessage(child: ChildProcess, script: URL): Promise<unknown> {
  const ended = new AbortController();
  const exit = once(child, 'exit', { signal: ended.signal }).then(() => {
    throw new Error(`${script.pathname} ended before it answered`);
  });
  try {
    const answered = once(child, 'message', { signal: ended.signal });
    const [message] = await Promise.race([answered, exit]);
    return message;
  } finally {
    exit.catch(() => undefined);
    ended.abort();
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.disconnect();
  await gone;
}
