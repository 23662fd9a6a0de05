/** What the API says of orders to staff. */
import { z } from '@hono/zod-openapi';
import { ActId, By, Id, Instant } from '../../staff/desk-schema.ts';
import { Order } from '../schema.ts';

/** `POST /api/staff/terminals/{id}/orders` */
export const OrderRequest = z.strictObject({ id: ActId, what: Order }).openapi('OrderRequest');

export const OrderView = z
  .object({
    id: z.string(),
    what: Order,
    askedAt: Instant,
    by: By,
    until: Instant.openapi({ description: 'Not carried out any more after it' }),
    stage: z
      .enum(['waiting', 'told', 'out-of-date', 'done', 'refused', 'failed', 'overtaken'])
      .openapi({
        description:
          '`waiting`: the terminal has not been reached; `told`: it has, and has not answered yet',
      }),
    toldAt: Instant.optional(),
    answeredAt: Instant.optional(),
    code: z.string().optional(),
    message: z.string().optional(),
    hasBundle: z.boolean(),
  })
  .openapi('OrderView');

/** `GET /api/staff/terminals/{id}/orders`, newest first. */
export const OrderList = z
  .object({ serverTime: Instant, orders: z.array(OrderView) })
  .openapi('OrderList');

export const ByOrder = z.strictObject({ id: Id, order: z.uuid() });
