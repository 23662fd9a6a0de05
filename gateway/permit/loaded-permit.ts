/** A permit as it answers: the manifest's rules over rows that are found by the HMAC of a number (PM2–PM4). */
import { createHmac, type KeyObject } from 'node:crypto';
import { GONE, NO_LIMIT } from '#server/permit/format/chunk.ts';
import { dueDateIn, lastMomentIn } from '#server/permit/format/dates.ts';
import type { Manifest } from '#server/permit/format/manifest.ts';
import { cardText, hashIn, itemText } from '#server/permit/format/words.ts';
import type { ItemRef } from '../ils/ils.ts';
import type { Permit, PermitCap, PermitCard, PermitItem } from './permit.ts';
import { find, type RowTable, type RowValue } from './rules/row-table.ts';

export interface PermitRows {
  readonly cards: RowTable;
  readonly items: RowTable;
}

/** For a standing that the manifest has no word for: nobody can say more than that the library must be asked. */
const UNNAMED = 'offline';

export class LoadedPermit implements Permit {
  readonly libraryId: string;
  readonly epoch: string;
  readonly version: number;
  readonly madeAt: number;
  readonly endsAt: number;
  readonly unknownCard: PermitCap | undefined;
  readonly pinNeeded: 'returns-only' | PermitCap;
  readonly lends: boolean;
  readonly #manifest: Manifest;
  readonly #key: KeyObject;
  readonly #rows: PermitRows;

  /** @param key of the epoch, 32 bytes */
  constructor(manifest: Manifest, key: KeyObject, rows: PermitRows) {
    this.libraryId = manifest.library;
    this.epoch = manifest.epoch;
    this.version = manifest.version;
    this.madeAt = manifest.madeAt;
    this.endsAt = manifest.endsAt;
    this.unknownCard = manifest.unknownCard ?? undefined;
    this.pinNeeded = manifest.pinNeeded;
    this.lends = lendsToSomebody(manifest);
    this.#manifest = manifest;
    this.#key = key;
    this.#rows = rows;
  }

  card(number: string): PermitCard {
    const row = this.#find(this.#rows.cards, cardText(number));
    if (!row) return { state: 'unknown' };
    // Of a class that the manifest does not name nobody can say how it is lent to; to take it for unknown would lend to it.
    const patronClass = this.#manifest.patronClasses[row.class];
    const refusal = patronClass ? codeOf(this.#manifest.cardStandings, row.standing) : UNNAMED;
    const validUntil = lastMomentIn(this.#manifest, row.lastDay);
    return {
      ...{ state: 'listed', patronClass: row.class },
      ...{ child: patronClass?.child ?? true, needsPin: patronClass?.pin ?? true },
      ...(refusal !== undefined && { refusal }),
      ...(row.loansLeft !== NO_LIMIT && { loansLeft: row.loansLeft }),
      ...(validUntil !== undefined && { validUntil }),
    };
  }

  item({ identifier, owner }: ItemRef): PermitItem {
    const { items } = this.#rows;
    const row =
      (owner !== undefined && this.#find(items, itemText(identifier, owner))) ||
      this.#find(items, itemText(identifier));
    if (!row) return { itemClass: this.#manifest.defaultItemClass };
    const refusal = codeOf(this.#manifest.itemStandings, row.standing);
    return { itemClass: row.class, ...(refusal !== undefined && { refusal }) };
  }

  dueAt(patronClass: number | undefined, itemClass: number, now: number): number | undefined {
    const days =
      patronClass === undefined
        ? this.#daysOfUnknown(itemClass)
        : this.#daysOf(patronClass, itemClass);
    return days === undefined ? undefined : dueDateIn(this.#manifest, days, now);
  }

  #daysOf(patronClass: number, itemClass: number): number | undefined {
    const days = this.#manifest.loanDays[patronClass]?.[itemClass] ?? undefined;
    const { pinNeeded } = this;
    const isCapped = this.#manifest.patronClasses[patronClass]?.pin && pinNeeded !== 'returns-only';
    return days !== undefined && isCapped ? Math.min(days, pinNeeded.days) : days;
  }

  /** What is lent to nobody is not lent to somebody unknown either. */
  #daysOfUnknown(itemClass: number): number | undefined {
    const isLent = this.#manifest.loanDays.some((row) => typeof row[itemClass] === 'number');
    return isLent ? this.unknownCard?.days : undefined;
  }

  #find(rows: RowTable, text: string): RowValue | undefined {
    const digest = createHmac('sha256', this.#key).update(text).digest();
    const row = find(rows, hashIn(digest));
    return row?.class === GONE ? undefined : row;
  }
}

/** Where all patrons would need the PIN, a card that nobody knows is no better. */
const lendsToSomebody = ({ loanDays, patronClasses, pinNeeded }: Manifest): boolean =>
  loanDays.some((days, at) => {
    const needsPin = patronClasses[at]?.pin === true && pinNeeded === 'returns-only';
    return !needsPin && days.some((each) => each !== null);
  });

function codeOf(standings: readonly string[], standing: number): string | undefined {
  const code = standings[standing] ?? UNNAMED;
  return code === '' ? undefined : code;
}
