/** The section `permit` of the server's settings. */
import { z } from 'zod';

export const PermitSection = z.strictObject({
  /** A permit older than this is made anew when a terminal asks for it. */
  everyMinutes: z.number().min(0).max(1440).default(30),
  /** How long a permit lasts, where a library does not say. */
  hours: z.int().min(1).max(744).default(72),
  /** … and for libraries of the kind `van`. */
  vanHours: z.int().min(1).max(744).default(240),
});
export type PermitSettings = z.output<typeof PermitSection>;

export const PERMIT_DEFAULTS: PermitSettings = PermitSection.parse({});
