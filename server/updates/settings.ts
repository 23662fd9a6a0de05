/** The server's settings about releases. */
import { z } from 'zod';
import { ReleaseKey } from './format/manifest.ts';

/** Whose releases this server passes on to its terminals; the terminals look for themselves, by keys of their own (UP1). */
export const UpdatesSection = z.strictObject({
  releaseKeys: z.array(ReleaseKey).min(1, 'must name at least one release key').max(8),
});
export type UpdatesSettings = z.infer<typeof UpdatesSection>;
