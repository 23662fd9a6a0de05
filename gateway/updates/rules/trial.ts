/**
 * A release on trial, and those that have failed, as they stand on disk (docs/rules/updates.md, UP20–UP27). The launcher,
 * a shell script that belongs to no release, reads and writes the same: one thing a line, words by blanks.
 */
import { z } from 'zod';
import { Version } from '#server/updates/format/version.ts';

/** How the terminal was under the version before: what is well must be as well again. */
const Expected = z.object({
  /** Epoch milliseconds. */
  at: z.int(),
  /** Devices that were ready. */
  devices: z.array(z.string()),
  /** The outbox could be written. */
  outbox: z.boolean(),
  /** The server heard this terminal. */
  server: z.boolean(),
});
export type Expected = z.infer<typeof Expected>;

export interface Trial {
  readonly version: string;
  /** What it goes back to. */
  readonly from: string;
  readonly expected: Expected;
}

/** The launcher reads the first line, the gateway the second. */
export const trialText = ({ expected, from, version }: Trial): string =>
  `${version} ${from}\n${JSON.stringify(expected)}\n`;

/** @returns undefined for what is none */
export function trialIn(text: string): Trial | undefined {
  const [head = '', json = ''] = text.split('\n');
  const [version, from] = head.split(' ').map((word) => Version.safeParse(word).data);
  const expected = Expected.safeParse(parsed(json)).data;
  return version !== undefined && from !== undefined && expected
    ? { version, from, expected }
    : undefined;
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/** How the terminal is now, in the same words. */
export type Seen = Omit<Expected, 'at'>;

/** What was well before and is not yet again; empty: the release has proved good. */
export function missing(expected: Seen, seen: Seen): readonly string[] {
  return [
    ...(expected.outbox && !seen.outbox ? ['outbox'] : []),
    ...expected.devices.filter((id) => !seen.devices.includes(id)).map((id) => `device-${id}`),
    ...(expected.server && !seen.server ? ['server-not-heard'] : []),
  ];
}

export interface Failure {
  /** Epoch milliseconds; 0: whoever wrote it had no clock. */
  readonly at: number;
  readonly why: string;
}

export const failureLine = ({ at, why }: Failure): string => `${at} ${why}\n`;

/** What was cut off in the middle of a line is none. */
export const failuresIn = (text: string): readonly Failure[] =>
  text
    .split('\n')
    .slice(0, -1)
    .map((line) => /^(\d{1,15}) (\S{1,64})$/.exec(line))
    .filter((found) => found !== null)
    .map(([, at = '0', why = '']) => ({ at: Number(at), why }));

/** The network may have failed at the wrong moment: that once is forgiven. */
const FORGIVEN = 'server-not-heard';

/** It is never tried again (UP24). */
export const isBroken = (failures: readonly Failure[]): boolean =>
  failures.length > 1 || failures.some(({ why }) => why !== FORGIVEN);
