/** The day `YYYY-MM-DD` that it is somewhere. @param at epoch milliseconds */
export const dayIn = (timeZone: string, at: number): string =>
  // Swedish writes dates as ISO 8601 does.
  new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(at);
