import { TerminalState } from '../terminals/schema.ts';
import type { z } from '@hono/zod-openapi';

export type TerminalState = z.infer<typeof TerminalState>;

/** What a terminal said, as it was kept. Undefined when it said nothing yet, or in words of another version; it speaks again within 20 s. */
export function wordIn(state: string | null | undefined): TerminalState | undefined {
  if (state === null || state === undefined) return undefined;
  const said = TerminalState.safeParse(JSON.parse(state));
  return said.success ? said.data : undefined;
}
