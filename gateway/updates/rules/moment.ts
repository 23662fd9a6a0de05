/** When a terminal may be brought up to date: between visits, in its hours (docs/rules/updates.md, UP9). */

/** `07:30`, in the library's own time. */
export interface UpdateHours {
  readonly from: string;
  readonly to: string;
}

export interface Moment {
  /** Epoch milliseconds. */
  readonly now: number;
  readonly isTimeKnown: boolean;
  readonly timeZone: string;
  /** Absent: at any time. */
  readonly hours: UpdateHours | undefined;
  /** Somebody stands there, or staff work at it. */
  readonly isBusy: boolean;
  /** Staff have asked for it: that overrides the hours, never a visit. */
  readonly isAsked: boolean;
}

export function isMoment({ hours, isAsked, isBusy, isTimeKnown, now, timeZone }: Moment): boolean {
  if (isBusy) return false;
  if (isAsked || hours === undefined) return true;
  return isTimeKnown && isWithin(timeOfDay(now, timeZone), hours);
}

/** `22:00` to `05:00` goes past midnight; the same time twice is the whole day. */
function isWithin(time: string, { from, to }: UpdateHours): boolean {
  return from < to ? time >= from && time < to : time >= from || time < to;
}

const timeOfDay = (now: number, timeZone: string): string =>
  new Intl.DateTimeFormat('en-GB', {
    ...{ timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  }).format(now);
