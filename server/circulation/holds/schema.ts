/** Holds as staff see, place and work them down. */
import { z } from '@hono/zod-openapi';
import {
  ActId,
  actAnswer,
  AtLibrary,
  Day,
  Id,
  Instant,
  ItemRefView,
  LibraryRef,
  PatronRef,
} from '../../staff/desk-schema.ts';

export const HoldView = z
  .object({
    id: z.string(),
    patron: PatronRef.optional(),
    title: z.object({ id: z.string(), title: z.string(), author: z.string() }),
    copy: ItemRefView.optional().openapi({ description: 'Set: only this copy is waited for' }),
    pickup: LibraryRef,
    placedAt: Instant,
    expiresOn: Day.optional().openapi({ description: 'Last day on which it is waited for' }),
    state: z.enum(['waiting', 'on-its-way', 'on-shelf', 'ended']).openapi({
      description: 'on-its-way: a copy is taken aside and under way to the pick-up library',
    }),
    position: z.number().int().optional().openapi({ description: 'waiting: 1 = the next' }),
    captured: ItemRefView.optional().openapi({ description: 'The copy taken aside' }),
    shelfAt: Instant.optional(),
    shelfUntil: Day.optional().openapi({ description: 'Last day on the shelf' }),
    notifiedAt: Instant.optional().openapi({ description: 'When the patron was told' }),
    endedAt: Instant.optional(),
    endedHow: z.enum(['picked-up', 'cancelled', 'expired', 'not-collected']).optional(),
  })
  .openapi('StaffHold');

/** `POST /api/staff/holds` */
export const HoldRequest = z
  .strictObject({
    id: ActId,
    library: AtLibrary,
    patron: Id,
    title: Id.optional(),
    item: Id.optional(),
    pickup: Id.openapi({ description: 'A library of the caller' }),
    expiresOn: Day.optional(),
    beyondLimit: z.boolean().default(false),
  })
  .refine(({ title, item }) => (title === undefined) !== (item === undefined), {
    message: 'names either a title or an item',
  })
  .openapi('HoldRequest');

export const HoldAnswer = actAnswer({
  hold: z.object({
    id: z.string(),
    position: z.number().int(),
    available: z
      .boolean()
      .openapi({ description: 'A copy stands on a shelf now and will be fetched' }),
  }),
}).openapi('HoldAnswer');

/** `PATCH /api/staff/holds/{id}` */
export const HoldPatch = z
  .strictObject({ library: AtLibrary, pickup: Id.optional(), expiresOn: Day.optional() })
  .openapi('HoldPatch');

export const HoldChangeAnswer = actAnswer({}).openapi('HoldChangeAnswer');

/** Where a copy that was taken aside goes now. */
export const Destination = z
  .object({
    kind: z.enum(['hold', 'shelf', 'other-library']),
    library: LibraryRef,
    until: Day.optional().openapi({ description: 'hold: last day on the hold shelf' }),
  })
  .openapi('CopyDestination');

export const HoldCancelAnswer = actAnswer({
  destination: Destination.optional(),
}).openapi('HoldCancelAnswer');

/** `POST /api/staff/holds/{id}/told` */
export const HoldTold = z
  .strictObject({ library: AtLibrary, told: z.boolean().default(true) })
  .openapi('HoldTold');

/**
 * `GET /api/staff/holds/{list}?library=`: what is to be worked down at a library.
 * `shelf`: lies here for who waits. `expired`: to be taken off the hold shelf and checked in.
 * `to-tell`: came to the shelf and the patron has not been told. `waiting`: the queue of this pick-up library.
 */
export const HoldListName = z.enum(['shelf', 'expired', 'to-tell', 'waiting']);
export const HoldList = z.object({ holds: z.array(HoldView) }).openapi('StaffHoldList');

/** `GET /api/staff/holds/pull?library=`: copies to fetch from the shelves here. Check each in, and it is taken aside. */
export const PullList = z
  .object({
    copies: z.array(
      z.object({
        hold: z.object({ id: z.string(), placedAt: Instant, patron: PatronRef.optional() }),
        item: ItemRefView,
        pickup: LibraryRef,
      }),
    ),
  })
  .openapi('PullList');

export const TransitView = z
  .object({
    id: z.string(),
    item: ItemRefView,
    from: LibraryRef,
    to: LibraryRef,
    sentAt: Instant,
    forHold: z.boolean().openapi({ description: 'For who waits; else home' }),
  })
  .openapi('StaffTransit');

/** `GET /api/staff/transits?library=` */
export const TransitLists = z
  .object({ incoming: z.array(TransitView), outgoing: z.array(TransitView) })
  .openapi('TransitLists');

export const LibraryQuery = z.strictObject({ library: Id });
