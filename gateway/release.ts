/** Which gateway this is. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';

const packageFile = new URL('../package.json', import.meta.url);
const Package = z.object({ version: z.string() });

export const VERSION = Package.parse(JSON.parse(readFileSync(packageFile, 'utf8'))).version;

/** No terminal's clock can be right before it (TM3). Moved forward with each release: `release.test.ts` reminds of it. */
export const BUILT_AT = Date.UTC(2026, 10, 23);
