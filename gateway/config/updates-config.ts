/** Where releases of this program lie side by side, and how long a new one has to prove itself (docs/rules/updates.md). */
import { z } from 'zod';
import { Milliseconds, Text } from './words.ts';

export const UpdatesConfig = z.strictObject({
  /** With `versions`, and `current`, which leads to one of them. */
  folder: Text.default('/opt/nhip-cau'),
  /** Below what the launcher waits for a version that does not even do that. */
  proveMs: Milliseconds.max(600_000).default(300_000),
});
