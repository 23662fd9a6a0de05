/** The WebSocket over which a terminal says how it is, and is told what staff want of it. It is the terminal that dials (design decision 16). */
import { upgradeWebSocket } from '@hono/node-server';
import type { WSContext } from 'hono/ws';
import { WebSocket } from 'ws';
import type { GuardedDeps } from '../deps.ts';
import { newApi } from '../http/api.ts';
import type { TerminalEnv } from '../terminals/terminal-gate.ts';
import { LINK_CLOSED, TerminalLink } from './terminal-link.ts';
import type { Socket } from './terminal-link.ts';

/** Largest message taken from a terminal, in bytes; a longer one closes the link with 1009 (RFC 6455 §7.4.1). */
export const MAX_LINK_MESSAGE_BYTES = 16 * 1024;

export function link(deps: GuardedDeps) {
  const api = newApi<TerminalEnv>();
  api.use('/terminals/link', deps.terminals.requireTerminal);
  api.get(
    '/terminals/link',
    upgradeWebSocket((c) => {
      const { terminal } = (c as unknown as { var: TerminalEnv['Variables'] }).var;
      let opened: TerminalLink | undefined;
      return {
        onOpen: (_event, socket) => {
          opened = new TerminalLink(deps, terminal, socketOf(socket));
          deps.links
            .add(terminal.id, opened)
            ?.close(LINK_CLOSED.replaced, 'this terminal has dialled again');
        },
        onMessage: (event) => opened?.hear(event.data),
        onClose: () => {
          if (!opened) return;
          opened.ended();
          deps.links.remove(terminal.id, opened);
        },
      };
    }),
  );
  return api;
}

function socketOf(socket: WSContext): Socket {
  const { raw } = socket;
  if (!(raw instanceof WebSocket)) throw new TypeError('the upgrade gave no WebSocket');
  return {
    send: (text) => socket.send(text),
    close: (code, reason) => socket.close(code, reason),
    unread: () => raw.bufferedAmount,
    cut: () => raw.terminate(),
  };
}
