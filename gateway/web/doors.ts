/**
 * Who may speak to the gateway: the pages it served itself, on this machine. A foreign page in the same browser
 * and a name that was rebound to loopback stop here (design decision 16).
 */
import type { MiddlewareHandler } from 'hono';

/** @param port as listened on */
export const ownHosts = (port: number): string[] =>
  ['localhost', '127.0.0.1', '[::1]'].map((name) => `${name}:${port}`);

export interface Doors {
  /** Values of Host that are answered. */
  readonly hosts: () => readonly string[];
  /** Values of Origin that may change something or open a socket. */
  readonly origins: () => readonly string[];
}

/** Against DNS rebinding: another name than loopback's is not for us. */
export const checkHost =
  ({ hosts }: Doors): MiddlewareHandler =>
  async (context, next) => {
    const host = context.req.header('host')?.toLowerCase();
    if (host === undefined || !hosts().includes(host)) return context.text('Unknown host', 403);
    return next();
  };

/** A browser always tells the Origin of a socket and of what changes something; who does not is no page of ours. */
export const checkOrigin =
  ({ origins }: Doors): MiddlewareHandler =>
  async (context, next) => {
    const origin = context.req.header('origin');
    if (origin === undefined || !origins().includes(origin)) {
      return context.text('Unknown origin', 403);
    }
    return next();
  };
