/** The WebSocket over which a terminal says how it is. It is the terminal that dials (design decision 16). */
import { upgradeWebSocket } from '@hono/node-server';
import type { WSContext } from 'hono/ws';
import { z } from 'zod';
import type { GuardedDeps } from '../deps.ts';
import { newApi } from '../http/api.ts';
import type { LinkAnswer } from '../terminals/schema.ts';
import { TerminalState } from '../terminals/schema.ts';
import type { KnownTerminal } from '../terminals/store.ts';
import type { TerminalEnv } from '../terminals/terminal-gate.ts';
import { SILENCE_MS } from './rules/presence.ts';

/** Largest message taken from a terminal, in bytes; a longer one closes the link with 1009 (RFC 6455 §7.4.1). */
export const MAX_LINK_MESSAGE_BYTES = 16 * 1024;

/** Why the server ends a link. 1008 is RFC 6455's; those from 4000 on are ours. */
export const LINK_CLOSED = {
  doesNotFit: 1008,
  replaced: 4000,
  notKnown: 4001,
  silent: 4002,
  /** It signs in again, and hears what it is called now and where it stands (PA34). */
  changed: 4003,
} as const;

type Socket = WSContext<unknown>;

export function link(deps: GuardedDeps) {
  const open = new Map<string, Socket>();
  const api = newApi<TerminalEnv>();
  api.use('/terminals/link', deps.terminals.requireTerminal);
  api.get(
    '/terminals/link',
    upgradeWebSocket((c) => {
      const { terminal } = (c as unknown as { var: TerminalEnv['Variables'] }).var;
      const { id } = terminal;
      let silence: NodeJS.Timeout | undefined;
      let kept = Promise.resolve();
      const expectWord = (socket: Socket) => {
        clearTimeout(silence);
        // A line that is dead answers no closing handshake; `ws` then cuts it by itself.
        silence = setTimeout(
          () => socket.close(LINK_CLOSED.silent, 'nothing was heard for too long'),
          SILENCE_MS,
        );
      };
      return {
        onOpen: (_event, socket) => {
          open.get(id)?.close(LINK_CLOSED.replaced, 'this terminal has dialled again');
          open.set(id, socket);
          expectWord(socket);
        },
        onMessage: (event, socket) => {
          expectWord(socket);
          // One after the other: an older state must not be written over a newer one.
          kept = kept
            .then(() => hear(deps, terminal, event.data, socket))
            .catch((error: unknown) =>
              deps.log.error({ err: error, terminal: id }, 'the state of a terminal was not kept'),
            );
          deps.underWay.add(kept);
        },
        onClose: (_event, socket) => {
          clearTimeout(silence);
          if (open.get(id) === socket) open.delete(id);
        },
      };
    }),
  );
  return api;
}

async function hear(
  { db, now, news, terminals, log }: GuardedDeps,
  terminal: KnownTerminal,
  data: unknown,
  socket: Socket,
): Promise<void> {
  const { id, publicKey } = terminal;
  const state = readState(data);
  if (!state.success) {
    log.warn(
      { terminal: id, issues: z.flattenError(state.error) },
      'a terminal’s state does not fit',
    );
    socket.close(LINK_CLOSED.doesNotFit, 'the state does not fit its schema');
    return;
  }
  const known = await terminals.find(id);
  if (known?.publicKey !== publicKey) {
    socket.close(LINK_CLOSED.notKnown, 'this terminal has been removed');
    return;
  }
  if (JSON.stringify(known) !== JSON.stringify(terminal)) {
    socket.close(LINK_CLOSED.changed, 'staff have changed this terminal');
    return;
  }
  await db.write('terminal-heard', {
    terminalId: id,
    state: JSON.stringify(state.data),
    now: now(),
  });
  news.announce();
  socket.send(
    JSON.stringify({ kind: 'heard', serverTime: now() } satisfies z.infer<typeof LinkAnswer>),
  );
}

const FromText = z
  .string()
  .transform((text, context) => {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      context.addIssue({ code: 'custom', message: 'not JSON' });
      return z.NEVER;
    }
  })
  .pipe(TerminalState);

const readState = (data: unknown) => FromText.safeParse(data);
