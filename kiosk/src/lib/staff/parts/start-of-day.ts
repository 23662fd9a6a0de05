/** When a day that somebody chose begins where they look. @param day `YYYY-MM-DD` @returns epoch milliseconds */
export const startOf = (day: string): number => new Date(`${day}T00:00`).getTime();
