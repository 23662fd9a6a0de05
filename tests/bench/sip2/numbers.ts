/** Numbers of the books and cards of the SIP2 rows, the same in SQL and here. */

/** Scattered over all books, each once: the step shares no factor with the numbers of books that are taken. */
const STEP = 7919;

export const bookNumber = (nth: number, items: number): string => `B${(nth * STEP) % items}`;
export const cardNumber = (nth: number): string => `C${nth}`;
