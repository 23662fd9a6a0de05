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
        place: z
          .object({ latitude: z.number(), longitude: z.number() })
          .optional()
          .openapi({ description: 'Degrees of WGS 84; absent: nobody has said, or it moves' }),
        administrator: z.boolean().openapi({ description: 'May change the rules here' }),
      }),
    ),
  })
  .openapi('StaffLibraries');
