/** Of the two releases on a terminal's disk. */
export const OLD = '0.6.0';
export const NEW = '0.7.0';
