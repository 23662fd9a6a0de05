import { z } from '@hono/zod-openapi';

/** `GET /api/staff/libraries`: where the caller may work. */
export const StaffLibraries = z
  .object({
    libraries: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        kind: z.string(),
        parentId: z.string().optional(),
        timeZone: z.string(),
        administrator: z.boolean().openapi({ description: 'May change the rules here' }),
      }),
    ),
  })
  .openapi('StaffLibraries');
