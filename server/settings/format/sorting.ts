/** Where the books go that a drop box takes (docs/rules/drop-box.md, DB20), by the names of its bins. */
import { z } from 'zod';

const Bin = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,31}$/, 'must be 1–32 small letters, digits and hyphens');
/** The first of them that has room. */
const Bins = z.array(Bin).min(1, 'must name at least one bin').max(16);
const Table = z.record(z.string().min(1, 'must not be empty').max(64), Bins);

export const Sorting = z.strictObject({
  /** What staff must look at. */
  exceptions: Bins,
  /** All that no rule names. */
  otherwise: Bins,
  holds: Bins.exactOptional(),
  otherLibrary: Bins.exactOptional(),
  /** By the id of the library that a book goes to. */
  libraries: Table.exactOptional(),
  notAnswered: Bins.exactOptional(),
  /** By the sort bin that the library's system names (SIP2 CL). */
  sortBins: Table.exactOptional(),
  collections: Table.exactOptional(),
  /** By the kind of medium (SIP2 CK). */
  media: Table.exactOptional(),
  /** By what the call number begins with. */
  callNumbers: Table.exactOptional(),
});
export type Sorting = z.infer<typeof Sorting>;
