/** What is fed into the tree of libraries: by sample data, imports and staff pages alike. */
import { z } from 'zod';

const Id = z.string().min(1).max(64);
/** A day in the library's own zone, `YYYY-MM-DD`. */
export const Day = z.iso.date();
/** Text in NFC, whatever the door it came through (design decision 11). */
export const Text = z
  .string()
  .trim()
  .max(1000)
  .transform((text) => text.normalize('NFC'));

/** Else the first loan of that library would fail, or be due on another day. */
const TimeZone = z.string().refine((name) => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}, 'is no IANA time zone');

export const LibraryInput = z
  .strictObject({
    /** A right granted at `*` is one in the whole network, so no library is called that. */
    id: Id.refine((id) => id !== '*', 'stands for the whole network'),
    /** Absent for the root of the network. Parents come before their children. */
    parentId: Id.optional(),
    /** ISIL (ISO 15511) as tags carry it, e.g. `VN-…`. */
    isil: z.string().max(20).optional(),
    /** Free: central, ward, school, van… */
    kind: Text,
    name: Text,
    /** IANA name. */
    timeZone: TimeZone.default('Asia/Ho_Chi_Minh'),
    validFrom: Day.optional(),
    /** Last day on which the library exists; its past stays. */
    validTo: Day.optional(),
    /** Where it stands, for the map of the staff pages: degrees of WGS 84, north and east positive. Both, or neither. */
    latitude: z.number().min(-90).max(90).optional(),
    longitude: z.number().min(-180).max(180).optional(),
  })
  .refine(
    ({ latitude, longitude }) => (latitude === undefined) === (longitude === undefined),
    'has only half of a place',
  );
export type LibraryInput = z.input<typeof LibraryInput>;

/** Days of opening. A library without its own inherits those of its nearest ancestor. */
export const CalendarInput = z.strictObject({
  libraryId: Id,
  /** Monday first; absent = as the parent's. */
  weekly: z.array(z.boolean()).length(7).optional(),
  /** Dated exceptions, both ends included. The nearest library that has one for a day decides it. */
  exceptions: z
    .array(z.strictObject({ from: Day, to: Day, open: z.boolean(), name: Text }))
    .default([]),
});
export type CalendarInput = z.input<typeof CalendarInput>;
